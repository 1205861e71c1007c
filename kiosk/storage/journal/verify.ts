import { resolve } from 'node:path';
import { complaintOf, type Database } from '../database.ts';
import { readingDatabase } from '../reading-database.ts';
import { StorageError } from '../storage-error.ts';
import { checkChain, type JournalFault } from './chain-check.ts';
import { anchorOf, chainStart, hasOutbox } from './chain-start.ts';
import { genesisHash, hexOf, sameBytes } from './row-hash.ts';
import { JOURNAL_KIND } from './schema.ts';

/** What a whole journal was found to be. */
export interface JournalReport {
  readonly file: string;
  readonly origin: string;
  readonly epoch: string;
  /** Rows that were found right, from the first that is kept on. */
  readonly rows: number;
  /** Rows before that, which the final system has and the file has no more. */
  readonly trimmed: number;
  /** The hash of the last row that was found right, in hexadecimal; whoever noted it elsewhere can compare. */
  readonly head: string;
  readonly fault: JournalFault | undefined;
}

/**
 * Checks every row, link and hash of a journal, and SQLite's own structures. Neither the file nor anything beside it is
 * changed, and a lane that is writing to it may go on.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer: it is not a journal that could be verified
 */
export function verifyJournal(file: string, onProgress?: (rows: number) => void): JournalReport {
  return readingJournal(file, (database) => verifyOpened(resolve(file), database, onProgress));
}

/** Lends a journal to a reader that changes nothing. */
export function readingJournal<T>(file: string, read: (database: Database) => T): T {
  return readingDatabase(file, JOURNAL_KIND, read);
}

function verifyOpened(path: string, database: Database, onProgress?: (rows: number) => void): JournalReport {
  const identity = anchorOf(database);
  if (identity === undefined) {
    throw new StorageError('foreign', `${path}: a journal that nobody has begun: it has no origin yet`);
  }
  const { origin, epoch, genesis, seq: anchorSeq } = identity;
  const start = chainStart(database);
  const report = { file: path, origin, epoch, rows: 0, trimmed: start.seq, head: hexOf(start.hash), fault: undefined };
  if (!sameBytes(genesis, genesisHash(origin, epoch))) {
    const detail = 'the start of the chain does not belong to its origin and epoch';
    return { ...report, fault: { seq: undefined, problem: 'identity', detail } };
  }
  const check = checkChain(database, start, onProgress);
  const found = { ...report, rows: check.head.seq - start.seq, head: hexOf(check.head.hash) };
  if (check.fault !== undefined) return { ...found, fault: check.fault };
  const written = Math.max(anchorSeq, sentSeq(database));
  if (check.head.seq < written) {
    const missing = check.head.seq + 1;
    const detail = `rows ${missing} to ${written} are missing at the end: row ${written} had been written`;
    return { ...found, fault: { seq: missing, problem: 'gap', detail } };
  }
  const complaint = complaintOf(database, 'integrity_check');
  if (complaint === undefined) return found;
  return { ...found, fault: { seq: undefined, problem: 'unreadable', detail: `the file is damaged: ${complaint}` } };
}

/** The last row that the next hop has said to have; 0 if there is none. */
function sentSeq(database: Database): number {
  if (!hasOutbox(database)) return 0;
  return database.prepare<[], number>('SELECT sent_seq FROM outbox').pluck().get() ?? 0;
}
