import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { frameProblem } from './framing.ts';
import type { DeadLetter } from './log-source.ts';
import { plainRow } from './packed-rows.ts';

/** The kind of the row that travels in place of one that was set aside. */
export const TOMBSTONE_KIND = 'log.tombstone';

const DETAIL_CHARS_MAX = 300;
const KIND_CHARS_MAX = 128;
const NO_ID = '00000000-0000-0000-0000-000000000000';
const NO_DAY = '0001-01-01';

/**
 * The row that travels in place of one that was set aside: the same place, the same hash, and in the body what was
 * wrong. Its own hash cannot be computed, for it is that of the original; the row after it still links to it, so the
 * chain goes on and the original can be proven by it at any time. The same letter always gives the same bytes.
 */
export function tombstoneFor(original: JournalRow, letter: DeadLetter): JournalRow {
  const body = JSON.stringify({
    event: {
      bodyBytes: Buffer.byteLength(original.body),
      code: letter.code,
      detail: letter.detail.toWellFormed().slice(0, DETAIL_CHARS_MAX).toWellFormed(),
      kind: original.kind.toWellFormed().slice(0, KIND_CHARS_MAX).toWellFormed(),
      type: 'tombstone',
    },
    v: 1,
  });
  const tombstone: JournalRow = { ...plainRow(original), kind: TOMBSTONE_KIND, body };
  if (frameProblem(tombstone) === undefined) return tombstone;
  // One of the other fields is what was wrong; only the place and the hash still count.
  const { seq, hash } = original;
  return { seq, id: NO_ID, kind: TOMBSTONE_KIND, businessDay: NO_DAY, wall: 0, boot: '-', monotonic: 0, body, hash };
}

export function isTombstone(row: Pick<JournalRow, 'kind'>): boolean {
  return row.kind === TOMBSTONE_KIND;
}
