import { createHmac } from 'node:crypto';
import { HttpService, type ServiceAnswer, type ServiceRequest } from './http-service.ts';

export interface ReceivedEvent {
  readonly source: string;
  readonly id: string;
  readonly sequence: string;
  readonly type: string;
  readonly subject: string;
  readonly data: { readonly id: string; readonly totals: { readonly total: { readonly minor: number } } | null };
}

/** A consumer of CloudEvents that checks the signature and knows an event again by its source and id. */
export class WebhookService {
  readonly http: HttpService;
  /** Each event once, in the order in which they came first. */
  readonly events: ReceivedEvent[] = [];
  /** Every event of every request that was taken. */
  readonly deliveries: string[] = [];
  /** Events that are answered with 422. */
  readonly refusing = new Set<string>();
  /** Events over which the consumer fails, each time. */
  readonly failing = new Set<string>();
  readonly #known = new Set<string>();
  readonly #secret: string;

  private constructor(secret: string, http: (answer: (request: ServiceRequest) => ServiceAnswer) => HttpService) {
    this.#secret = secret;
    this.http = http((request) => this.#take(request));
  }

  static async open(secret: string): Promise<WebhookService> {
    let answer: (request: ServiceRequest) => ServiceAnswer = () => ({ status: 503, body: '' });
    const http = await HttpService.open((request) => answer(request));
    return new WebhookService(secret, (own) => {
      answer = own;
      return http;
    });
  }

  #take({ headers, body }: ServiceRequest): ServiceAnswer {
    if (headers['content-type'] !== 'application/cloudevents-batch+json; charset=utf-8')
      return { status: 415, body: '' };
    const signed = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['handrail-signature']));
    const expected = createHmac('sha256', this.#secret).update(`${signed?.[1]}.${body}`).digest('hex');
    if (signed?.[2] !== expected) return { status: 401, body: 'the signature is wrong' };
    const events = JSON.parse(body) as ReceivedEvent[];
    if (events.some(({ subject }) => this.refusing.has(subject))) return { status: 422, body: 'no such article' };
    if (events.some(({ subject }) => this.failing.has(subject))) return { status: 500, body: 'NullPointerException' };
    for (const event of events) {
      const key = `${event.source}#${event.id}`;
      this.deliveries.push(key);
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      this.events.push(event);
    }
    return { status: 202, body: '' };
  }
}
