import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServiceRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What goes wrong with one request. "After" what was asked for was done, and nobody hears of it. */
export type ServiceTrouble =
  | { readonly type: 'status'; readonly answer: ServiceAnswer }
  | { readonly type: 'reset-before' }
  | { readonly type: 'reset-after' }
  | { readonly type: 'silence-after' }
  | { readonly type: 'huge-after' }
  | { readonly type: 'malformed-after' };

const HUGE_BYTES = 8 * 1_024 * 1_024;

/** A service of somebody else's on a real socket, which can be made to fail in the ways that services fail. */
export class HttpService {
  /** Every request that it looked at, in order. */
  readonly requests: ServiceRequest[] = [];
  /** How many requests were done and never answered. */
  silences = 0;
  /** Each is for one request that fits, the earliest first. */
  readonly #troubles: { readonly trouble: ServiceTrouble; readonly fits: (request: ServiceRequest) => boolean }[] = [];
  readonly #server: Server;
  readonly #answer: (request: ServiceRequest) => ServiceAnswer;

  private constructor(answer: (request: ServiceRequest) => ServiceAnswer) {
    this.#answer = answer;
    this.#server = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const url = new URL(incoming.url ?? '/', 'http://service');
        const body = Buffer.concat(chunks).toString('utf8');
        this.#take({ method: incoming.method ?? '', url, headers: incoming.headers, body }, response);
      });
    });
  }

  static async open(answer: (request: ServiceRequest) => ServiceAnswer): Promise<HttpService> {
    const service = new HttpService(answer);
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  plan(trouble: ServiceTrouble, fits: (request: ServiceRequest) => boolean = () => true): void {
    this.#troubles.push({ trouble, fits });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #take(request: ServiceRequest, response: ServerResponse): void {
    const index = this.#troubles.findIndex(({ fits }) => fits(request));
    const [planned] = index === -1 ? [] : this.#troubles.splice(index, 1);
    const trouble = planned?.trouble;
    if (trouble?.type === 'status') {
      this.requests.push(request);
      reply(response, trouble.answer);
      return;
    }
    if (trouble?.type === 'reset-before') {
      response.destroy();
      return;
    }
    const answer = this.#answer(request);
    this.requests.push(request);
    switch (trouble?.type) {
      case undefined:
        reply(response, answer);
        return;
      case 'reset-after':
        response.destroy();
        return;
      case 'silence-after':
        this.silences += 1;
        return;
      case 'malformed-after':
        reply(response, { status: 200, body: '{"data": [' });
        return;
      case 'huge-after':
        reply(response, { status: 200, body: `{"data": "${'x'.repeat(HUGE_BYTES)}"}` });
    }
  }
}

function reply(response: ServerResponse, { status, body, headers = {} }: ServiceAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
