import { openPrivateCopy, type Database } from '../database.ts';
import { anchorOf, hasOutbox } from './chain-start.ts';
import type { ReadRow } from './journal-store.ts';
import { ROW_COLUMNS } from './chain-check.ts';
import { hexOf, rowHash, sameBytes, type JournalRow } from './row-hash.ts';
import { JOURNAL_KIND } from './schema.ts';

/** What can be read of a journal, in order or damaged. */
export interface Readable {
  readonly epoch: string | undefined;
  readonly last: { readonly seq: number; readonly hash: string };
  rows(): Generator<ReadRow, void, void>;
  close(): void;
}

/** A row of a damaged file that is as it was written: its hash fits. */
export interface SalvagedRow extends ReadRow {
  readonly prev: Uint8Array;
  readonly hash: Uint8Array;
}

const NO_HASH = '0'.repeat(64);
/** After the last row that is known of, so many more places are tried before the rest counts as empty. */
const TRIED_AFTER_LAST = 5_000;
/** No journal has more; a damaged number would make the search endless. */
const SEQ_MAX = 100_000_000;

/**
 * Reads what can be read of a damaged journal, row by row by its number: a damaged page costs the rows on it and no
 * others.
 *
 * @param copy a copy that belongs to the reader
 */
export function readableRows(copy: string): Readable {
  const database = openIfPossible(copy);
  if (database === undefined) {
    return { epoch: undefined, last: { seq: 0, hash: NO_HASH }, rows: noRows, close: () => undefined };
  }
  let last = { seq: 0, hash: NO_HASH };
  for (const row of pointReads(database)) last = { seq: row.seq, hash: hexOf(row.hash) };
  return {
    epoch: attempt(() => anchorOf(database)?.epoch),
    last,
    rows: () => pointReads(database),
    close: () => database.close(),
  };
}

/** Every row that can be read, by its number. */
export function* pointReads(database: Database): Generator<SalvagedRow, void, void> {
  const one = attempt(() => database.prepare<[number], JournalRow>(`SELECT ${ROW_COLUMNS} FROM journal WHERE seq = ?`));
  if (one === undefined) return;
  const from = hasOutboxOf(database) ? trimmedOf(database) + 1 : 1;
  let known = Math.min(SEQ_MAX, lastKnownSeq(database));
  for (let seq = from; seq <= known + TRIED_AFTER_LAST; seq += 1) {
    const row = attempt(() => one.get(seq));
    if (row === undefined) continue;
    known = Math.max(known, seq);
    if (attempt(() => sameBytes(row.hash, rowHash(row))) !== true) continue;
    yield { ...row, body: Buffer.from(row.body).toString() };
  }
}

/** The highest number that anything in the file tells of. */
export function lastKnownSeq(database: Database): number {
  const anchor = attempt(() => anchorOf(database)?.seq) ?? 0;
  const head = attempt(() => database.prepare<[], number>('SELECT max(seq) FROM journal').pluck().get()) ?? 0;
  const sent = attempt(() => database.prepare<[], number>('SELECT sent_seq FROM outbox').pluck().get()) ?? 0;
  return Math.max(anchor, head, sent);
}

export function openIfPossible(copy: string): Database | undefined {
  return attempt(() => openPrivateCopy(copy, JOURNAL_KIND));
}

/** Undefined for whatever a damaged file throws. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function hasOutboxOf(database: Database): boolean {
  return attempt(() => hasOutbox(database)) === true;
}

function trimmedOf(database: Database): number {
  return attempt(() => database.prepare<[], number>('SELECT trim_seq FROM outbox').pluck().get()) ?? 0;
}

function* noRows(): Generator<ReadRow, void, void> {
  // Nothing can be read.
}
