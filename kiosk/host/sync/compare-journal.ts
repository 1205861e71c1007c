import { readingInbox } from '#kiosk/storage/inbox/verify-inbox.ts';
import { anchorOf, chainStart, headOf } from '#kiosk/storage/journal/chain-start.ts';
import { readingJournal } from '#kiosk/storage/journal/verify.ts';
import type { LogName } from '#sync/log/log.ts';

/** How an inbox and the journal that it was filled from differ. */
export interface Comparison extends LogName {
  /** Rows that both hold. */
  readonly compared: number;
  /** Rows of the journal that have not arrived. */
  readonly notArrived: number;
  /** The first row that is another one here than there, or that the inbox has and the journal does not. */
  readonly difference: { readonly seq: number; readonly detail: string } | undefined;
}

interface HashAt {
  readonly seq: number;
  readonly hash: string;
}

const ROWS_AT_ONCE = 1_000;

/**
 * Compares every row that an inbox keeps of a journal with the journal itself, by their hashes.
 *
 * @returns undefined if the inbox holds nothing of it
 * @throws StorageError if one of the files cannot be read
 */
export function compareWithJournal(inboxFile: string, journalFile: string): Comparison | undefined {
  return readingJournal(journalFile, (journal) => {
    const identity = anchorOf(journal);
    if (identity === undefined) return undefined;
    const { origin, epoch } = identity;
    const head = headOf(journal).seq;
    const kept = chainStart(journal).seq;
    const hashOf = journal.prepare<[number], string>('SELECT lower(hex(hash)) FROM journal WHERE seq = ?').pluck();
    return readingInbox(inboxFile, (inbox) => {
      const log = inbox
        .prepare<[string, string], { log: number; mark: number }>(
          'SELECT log, mark_seq AS mark FROM log WHERE origin = ? AND epoch = ?',
        )
        .get(origin, epoch);
      if (log === undefined) return undefined;
      const read = inbox.prepare<[number, number, number], HashAt>(
        'SELECT seq, lower(hex(hash)) AS hash FROM row WHERE log = ? AND seq > ? ORDER BY seq LIMIT ?',
      );
      const found = { origin, epoch, notArrived: Math.max(0, head - log.mark) };
      let compared = 0;
      let last = kept;
      for (let page = read.all(log.log, last, ROWS_AT_ONCE); page.length > 0;) {
        for (const { seq, hash } of page) {
          const detail = differenceAt(seq, hash, hashOf.get(seq), head);
          if (detail !== undefined) return { ...found, compared, difference: { seq, detail } };
          compared += 1;
          last = seq;
        }
        page = read.all(log.log, last, ROWS_AT_ONCE);
      }
      return { ...found, compared, difference: undefined };
    });
  });
}

function differenceAt(seq: number, hash: string, own: string | undefined, head: number): string | undefined {
  if (seq > head) return `the inbox has row ${seq}, but the journal ends at row ${head}: it is an older file`;
  if (own === undefined) return `the inbox has row ${seq}, and the journal does not`;
  return own === hash ? undefined : `row ${seq} is another one in the inbox than in the journal`;
}
