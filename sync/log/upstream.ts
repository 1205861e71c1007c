import type { PushAnswer, PushRequest } from './log.ts';

/**
 * Where a log goes next: a store, headquarters, a broker. An adapter carries requests and answers and decides nothing.
 * A call may be repeated with the same rows any number of times with the same effect.
 */
export interface Upstream {
  /**
   * @param signal gives the call up; whether the rows arrived is not known then
   * @throws UpstreamFailure when there is no answer of the receiver
   */
  push(request: PushRequest, signal: AbortSignal): Promise<PushAnswer>;
  close(): Promise<void>;
}

/**
 * Why there is no answer. `unreachable` and `busy` (also: no room on the receiver's disk, time-outs, 5xx, 408, 425,
 * 429) are tried again for ever; `unauthorized` pauses and alerts, and nothing is dropped; `rejected`: the receiver
 * cannot read the request as a whole (400, 413), so the batch is halved until the row is found.
 */
export type UpstreamFailureCode = 'unreachable' | 'busy' | 'unauthorized' | 'rejected';

export class UpstreamFailure extends Error {
  readonly code: UpstreamFailureCode;
  /** What the receiver asked for with `busy`; undefined leaves it to the sender's back-off. */
  readonly retryAfterMs: number | undefined;

  constructor(code: UpstreamFailureCode, message: string, options?: { cause?: unknown; retryAfterMs?: number }) {
    super(message, options);
    this.name = 'UpstreamFailure';
    this.code = code;
    this.retryAfterMs = options?.retryAfterMs;
  }
}
