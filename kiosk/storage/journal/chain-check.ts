import type { Database } from '../database.ts';
import { HASH_BYTES, hexOf, rowHash, sameBytes, type JournalRow } from './row-hash.ts';

/** The first thing that is wrong with a journal. */
export interface JournalFault {
  /** The row that is wrong or missing; undefined if the fault is not one row's. */
  readonly seq: number | undefined;
  readonly problem: JournalProblem;
  /** A sentence for a person. */
  readonly detail: string;
}

export type JournalProblem =
  /** Rows are missing. */
  | 'gap'
  /** The row does not link to the one before it. */
  | 'link'
  /** The row links to another row than the one before it: rows changed places. */
  | 'order'
  /** What the row holds is not what was hashed. */
  | 'hash'
  /** The body is not JSON with a version, although its hash fits. */
  | 'body'
  /** A field is missing or of the wrong type. */
  | 'fields'
  /** SQLite cannot read the row, or finds its own pages damaged. */
  | 'unreadable'
  /** Origin, epoch and the start of the chain do not belong together. */
  | 'identity';

export interface Link {
  readonly seq: number;
  readonly hash: Uint8Array;
}

export interface ChainCheck {
  /** The last row that was found right. */
  readonly head: Link;
  /** What is wrong with the row after it; undefined if there is none. */
  readonly fault: JournalFault | undefined;
}

const ROWS_AT_ONCE = 1_000;

export const ROW_COLUMNS = 'seq, id, kind, business_day AS businessDay, wall, boot, monotonic, body, prev, hash';

/**
 * Follows the chain from a row that is trusted to the last one, in short reads so that a writer is not held up.
 *
 * @param onProgress told the last row that was found right, now and then
 */
export function checkChain(database: Database, from: Link, onProgress?: (seq: number) => void): ChainCheck {
  const read = database.prepare<[number, number], JournalRow>(
    `SELECT ${ROW_COLUMNS} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  let last = from;
  for (;;) {
    let rows: readonly JournalRow[];
    try {
      rows = read.all(last.seq, ROWS_AT_ONCE);
    } catch (error) {
      return unreadable(database, last, error);
    }
    for (const row of rows) {
      const fault = linkFault(database, row, last);
      if (fault !== undefined) return { head: last, fault };
      last = { seq: row.seq, hash: row.hash };
    }
    if (rows.length < ROWS_AT_ONCE) return { head: last, fault: undefined };
    onProgress?.(last.seq);
  }
}

/** What is wrong with a row that follows another one, if anything. */
export function linkFault(database: Database, row: JournalRow, last: Link): JournalFault | undefined {
  const expected = last.seq + 1;
  if (row.seq !== expected) {
    const missing = row.seq === expected + 1 ? `row ${expected} is` : `rows ${expected} to ${row.seq - 1} are`;
    return { seq: expected, problem: 'gap', detail: `${missing} missing; row ${row.seq} follows row ${last.seq}` };
  }
  const field = wrongField(row);
  if (field !== undefined) {
    return { seq: row.seq, problem: 'fields', detail: `row ${row.seq}: ${field} is missing or of the wrong type` };
  }
  if (!sameBytes(row.prev, last.hash)) return brokenLink(database, row, last);
  if (!sameBytes(row.hash, rowHash(row))) return brokenHash(database, row);
  if (!isVersionedJson(row.body)) {
    const detail = `row ${row.seq}: its body is not a JSON object with a version "v", although its hash fits`;
    return { seq: row.seq, problem: 'body', detail };
  }
  return undefined;
}

function brokenLink(database: Database, row: JournalRow, last: Link): JournalFault {
  const elsewhere = database.prepare<[Uint8Array], Link>('SELECT seq, hash FROM journal WHERE hash = ?').get(row.prev);
  if (elsewhere !== undefined) {
    const detail = `row ${row.seq} follows row ${elsewhere.seq} by its link, not row ${last.seq}: rows changed places`;
    return { seq: row.seq, problem: 'order', detail };
  }
  const before = last.seq === 0 ? 'the start of this journal' : `row ${last.seq}`;
  const detail = `row ${row.seq} does not link to ${before}: prev is ${hex(row.prev)}, expected ${hex(last.hash)}`;
  return { seq: row.seq, problem: 'link', detail };
}

function brokenHash(database: Database, row: JournalRow): JournalFault {
  const next = database
    .prepare('SELECT prev FROM journal WHERE seq = ?')
    .pluck()
    .get(row.seq + 1);
  const contents = `row ${row.seq}: its contents were changed after they were written`;
  const either = `row ${row.seq}: its contents or its hash were changed after they were written`;
  const nextAgrees = next instanceof Uint8Array && sameBytes(next, row.hash);
  const detail = `${nextAgrees ? contents : either} (stored hash ${hex(row.hash)}, computed ${hex(rowHash(row))})`;
  return { seq: row.seq, problem: 'hash', detail };
}

/** Finds the row that SQLite stumbles over by reading them one by one. */
function unreadable(database: Database, last: Link, error: unknown): ChainCheck {
  const said = error instanceof Error ? error.message : String(error);
  const one = database.prepare(`SELECT ${ROW_COLUMNS} FROM journal WHERE seq = ?`);
  for (let seq = last.seq + 1; seq <= last.seq + ROWS_AT_ONCE; seq += 1) {
    try {
      one.get(seq);
    } catch {
      return { head: last, fault: { seq, problem: 'unreadable', detail: `row ${seq} cannot be read: ${said}` } };
    }
  }
  const detail = `the rows after row ${last.seq} cannot be read: ${said}`;
  return { head: last, fault: { seq: last.seq + 1, problem: 'unreadable', detail } };
}

function wrongField(row: JournalRow): string | undefined {
  for (const [name, value] of Object.entries({ wall: row.wall, monotonic: row.monotonic })) {
    if (!Number.isSafeInteger(value)) return name;
  }
  for (const [name, value] of Object.entries({
    id: row.id,
    kind: row.kind,
    business_day: row.businessDay,
    boot: row.boot,
  })) {
    if (typeof value !== 'string') return name;
  }
  if (!(row.body instanceof Uint8Array)) return 'body';
  for (const [name, value] of Object.entries({ prev: row.prev, hash: row.hash })) {
    if (!(value instanceof Uint8Array) || value.length !== HASH_BYTES) return name;
  }
  return undefined;
}

function isVersionedJson(body: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof value === 'object' && value !== null && 'v' in value && Number.isSafeInteger(value.v);
  } catch {
    return false;
  }
}

function hex(bytes: Uint8Array): string {
  return `${hexOf(bytes).slice(0, 16)}…`;
}
