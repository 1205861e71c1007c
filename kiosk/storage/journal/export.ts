import { closeSync, openSync } from 'node:fs';
import type { Database } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import { isPipeClosed, STANDARD_OUTPUT, writeAll } from '../write-all.ts';
import { type JournalFault, type Link, linkFault, ROW_COLUMNS } from './chain-check.ts';
import { anchorOf, chainStart } from './chain-start.ts';
import { hexOf, type JournalRow } from './row-hash.ts';
import { readingJournal } from './verify.ts';

/** Which rows, both ends included; all of them by default. */
export interface ExportRange {
  readonly from?: number;
  readonly to?: number;
}

const ROWS_AT_ONCE = 500;

/**
 * Writes rows as one JSON object a line: origin, epoch, seq, id, kind, businessDay, wall, boot, monotonic, prev and
 * hash in hexadecimal, body as the very text that was hashed, or as bodyBase64 if that text is damaged beyond being
 * JSON.
 *
 * @param output a file that is not there yet; undefined writes to standard output
 * Every row is checked on its way out, and goes out as it is.
 *
 * @returns the first thing that is wrong with these rows, or undefined
 * @throws StorageError as reading does, and if the output cannot be made
 */
export function exportJournal(file: string, range: ExportRange, output?: string): JournalFault | undefined {
  return readingJournal(file, (database) => {
    const check = new RowCheck(database, range);
    const descriptor = output === undefined ? STANDARD_OUTPUT : openNew(output);
    try {
      for (const page of pages(database, range, check)) writeAll(descriptor, page);
    } catch (error) {
      if (!isPipeClosed(error)) throw error;
    } finally {
      if (output !== undefined) closeSync(descriptor);
    }
    return check.fault;
  });
}

/** Follows the chain over the rows that go by. */
class RowCheck {
  readonly #database: Database;
  #last: Link | undefined;
  #fault: JournalFault | undefined;

  constructor(database: Database, { from = 1 }: ExportRange) {
    this.#database = database;
    const start = chainStart(database);
    const before = database.prepare<[number], Link>('SELECT seq, hash FROM journal WHERE seq = ?');
    this.#last = from <= start.seq + 1 ? start : before.get(from - 1);
  }

  get fault(): JournalFault | undefined {
    return this.#fault;
  }

  see(row: JournalRow): void {
    const last = this.#last ?? { seq: row.seq - 1, hash: row.prev };
    this.#fault ??= linkFault(this.#database, row, last);
    this.#last = { seq: row.seq, hash: row.hash };
  }

  /** All rows have been seen; whether the newest are missing, only the anchor knows. */
  end(to: number): void {
    const written = anchorOf(this.#database)?.seq ?? 0;
    const seen = this.#last?.seq ?? written;
    if (seen >= Math.min(to, written)) return;
    const detail = `rows ${seen + 1} to ${written} are missing at the end: row ${written} had been written`;
    this.#fault ??= { seq: seen + 1, problem: 'gap', detail };
  }
}

function* pages(
  database: Database,
  { from = 1, to = Number.MAX_SAFE_INTEGER }: ExportRange,
  check: RowCheck,
): Generator<string> {
  const identity = anchorOf(database);
  const origin = JSON.stringify(identity?.origin ?? null);
  const epoch = JSON.stringify(identity?.epoch ?? null);
  const read = database.prepare<[number, number, number], JournalRow>(
    `SELECT ${ROW_COLUMNS} FROM journal WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
  );
  let last = from - 1;
  for (;;) {
    const rows = read.all(last, to, ROWS_AT_ONCE);
    if (rows.length === 0) return check.end(to);
    for (const row of rows) check.see(row);
    yield rows.map((row) => `{"origin":${origin},"epoch":${epoch},${line(row)}}\n`).join('');
    last = rows.at(-1)?.seq ?? last;
  }
}

function line({ body, prev, hash, ...row }: JournalRow): string {
  const fields = JSON.stringify(row).slice(1, -1);
  const links = `"prev":"${hexOf(prev)}","hash":"${hexOf(hash)}"`;
  return `${fields},${bodyMember(body)},${links}`;
}

/** The body goes out byte by byte as it was hashed, never parsed and written anew. */
function bodyMember(body: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    JSON.parse(text);
    if (!/[\r\n]/u.test(text)) return `"body":${text}`;
  } catch {
    // Damaged: it goes out as bytes below.
  }
  return `"bodyBase64":"${Buffer.from(body).toString('base64')}"`;
}

function openNew(output: string): number {
  try {
    return openSync(output, 'wx', 0o600);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new StorageError('not-found', `${output}: cannot be made (${said})`, { cause: error });
  }
}
