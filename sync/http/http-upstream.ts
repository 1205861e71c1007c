import type { PushAnswer, PushRequest } from '../log/log.ts';
import type { Upstream } from '../log/upstream.ts';
import { UpstreamFailure } from '../log/upstream.ts';
import { failureOf } from './answer-failure.ts';
import { compressPush } from './push-encoding.ts';
import { decodeAnswer, encodePush, PUSH_MEDIA_TYPE } from './push-format.ts';
import type { StoreConnection } from './store-connection.ts';

/** Statuses under which a receiver has judged. */
const JUDGED: ReadonlySet<number> = new Set([200, 409, 422]);

/** Brings logs to a store, or to headquarters, over HTTP. */
export class HttpUpstream implements Upstream {
  readonly #store: StoreConnection;
  readonly #isCompressed: boolean;

  /** @param isCompressed by default over a network, where it saves nine tenths of the way, and not within a machine */
  constructor(store: StoreConnection, isCompressed = store.isOverNetwork) {
    this.#store = store;
    this.#isCompressed = isCompressed;
  }

  async push(request: PushRequest, signal: AbortSignal): Promise<PushAnswer> {
    const bytes = encodePush(request);
    const { body, headers } = this.#isCompressed ? compressPush(bytes) : { body: bytes, headers: {} };
    const answer = await this.#store.call({
      method: 'POST',
      path: '/sync/v1/push',
      headers: { 'content-type': PUSH_MEDIA_TYPE, ...headers, ...idempotencyKey(request) },
      body,
      signal,
    });
    if (!JUDGED.has(answer.status)) throw failureOf(answer);
    const judged = decodeAnswer(answer.status, answer.body);
    if (judged === undefined) {
      throw new UpstreamFailure('unreachable', 'no store answers there: its answer is not understood');
    }
    return judged;
  }

  /** The connection stays open: others use it as well. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * For whatever stands between (draft-ietf-httpapi-idempotency-key-header). The store does not need it: rows are named
 * by origin, epoch and seq.
 */
function idempotencyKey({ log, rows }: PushRequest): Record<string, string> {
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return {};
  const key = `${log.origin}:${log.epoch}:${first.seq}-${last.seq}`;
  return /^[\x20-\x7e]+$/.test(key) ? { 'idempotency-key': `"${key.replaceAll(/["\\]/g, '')}"` } : {};
}
