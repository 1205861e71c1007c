import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { frameProblem } from '../log/framing.ts';
import type { KnownLog, Suspect } from '../log/log-sink.ts';
import type { PushAnswer, PushRequest } from '../log/log.ts';
import { hashOfRow } from '../log/row-hash.ts';
import { isTombstone } from '../log/tombstone.ts';

/** The hash that the receiver holds at a place; undefined where it holds none. */
export type HashesHeld = ReadonlyMap<number, string | undefined>;

/**
 * What to do with a request. `append`: commit these rows, then answer. `gap`: rows are missing in between; the answer
 * is the old mark, which sends the sender back. `answer`: nothing to commit.
 */
export type Verdict =
  | { readonly type: 'append'; readonly rows: readonly JournalRow[]; readonly suspects: readonly Suspect[] }
  | { readonly type: 'gap' }
  | { readonly type: 'answer'; readonly answer: PushAnswer };

/** Tells what cannot be understood in a row; undefined if nothing is wrong with it. */
export type Understand = (row: JournalRow) => string | undefined;

/**
 * The places at which the receiver's hashes are to be looked up for a request. What a request holds twice is compared
 * at its first and its last place: the chain binds all that lies between.
 */
export function placesToCompare(request: PushRequest, known: KnownLog): readonly number[] {
  const { seq: mark } = known.mark;
  const last = request.after.seq + request.rows.length;
  return [...new Set([request.after.seq, Math.min(last, mark)])].filter((seq) => seq < mark);
}

/**
 * What is wrong with a request by itself, wherever the receiver is. `refused`: a row that is not well framed. `broken`:
 * the first row whose hash does not fit.
 */
export interface Flaws {
  readonly refused: PushAnswer | undefined;
  readonly broken: number | undefined;
}

/** Looks at every row of a request that was found readable as a whole. It is by far the most work of judging one. */
export function flawsOf(request: PushRequest): Flaws {
  for (const row of request.rows) {
    const problem = frameProblem(row);
    if (problem !== undefined) return { refused: { type: 'refused', seq: row.seq, ...problem }, broken: undefined };
  }
  return { refused: undefined, broken: brokenRow(request) };
}

/**
 * Judges a request against what the receiver holds.
 *
 * @param held the hashes at `placesToCompare`; what was trimmed there cannot be compared and counts as equal
 */
export function judge(
  request: PushRequest,
  { refused, broken }: Flaws,
  known: KnownLog,
  held: HashesHeld,
  understand: Understand,
): Verdict {
  const { after, rows } = request;
  const { mark, settled } = known;
  if (refused !== undefined) return { type: 'answer', answer: refused };
  if (after.seq > mark.seq) return { type: 'gap' };
  const other = otherRowHeld(request, known, held);
  if (other !== undefined) {
    const detail = `row ${other} is another one here than the one sent`;
    return { type: 'answer', answer: { type: 'fork', mark, detail } };
  }
  if (broken !== undefined) {
    const detail = `row ${broken}: its hash does not fit what it holds and the row before it`;
    return { type: 'answer', answer: { type: 'refused', seq: broken, code: 'malformed', detail } };
  }
  const fresh = rows.filter((row) => row.seq > mark.seq);
  if (fresh.length === 0) return { type: 'answer', answer: { type: 'mark', mark, settled } };
  return { type: 'append', rows: fresh, suspects: suspectsAmong(fresh, understand) };
}

/** The first place compared at which the receiver holds another row than the one that was sent. */
function otherRowHeld(request: PushRequest, known: KnownLog, held: HashesHeld): number | undefined {
  const { after, rows } = request;
  const sent = (seq: number): string | undefined => (seq === after.seq ? after.hash : rows[seq - after.seq - 1]?.hash);
  const here = (seq: number): string | undefined => (seq === known.mark.seq ? known.mark.hash : held.get(seq));
  const last = Math.min(after.seq + rows.length, known.mark.seq);
  return [after.seq, last].find((seq) => here(seq) !== undefined && here(seq) !== sent(seq));
}

function brokenRow({ after, rows }: PushRequest): number | undefined {
  let prev = after.hash;
  for (const row of rows) {
    const { hash } = row;
    if (hash !== hashOfRow(row, prev) && !isTombstone(row)) return row.seq;
    prev = hash;
  }
  return undefined;
}

function suspectsAmong(rows: readonly JournalRow[], understand: Understand): readonly Suspect[] {
  return rows.flatMap((row) => {
    const reason = understand(row);
    return reason === undefined ? [] : [{ seq: row.seq, reason }];
  });
}
