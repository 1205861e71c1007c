import { readingInbox } from '#kiosk/storage/inbox/verify-inbox.ts';
import { anchorOf, chainStart, headOf } from '#kiosk/storage/journal/chain-start.ts';
import { readingJournal } from '#kiosk/storage/journal/verify.ts';
import type { LogName, Mark } from '#sync/log/log.ts';
import type { PostgresConnections } from '#sync/postgres/postgres-connections.ts';

/** How what was taken in of a journal differs from the journal itself. */
export interface Comparison extends LogName {
  /** Rows that both hold. */
  readonly compared: number;
  /** Rows of the journal that have not arrived. */
  readonly notArrived: number;
  /** The first row that is another one here than there, or that was taken in and is not in the journal. */
  readonly difference: { readonly seq: number; readonly detail: string } | undefined;
}

const ROWS_AT_ONCE = 1_000;

/**
 * Compares every row that an inbox keeps of a journal with the journal itself, by their hashes.
 *
 * @returns undefined if the inbox holds nothing of it
 * @throws StorageError if one of the files cannot be read
 */
export function compareWithJournal(inboxFile: string, journalFile: string): Comparison | undefined {
  const journal = JournalHashes.of(journalFile);
  if (journal === undefined) return undefined;
  return readingInbox(inboxFile, (inbox) => {
    const log = inbox
      .prepare<[string, string], { log: number; mark: number }>(
        'SELECT log, mark_seq AS mark FROM log WHERE origin = ? AND epoch = ?',
      )
      .get(journal.log.origin, journal.log.epoch);
    if (log === undefined) return undefined;
    const read = inbox.prepare<[number, number, number], Mark>(
      'SELECT seq, lower(hex(hash)) AS hash FROM row WHERE log = ? AND seq > ? ORDER BY seq LIMIT ?',
    );
    let last = journal.start;
    for (let page = read.all(log.log, last, ROWS_AT_ONCE); page.length > 0;) {
      if (!page.every((row) => journal.holds(row))) break;
      last = page.at(-1)?.seq ?? last;
      page = read.all(log.log, last, ROWS_AT_ONCE);
    }
    return journal.comparison(log.mark);
  });
}

/**
 * The same for headquarters' database.
 *
 * @throws StorageError if the journal cannot be read; SinkFailure if the database cannot
 */
export async function compareRecordWithJournal(
  record: PostgresConnections,
  journalFile: string,
): Promise<Comparison | undefined> {
  const { storedLogs } = await import('#sync/postgres/stored-rows.ts');
  const { readThrough } = await import('#sync/postgres/verify-record.ts');
  const journal = JournalHashes.of(journalFile);
  if (journal === undefined) return undefined;
  const { origin, epoch } = journal.log;
  const log = (await storedLogs(record)).find((each) => each.origin === origin && each.epoch === epoch);
  if (log === undefined) return undefined;
  await readThrough(record, log, (row) => row.seq <= journal.start || journal.holds(row));
  return journal.comparison(log.markSeq);
}

const HASH_BYTES = 32;

/** The hashes of a journal, to be held against rows that were taken in. */
class JournalHashes {
  readonly log: LogName;
  /** The last row that was trimmed, and the last one there is. */
  readonly start: number;
  readonly #head: number;
  /** Those of the rows from the start on, one behind the other; of a row that is missing, zeros. */
  readonly #hashes: Buffer;
  #compared = 0;
  #difference: Comparison['difference'];

  private constructor(log: LogName, start: number, head: number) {
    this.log = log;
    this.start = start;
    this.#head = head;
    this.#hashes = Buffer.alloc(Math.max(0, head - start) * HASH_BYTES);
  }

  /** @returns undefined for a file that nobody has begun */
  static of(file: string): JournalHashes | undefined {
    return readingJournal(file, (journal) => {
      const identity = anchorOf(journal);
      if (identity === undefined) return undefined;
      const { origin, epoch } = identity;
      const found = new JournalHashes({ origin, epoch }, chainStart(journal).seq, headOf(journal).seq);
      const read = journal.prepare<[number], { seq: number; hash: Buffer }>(
        'SELECT seq, hash FROM journal WHERE seq > ? ORDER BY seq',
      );
      for (const { seq, hash } of read.iterate(found.start)) found.#hashes.set(hash, found.#placeOf(seq));
      return found;
    });
  }

  /** @returns whether a row that was taken in is the journal's; the first that is not is remembered */
  holds({ seq, hash }: Mark): boolean {
    const own = this.#hashes.toString('hex', this.#placeOf(seq), this.#placeOf(seq + 1));
    if (own === hash) {
      this.#compared += 1;
      return true;
    }
    this.#difference ??= { seq, detail: differenceAt(seq, own, this.#head) };
    return false;
  }

  /** @param mark up to where rows were taken in */
  comparison(mark: number): Comparison {
    const notArrived = Math.max(0, this.#head - mark);
    return { ...this.log, compared: this.#compared, notArrived, difference: this.#difference };
  }

  #placeOf(seq: number): number {
    return (seq - this.start - 1) * HASH_BYTES;
  }
}

function differenceAt(seq: number, own: string, head: number): string {
  if (seq > head) return `row ${seq} was taken in, but the journal ends at row ${head}: it is an older file`;
  if (/^0*$/.test(own)) return `row ${seq} was taken in, and is not in the journal`;
  return `row ${seq} that was taken in is another one than the journal's`;
}
