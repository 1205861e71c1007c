import type { LogSource } from '#sync/log/log-source.ts';
import { PUSH_BYTES_MAX, PUSH_ROWS_MAX, type PushAnswer } from '#sync/log/log.ts';
import type { Upstream } from '#sync/log/upstream.ts';

/** What came of sending rows once more. */
export interface Resent {
  readonly rows: number;
  /** What the receiver said last; undefined if there was nothing to send. */
  readonly answer: PushAnswer | undefined;
}

/**
 * Sends rows once more that the receiver may have already: it takes what it lacks, and compares the rest with what it
 * holds. Beside the sender's own work, which it does not disturb: a receiver takes the same rows any number of times.
 *
 * @throws UpstreamFailure when there is no answer
 */
export async function resend(
  source: LogSource,
  upstream: Upstream,
  range: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<Resent> {
  let sent = 0;
  let answer: PushAnswer | undefined;
  let after = range.from - 1;
  while (after < range.to) {
    const part = await source.read(after, { rows: Math.min(PUSH_ROWS_MAX, range.to - after), bytes: PUSH_BYTES_MAX });
    // What was trimmed is not there any more; the rest goes from its beginning.
    const rows = part?.rows.filter(({ seq }) => seq <= range.to) ?? [];
    if (part === undefined || rows.length === 0) break;
    answer = await upstream.push({ log: source.name, after: part.after, rows }, signal);
    if (answer.type !== 'mark') break;
    sent += rows.length;
    after = rows.at(-1)?.seq ?? range.to;
  }
  return { rows: sent, answer };
}
