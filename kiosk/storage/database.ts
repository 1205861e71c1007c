import { closeSync, existsSync, fsyncSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { foreign, identify, migrate, type Database, type DatabaseKind } from './migrate.ts';
import { StorageError } from './storage-error.ts';

export type { Database, DatabaseKind };
/** Below it, two connections that write and checkpoint at once can corrupt a file in WAL mode (fixed in 3.51.3). */
const SQLITE_VERSION_MIN = [3, 51, 3] as const;
const BUSY_TIMEOUT_MS = 1_000;
/** A safety net only: who writes also decides when to checkpoint, but a write-ahead log never grows past this. */
const AUTOCHECKPOINT_PAGES = 16_000;
/**
 * What is set aside for the log is written in such pieces: of a larger one, Linux makes a single large block of memory,
 * and looks through all of it with every commit.
 */
const LOG_PIECE_BYTES = 16 * 1_024;
/** What stays of the write-ahead log's file after a checkpoint, in bytes. */
const WAL_BYTES_KEPT = 16 * 1_024 * 1_024;
const BULK_LOAD_SETTINGS = [
  'journal_mode=OFF',
  'synchronous=OFF',
  'locking_mode=EXCLUSIVE',
  'temp_store=MEMORY',
  // In KiB: the sorted passes at the end stay in memory.
  'cache_size=-131072',
] as const;
const SYNCHRONOUS_FULL = 2;
/**
 * Pages that stay in memory, in KiB: what is written is hardly ever read again, and SQLite would keep 16 MB of it.
 */
const CACHE_KIB = 2_048;
/** No database is smaller than its smallest page. */
const PAGE_BYTES_MIN = 512;
/** The header of a database file (sqlite.org/fileformat2.html, section 1.3). */
const MAGIC = 'SQLite format 3\u0000';
const APPLICATION_ID_OFFSET = 68;

// The native module reads this once, when the first database is opened. Addresses are how SQLite is told to read a file
// without leaving anything beside it. Every path that is opened is absolute, so no path is ever taken for an address.
process.env['SQLITE_USE_URI'] = '1';

/**
 * Opens a file for writing, and makes it if it is not there. Whatever is returned commits to the disk before it says
 * so: WAL with synchronous=FULL, asserted after it was set, because a reopened WAL file falls back to NORMAL by itself.
 *
 * @param lock called once the file is known to be ours or not there yet, before anything is written
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt, locked, unsupported
 */
export function openDatabase(file: string, kind: DatabaseKind, lock: () => void = () => undefined): Database {
  const path = resolve(file);
  if (!existsSync(dirname(path))) {
    throw new StorageError('not-found', `${path}: the folder ${dirname(path)} does not exist`);
  }
  if (!hasCompanions(path)) inspectClosed(path, kind);
  lock();
  if (hasCompanions(path)) inspectHeader(path, kind);
  if (kind.logBytesReserved !== undefined) {
    // Only a file that has a write-ahead log keeps what is set aside for it.
    if (!existsSync(path)) openForWriting(path, kind).close();
    reserveLog(`${path}-wal`, kind.logBytesReserved);
  }
  return openForWriting(path, kind);
}

function openForWriting(path: string, kind: DatabaseKind): Database {
  const database = naming(path, () => new BetterSqlite3(path, { timeout: BUSY_TIMEOUT_MS }));
  try {
    naming(path, () => {
      configure(path, database);
      migrate(path, database, kind);
    });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens a file to read it and nothing else: neither it nor anything beside it is changed or made. It must have been
 * closed, or its writer must be at work; what a kill or a power cut left is for `openPrivateCopy`.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt
 */
export function openReadOnly(file: string, kind: DatabaseKind): Database {
  const path = resolve(file);
  if (!existsSync(path)) throw new StorageError('not-found', `${path}: there is no such file`);
  return readOnly(path, kind, { emptyAllowed: false });
}

function readOnly(path: string, kind: DatabaseKind, allowance: { readonly emptyAllowed: boolean }): Database {
  mustLookLikeDatabase(path);
  const address = pathToFileURL(path);
  if (existsSync(`${path}-wal`) && existsSync(`${path}-shm`)) address.searchParams.set('readonly_shm', '1');
  else address.searchParams.set('immutable', '1');
  return naming(path, () => {
    const database = new BetterSqlite3(address.href, { readonly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      database.pragma('trusted_schema=OFF');
      database.pragma('cell_size_check=ON');
      identify(path, database, kind, allowance);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * Makes a new file to be filled in one go and without flushing: it counts for nothing until it is finished, flushed and
 * named elsewhere.
 */
export function openForBulkLoad(file: string, kind: DatabaseKind): Database {
  const path = resolve(file);
  if (existsSync(path)) throw new StorageError('locked', `${path}: is there already`);
  return naming(path, () => {
    const database = new BetterSqlite3(path);
    for (const setting of BULK_LOAD_SETTINGS) database.pragma(setting);
    migrate(path, database, kind);
    return database;
  });
}

/** True if the file is in use, or was not closed: something of SQLite's lies beside it. */
export function hasCompanions(file: string): boolean {
  return ['-wal', '-shm', '-journal'].some((suffix) => existsSync(file + suffix));
}

/** Opens a copy that is the reader's own: what is missing or cut short beside it may be mended. */
export function openPrivateCopy(copy: string, kind: DatabaseKind): Database {
  return naming(copy, () => {
    const database = new BetterSqlite3(copy, { fileMustExist: true });
    try {
      database.pragma('trusted_schema=OFF');
      database.pragma('cell_size_check=ON');
      identify(copy, database, kind, { emptyAllowed: false });
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Opens a file without asking what it is for; for what only wants SQLite's locks. */
export function openPlain(
  path: string,
  options: { readonly timeoutMs: number; readonly readonly?: boolean },
): Database {
  return new BetterSqlite3(path, { timeout: options.timeoutMs, readonly: options.readonly ?? false });
}

/** Runs SQLite's own check of its pages; returns the first complaint, or undefined. */
export function complaintOf(database: Database, check: 'quick_check' | 'integrity_check'): string | undefined {
  const answer = String(database.pragma(`${check}(1)`, { simple: true }));
  return answer === 'ok' ? undefined : answer;
}

/** The size of the database in bytes, without its write-ahead log. */
export function databaseBytes(database: Database): number {
  const pages = Number(database.pragma('page_count', { simple: true }));
  return pages * Number(database.pragma('page_size', { simple: true }));
}

/** What SQLite calls an error, for example SQLITE_FULL; undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof BetterSqlite3.SqliteError ? error.code : undefined;
}

/** Runs a piece of work on a file and puts SQLite's complaints into words that name the file. */
export function naming<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw inWords(file, error);
  }
}

/** The StorageError that an error of SQLite's amounts to; any other error as it is. */
export function inWords(file: string, error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  const because = { cause: error };
  if (code.startsWith('SQLITE_NOTADB')) {
    return new StorageError('not-a-database', `${file}: not an SQLite database`, because);
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    return new StorageError('corrupt', `${file}: damaged (${error.message})`, because);
  }
  if (/^SQLITE_(?:BUSY|LOCKED|PROTOCOL)/.test(code)) {
    return new StorageError('locked', `${file}: in use by another process (${error.message})`, because);
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_PERM') || code.startsWith('SQLITE_READONLY')) {
    return new StorageError(
      'not-found',
      `${file}: cannot be opened (${error.message}); check path and rights`,
      because,
    );
  }
  if (code.startsWith('SQLITE_FULL')) {
    return new StorageError('full', `${file}: the disk is full; nothing was written`, because);
  }
  if (code.startsWith('SQLITE_IOERR')) {
    const said = `${error.message}, ${code}`;
    return new StorageError('outcome-unknown', `${file}: the disk reported a failure (${said})`, because);
  }
  return error;
}

/** Looks at a file that was closed before it is touched, so that a foreign one is left as it was. */
function inspectClosed(path: string, kind: DatabaseKind): void {
  if (!existsSync(path) || (statSync(path).isFile() && statSync(path).size === 0)) return;
  readOnly(path, kind, { emptyAllowed: true }).close();
}

/**
 * The same for a file that was not closed: what a kill or a power cut leaves beside it has to be mended before SQLite
 * can read it, so only its first bytes are looked at. Opening for writing looks again.
 */
function inspectHeader(path: string, kind: DatabaseKind): void {
  if (!existsSync(path) || statSync(path).size < PAGE_BYTES_MIN) return;
  const header = Buffer.alloc(PAGE_BYTES_MIN);
  const descriptor = openSync(path, 'r');
  try {
    readSync(descriptor, header);
  } finally {
    closeSync(descriptor);
  }
  const applicationId = header.readInt32BE(APPLICATION_ID_OFFSET);
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new StorageError('not-a-database', `${path}: not an SQLite database`);
  }
  if (applicationId !== 0 && applicationId !== kind.applicationId) throw foreign(path, kind, applicationId);
}

/** SQLite takes a file of a few bytes for an empty database, and would write over it. */
function mustLookLikeDatabase(path: string): void {
  const found = statSync(path);
  if (!found.isFile()) throw new StorageError('not-found', `${path}: a folder or a device, not a file`);
  if (found.size >= PAGE_BYTES_MIN) return;
  throw new StorageError('not-a-database', `${path}: not an SQLite database, it has ${found.size} bytes`);
}

/**
 * Fills an empty write-ahead log with zeros, which SQLite takes for an empty one and writes over. A commit into a file
 * that need not grow saves the disk the file system's own bookkeeping: about a third of the time on an ordinary SSD.
 */
function reserveLog(log: string, bytes: number): void {
  if (existsSync(log) && statSync(log).size > 0) return;
  try {
    const descriptor = openSync(log, 'w', 0o600);
    try {
      const piece = Buffer.alloc(LOG_PIECE_BYTES);
      for (let written = 0; written < bytes; written += piece.length) writeSync(descriptor, piece);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // There is no room for it now; SQLite will say what is wrong, if it needs more than there is.
    rmSync(log, { force: true });
  }
}

function configure(path: string, database: Database): void {
  const settings = {
    journal_mode: 'wal',
    synchronous: SYNCHRONOUS_FULL,
    foreign_keys: 1,
    recursive_triggers: 1,
    trusted_schema: 0,
    cell_size_check: 1,
    wal_autocheckpoint: AUTOCHECKPOINT_PAGES,
    journal_size_limit: WAL_BYTES_KEPT,
    cache_size: -CACHE_KIB,
  };
  for (const [name, value] of Object.entries(settings)) {
    database.pragma(`${name}=${value}`);
    const found: unknown = database.pragma(name, { simple: true });
    if (found !== value) {
      throw new StorageError(
        'unsupported',
        `${path}: SQLite's ${name} is ${String(found)} although ${value} was asked for; ` +
          'a database needs a local disk, not a network drive',
      );
    }
  }
  const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
  if (!atLeast(version, SQLITE_VERSION_MIN)) {
    const needed = SQLITE_VERSION_MIN.join('.');
    throw new StorageError('unsupported', `SQLite ${version} may corrupt its log; ${needed} or newer is needed`);
  }
}

/** Compares a version such as "3.54.1" part by part. */
export function atLeast(version: string, minimum: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, needed] of minimum.entries()) {
    const part = parts[index] ?? 0;
    if (part !== needed) return part > needed;
  }
  return true;
}
