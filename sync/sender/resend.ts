import type { LogSource } from '../log/log-source.ts';
import { PUSH_BYTES_MAX, PUSH_ROWS_MAX, type Mark, type PushAnswer } from '../log/log.ts';
import { markOf } from '../log/row-hash.ts';
import { tombstoneFor } from '../log/tombstone.ts';
import type { Upstream } from '../log/upstream.ts';
import { ReadAhead } from './read-ahead.ts';

export interface Resent {
  /** The rows that the receiver has compared with its own, or taken in where it lacked them. */
  readonly rows: number;
  /** The receiver's last word: anything but a mark ended it early. */
  readonly answer: PushAnswer | undefined;
  /** Rows that were asked for and are not kept here any more. */
  readonly trimmed: number;
}

/**
 * Sends rows again that a person asked for, beside the sender and without touching its notes. A receiver that holds
 * them compares them and keeps its own; one that holds others says so; one that lacks what lies before them says so by
 * its mark.
 *
 * @param range first and last row, both included; the end of the log ends it too
 * @throws UpstreamFailure when there is no answer
 */
export async function resend(
  source: LogSource,
  upstream: Upstream,
  range: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<Resent> {
  const dead = new Map((await source.deadLetters()).map((letter) => [letter.seq, letter]));
  const ahead = new ReadAhead(source);
  let place = range.from - 1;
  let rows = 0;
  let trimmed = 0;
  let answer: PushAnswer | undefined;
  while (place < range.to) {
    const found = await ahead.read(place, {
      rows: Math.min(PUSH_ROWS_MAX, range.to - place),
      bytes: PUSH_BYTES_MAX,
    });
    if (found === undefined) break;
    trimmed += Math.min(found.after.seq, range.to) - place;
    const wanted = found.rows.filter((row) => row.seq <= range.to);
    const last = wanted.at(-1);
    if (last === undefined) break;
    const sent = wanted.map((row) => {
      const letter = dead.get(row.seq);
      return letter === undefined ? row : tombstoneFor(row, letter);
    });
    answer = await upstream.push({ log: source.name, after: found.after, rows: sent }, signal);
    if (!holds(answer, markOf(last))) break;
    rows += wanted.length;
    place = last.seq;
  }
  return { rows, answer, trimmed };
}

function holds(answer: PushAnswer, place: Mark): boolean {
  return answer.type === 'mark' && answer.mark.seq >= place.seq;
}
