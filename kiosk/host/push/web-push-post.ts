import { type LookupFunction } from 'node:net';
import { lookup } from 'node:dns';
import { request } from 'node:https';
import webPush from 'web-push';
import type { PushMessage, PushOutcome, PushPost, PushSubscription } from '#kiosk/store/push/push-ports.ts';
import { isInside, mayPostTo } from './push-endpoint.ts';
import type { PushKeys } from './push-files.ts';

/** A push service that takes longer has its message brought again; milliseconds. */
const ANSWER_WITHIN_MS = 10_000;
const MS_PER_S = 1_000;
const GONE: ReadonlySet<number> = new Set([404, 410]);
const TOO_MANY = 429;
const SERVER_FAULT = 500;

export interface WebPushPostParts {
  readonly keys: PushKeys;
  /** Whom a push service may write to about this store: "mailto:it@shop.example". */
  readonly contact: string;
  /** Push services of the shop's own, beside those that are known. */
  readonly services: readonly string[];
}

/** Encrypts by RFC 8291, signs by RFC 8292, and posts by RFC 8030. */
export class WebPushPost implements PushPost {
  readonly #parts: WebPushPostParts;

  constructor(parts: WebPushPostParts) {
    this.#parts = parts;
  }

  get publicKey(): string {
    return this.#parts.keys.publicKey;
  }

  mayPost(endpoint: string): boolean {
    return mayPostTo(endpoint, this.#parts.services);
  }

  async post({ endpoint, p256dh, auth }: PushSubscription, message: PushMessage): Promise<PushOutcome> {
    if (!this.mayPost(endpoint)) return { type: 'gone' };
    const { keys, contact } = this.#parts;
    try {
      const { method, headers, body } = webPush.generateRequestDetails(
        { endpoint, keys: { p256dh, auth } },
        message.text,
        {
          vapidDetails: { subject: contact, ...keys },
          TTL: message.ttlSeconds,
          urgency: 'high',
          topic: message.topic,
        },
      );
      return await this.#exchange(endpoint, { method, headers }, body);
    } catch (error) {
      // Keys that are none, as a page may have sent them.
      return { type: 'refused', why: error instanceof Error ? error.message : 'it cannot be encrypted' };
    }
  }

  async #exchange(
    endpoint: string,
    asked: { readonly method: string; readonly headers: Readonly<Record<string, unknown>> },
    body: Buffer | null,
  ): Promise<PushOutcome> {
    const options = {
      method: asked.method,
      headers: Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name, String(value)])),
      lookup: this.#lookupFor(new URL(endpoint).host),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      agent: false as const,
    };
    return new Promise((resolve) => {
      const sent = request(endpoint, options, (answer) => {
        const status = answer.statusCode ?? 0;
        const afterS = Number(answer.headers['retry-after'] ?? 0);
        // What it says beside that is for nobody; redirects are not followed.
        answer.destroy();
        resolve(outcomeOf(status, Number.isFinite(afterS) ? afterS * MS_PER_S : 0));
      });
      sent.on('error', () => resolve({ type: 'later', afterMs: 0 }));
      sent.end(body ?? undefined);
    });
  }

  /** A known name that leads into the shop leads nowhere. Where the shop named the service, it knows where that is. */
  #lookupFor(host: string): LookupFunction {
    const isOwn = this.#parts.services.includes(host);
    return (hostname, options, callback) => {
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        const allowed = (addresses ?? []).filter(({ address }) => isOwn || !isInside(address));
        const [first] = allowed;
        if (error !== null || first === undefined) {
          callback(error ?? new Error(`${hostname} is an address inside`), '', 0);
        } else if (options.all === true) callback(null, allowed);
        else callback(null, first.address, first.family);
      });
    };
  }
}

function outcomeOf(status: number, afterMs: number): PushOutcome {
  if (status >= 200 && status < 300) return { type: 'taken' };
  if (GONE.has(status)) return { type: 'gone' };
  if (status === TOO_MANY || status >= SERVER_FAULT) return { type: 'later', afterMs };
  return { type: 'refused', why: `it answered ${status}` };
}
