import { resolve } from 'node:path';
import { rowHashLine, type JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { hash } from 'node:crypto';
import { complaintOf, type Database } from '../database.ts';
import { readingDatabase } from '../reading-database.ts';
import { genesisHash, hexOf } from '../journal/row-hash.ts';
import type { LogKey } from './inbox-types.ts';
import { INBOX_KIND } from './schema.ts';

/** What one log of an inbox was found to be. */
export interface InboxLogReport extends LogKey {
  /** Rows before the first that is kept; the final system has them. */
  readonly trimmed: number;
  /** Rows that were found right. */
  readonly rows: number;
  /** Rows that stand for one that was set aside where it was written; what they held cannot be proven here. */
  readonly tombstones: number;
  readonly fault: { readonly seq: number; readonly detail: string } | undefined;
}

export interface InboxReport {
  readonly file: string;
  readonly logs: readonly InboxLogReport[];
  /** What SQLite finds wrong with its own pages. */
  readonly damage: string | undefined;
}

/** A row that stands for one that was set aside carries the hash of that one. */
const TOMBSTONE_KIND = 'log.tombstone';
const ROWS_AT_ONCE = 1_000;

interface LogToCheck extends LogKey {
  readonly log: number;
  readonly startSeq: number;
  readonly startHash: string;
  readonly markSeq: number;
  readonly markHash: string;
}

/**
 * Checks every row and link of every log of an inbox, and SQLite's own structures. Neither the file nor anything beside
 * it is changed, and a store that is writing to it may go on.
 *
 * @param only the only log that is looked at; all if left out
 * @throws StorageError not-found, not-a-database, foreign, newer
 */
export function verifyInbox(file: string, only?: Partial<LogKey>): InboxReport {
  return readingInbox(file, (database) => {
    const logs = database
      .prepare<[], LogToCheck>(
        'SELECT log, origin, epoch, start_seq AS startSeq, lower(hex(start_hash)) AS startHash, mark_seq AS markSeq, ' +
          'lower(hex(mark_hash)) AS markHash FROM log ORDER BY log',
      )
      .all()
      .filter(({ origin, epoch }) => (only?.origin ?? origin) === origin && (only?.epoch ?? epoch) === epoch)
      .map((log) => checkLog(database, log));
    return { file: resolve(file), logs, damage: complaintOf(database, 'integrity_check') };
  });
}

/** Lends an inbox to a reader that changes nothing. */
export function readingInbox<T>(file: string, read: (database: Database) => T): T {
  return readingDatabase(file, INBOX_KIND, read);
}

function checkLog(database: Database, log: LogToCheck): InboxLogReport {
  const { origin, epoch, startSeq, startHash, markSeq, markHash } = log;
  const found = { origin, epoch, trimmed: startSeq };
  let prev = startHash;
  let seq = startSeq;
  let tombstones = 0;
  const fault = (at: number, detail: string): InboxLogReport => ({
    ...found,
    rows: seq - startSeq,
    tombstones,
    fault: { seq: at, detail },
  });
  if (startSeq === 0 && startHash !== hexOf(genesisHash(origin, epoch))) {
    return fault(0, 'the start of the chain does not belong to its origin and epoch');
  }
  const read = database.prepare<[number, number, number], JournalRow>(
    'SELECT seq, id, kind, business_day AS businessDay, wall, boot, monotonic, CAST(body AS TEXT) AS body, ' +
      'lower(hex(hash)) AS hash FROM row WHERE log = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  for (let page = read.all(log.log, seq, ROWS_AT_ONCE); page.length > 0; page = read.all(log.log, seq, ROWS_AT_ONCE)) {
    for (const row of page) {
      if (row.seq !== seq + 1) return fault(seq + 1, `row ${seq + 1} is missing; row ${row.seq} follows row ${seq}`);
      if (row.kind === TOMBSTONE_KIND) tombstones += 1;
      else if (row.hash !== hashOf(row, prev)) {
        return fault(row.seq, `row ${row.seq}: what it holds, or the row before it, is not what was hashed`);
      }
      prev = row.hash;
      seq = row.seq;
    }
  }
  if (seq !== markSeq || prev !== markHash)
    return fault(seq + 1, `ends at row ${seq}, but row ${markSeq} was promised`);
  return { ...found, rows: seq - startSeq, tombstones, fault: undefined };
}

function hashOf(row: JournalRow, prev: string): string {
  return hash('sha256', rowHashLine(row, prev) + row.body, 'hex');
}
