import type { Mark, PushAnswer, PushRequest } from '../log/log.ts';
import { markOf } from '../log/row-hash.ts';

/** A push that is on its way. */
export interface Flight {
  readonly id: number;
  readonly request: PushRequest;
  /**
   * Nothing was before it when it left, so that whatever is answered to it tells where the receiver is. One that left
   * behind others may have overtaken them: of it, only that it was taken counts.
   */
  readonly isLeader: boolean;
}

/** Where the receiver is once it has taken a push. */
export function endOf({ after, rows }: PushRequest): Mark {
  const last = rows.at(-1);
  return last === undefined ? after : markOf(last);
}

/**
 * The flights that are still on their way once an answer has said that this one was taken, and perhaps some behind it.
 * Marks leave no gap, so all before it were taken, too, whatever is still heard of them.
 *
 * @param at which of the flights was answered
 * @returns undefined if the answer does not say so, or if the receiver has another row in that place
 */
export function leftAfter(flights: readonly Flight[], at: number, answer: PushAnswer): readonly Flight[] | undefined {
  const request = flights[at]?.request;
  if (request === undefined || request.rows.length === 0 || answer.type !== 'mark') return undefined;
  const { seq, hash } = answer.mark;
  const here = flights.flatMap((flight) => flight.request.rows[seq - flight.request.after.seq - 1] ?? [])[0];
  if (seq < endOf(request).seq || (here !== undefined && here.hash !== hash)) return undefined;
  return flights.filter((flight) => endOf(flight.request).seq > seq);
}
