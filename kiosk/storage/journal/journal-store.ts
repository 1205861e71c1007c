import { assert } from '#kiosk/core/values/assert.ts';
import { complaintOf, databaseBytes, inWords, naming, openDatabase, sqliteCode, type Database } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import { acquireWriterLock } from '../writer-lock.ts';
import { bootId } from './boot-id.ts';
import { checkChain, type Link } from './chain-check.ts';
import { genesisHash, rowHash, sameBytes, type JournalRow } from './row-hash.ts';
import { JOURNAL_KIND } from './schema.ts';

/** What is given to the journal for one row; the journal adds its place in the chain. */
export interface NewEntry {
  /** UUIDv7. */
  readonly id: string;
  readonly kind: string;
  /** Canonical JSON with a version "v". */
  readonly body: string;
}

/** Rows that are committed together. */
export interface NewEntries {
  readonly businessDay: string;
  readonly wall: number;
  readonly monotonic: number;
  readonly entries: readonly NewEntry[];
}

/** A row as readers want it: the body as text. */
export type ReadRow = Omit<JournalRow, 'body' | 'prev' | 'hash'> & { readonly body: string };

/** Who a journal belongs to. A restored or cloned file becomes another journal by another epoch. */
export interface JournalIdentity {
  readonly origin: string;
  readonly epoch: string;
}

export interface JournalOptions {
  /** The lane that writes; a file of another origin is refused. */
  readonly origin: string;
  /** The name of this file's life if it is made now; a UUID. */
  readonly newEpoch: string;
  readonly now: number;
}

/** Above it, SQLite's check of every page would make a start wait; the chain is still checked. */
const QUICK_CHECK_BYTES_MAX = 64 * 1_024 * 1_024;
/** How much of the chain is followed at a start at most; the whole of it is for `handrail journal verify`. */
const OPEN_CHECK_ROWS_MAX = 20_000;
/** After so many commits the log is written back, once nobody waits. */
const CHECKPOINT_AFTER_COMMITS = 250;
const CHECKPOINT_AFTER_BYTES = 4 * 1_024 * 1_024;
const READ_ROWS_MAX = 500;
const READ_BYTES_MAX = 1_024 * 1_024;

/** The writer of one journal file. Synchronous: it belongs in a thread that nobody waits for. */
export class JournalStore {
  readonly identity: JournalIdentity;
  readonly #file: string;
  readonly #database: Database;
  readonly #release: () => void;
  readonly #commit: (batches: readonly NewEntries[]) => Link;
  readonly #readAfter;
  #poisoned: StorageError | undefined;
  #commitsSinceCheckpoint = 0;
  #bytesSinceCheckpoint = 0;

  constructor(file: string, database: Database, identity: JournalIdentity, release: () => void) {
    this.identity = identity;
    this.#file = file;
    this.#database = database;
    this.#release = release;
    this.#readAfter = database.prepare<[number, number], ReadRow>(
      'SELECT seq, id, kind, business_day AS businessDay, wall, boot, monotonic, CAST(body AS TEXT) AS body ' +
        'FROM journal WHERE seq > ? ORDER BY seq LIMIT ?',
    );
    const transaction = database.transaction(rowWriter(database, bootId()));
    this.#commit = (batches) => transaction.immediate(batches);
  }

  /**
   * Commits the batches together: when it returns they are on the disk, in order.
   *
   * @returns the last row written
   * @throws StorageError full (nothing written, carry on), outcome-unknown (reopen and read), poisoned
   */
  append(batches: readonly NewEntries[]): Link {
    if (this.#poisoned !== undefined) {
      throw new StorageError('poisoned', `${this.#file}: closed to writing since an earlier failure`, {
        cause: this.#poisoned,
      });
    }
    try {
      const head = this.#commit(batches);
      this.#commitsSinceCheckpoint += 1;
      for (const batch of batches) for (const entry of batch.entries) this.#bytesSinceCheckpoint += entry.body.length;
      return head;
    } catch (error) {
      throw this.#afterFailure(error);
    }
  }

  /** The rows after a sequence number, as many as one answer may hold; none at the end. */
  read(afterSeq: number): readonly ReadRow[] {
    return naming(this.#file, () => {
      const rows: ReadRow[] = [];
      let bytes = 0;
      for (const row of this.#readAfter.iterate(afterSeq, READ_ROWS_MAX)) {
        rows.push(row);
        bytes += row.body.length;
        if (bytes >= READ_BYTES_MAX) break;
      }
      return rows;
    });
  }

  head(): Link {
    return headOf(this.#database);
  }

  /** Writes the log back into the database if enough has gathered. Called when nobody waits for a commit. */
  checkpointIfDue(): void {
    const due =
      this.#commitsSinceCheckpoint >= CHECKPOINT_AFTER_COMMITS || this.#bytesSinceCheckpoint >= CHECKPOINT_AFTER_BYTES;
    if (!due || this.#poisoned !== undefined) return;
    this.#commitsSinceCheckpoint = 0;
    this.#bytesSinceCheckpoint = 0;
    try {
      this.#database.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      // A full disk leaves the log as it is, to be tried again later. After any other failure the system may have
      // dropped pages that it had promised to write, so nothing more is built on them.
      if (sqliteCode(error) !== 'SQLITE_FULL') this.#afterFailure(error);
    }
  }

  close(): void {
    this.#database.close();
    this.#release();
  }

  #afterFailure(error: unknown): unknown {
    if (this.#database.inTransaction) this.#rollBack();
    const words = inWords(this.#file, error);
    const outcomeKnown = words instanceof StorageError && (words.code === 'full' || words.code === 'locked');
    const refused = sqliteCode(error)?.startsWith('SQLITE_CONSTRAINT') === true;
    if ((outcomeKnown || refused) && !this.#database.inTransaction) return words;
    this.#poisoned = new StorageError(
      'outcome-unknown',
      `${this.#file}: a commit failed and may or may not be on the disk; reopen the file and read its end`,
      { cause: error },
    );
    return this.#poisoned;
  }

  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // Still inside the transaction: the caller sees that and poisons the store.
    }
  }
}

/**
 * Opens a journal as its one writer and checks it first: SQLite's pages unless the file is large, the end of the chain
 * from where the last start left off.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt, locked, unsupported
 */
export function openJournalStore(file: string, options: JournalOptions): JournalStore {
  const { database, release } = openLocked(file);
  try {
    const identity = naming(file, () => settleIdentity(file, database, options));
    naming(file, () => checkAtOpen(file, database));
    return new JournalStore(file, database, identity, release);
  } catch (error) {
    database.close();
    release();
    throw error;
  }
}

function openLocked(file: string): { database: Database; release: () => void } {
  let release: (() => void) | undefined;
  try {
    const database = openDatabase(file, JOURNAL_KIND, () => {
      release = acquireWriterLock(file);
    });
    assert(release !== undefined, 'a database is opened under its lock');
    return { database, release };
  } catch (error) {
    release?.();
    throw error;
  }
}

function settleIdentity(file: string, database: Database, options: JournalOptions): JournalIdentity {
  const read = database.prepare<[], JournalIdentity>('SELECT origin, epoch FROM meta');
  const found = read.get();
  if (found === undefined) {
    const genesis = genesisHash(options.origin, options.newEpoch);
    database
      .prepare('INSERT INTO meta(only_row, origin, epoch, genesis, created_wall, anchor_hash) VALUES(1, ?, ?, ?, ?, ?)')
      .run(options.origin, options.newEpoch, genesis, options.now, genesis);
    return { origin: options.origin, epoch: options.newEpoch };
  }
  if (found.origin !== options.origin) {
    throw new StorageError('foreign', `${file}: the journal of ${found.origin}, and this is ${options.origin}`);
  }
  return found;
}

interface Anchor {
  readonly origin: string;
  readonly epoch: string;
  readonly genesis: Uint8Array;
  readonly seq: number;
  readonly hash: Uint8Array;
}

function checkAtOpen(file: string, database: Database): void {
  if (databaseBytes(database) <= QUICK_CHECK_BYTES_MAX) {
    const complaint = complaintOf(database, 'quick_check');
    if (complaint !== undefined) throw new StorageError('corrupt', `${file}: damaged (${complaint})`);
  }
  const anchor = anchorOf(database);
  if (anchor === undefined || !sameBytes(anchor.genesis, genesisHash(anchor.origin, anchor.epoch))) {
    throw new StorageError('corrupt', `${file}: origin, epoch and the start of the chain do not belong together`);
  }
  const head = headOf(database);
  if (head.seq < anchor.seq) {
    throw new StorageError('corrupt', `${file}: ends at row ${head.seq}, but row ${anchor.seq} had been written`);
  }
  const oldest = head.seq - OPEN_CHECK_ROWS_MAX;
  const start = oldest > anchor.seq ? linkAt(database, oldest) : anchoredLink(file, database, anchor);
  const check = checkChain(database, start);
  if (check.fault !== undefined) throw new StorageError('corrupt', `${file}: ${check.fault.detail}`);
  database.prepare('UPDATE meta SET anchor_seq = ?, anchor_hash = ?').run(check.head.seq, check.head.hash);
}

function anchoredLink(file: string, database: Database, anchor: Anchor): Link {
  const stored = linkAt(database, anchor.seq);
  if (sameBytes(stored.hash, anchor.hash)) return stored;
  throw new StorageError(
    'corrupt',
    `${file}: the hash of row ${anchor.seq} is not the one that was noted at the last start`,
  );
}

/** The identity of a journal and the last row that a start found right; undefined before the first start ended. */
export function anchorOf(database: Database): Anchor | undefined {
  return database
    .prepare<[], Anchor>('SELECT origin, epoch, genesis, anchor_seq AS seq, anchor_hash AS hash FROM meta')
    .get();
}

function headOf(database: Database): Link {
  const row = database.prepare<[], Link>('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1').get();
  return row ?? linkAt(database, 0);
}

function linkAt(database: Database, seq: number): Link {
  const found =
    seq === 0
      ? database.prepare<[], Link>('SELECT 0 AS seq, genesis AS hash FROM meta').get()
      : database.prepare<[number], Link>('SELECT seq, hash FROM journal WHERE seq = ?').get(seq);
  if (found === undefined) throw new StorageError('corrupt', `row ${seq} of the journal is missing`);
  return found;
}

/** Writes rows at the end of the chain; the last row is read inside the transaction, never remembered. */
function rowWriter(database: Database, boot: string): (batches: readonly NewEntries[]) => Link {
  const last = database.prepare<[], Link>('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1');
  const insert = database.prepare(
    'INSERT INTO journal(seq, id, kind, business_day, wall, boot, monotonic, body, prev, hash) ' +
      'VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  return (batches) => {
    let head = last.get() ?? linkAt(database, 0);
    for (const { businessDay, wall, monotonic, entries } of batches) {
      for (const { id, kind, body: text } of entries) {
        const body = Buffer.from(text);
        const row: Omit<JournalRow, 'hash'> = {
          seq: head.seq + 1,
          id,
          kind,
          businessDay,
          wall,
          boot,
          monotonic,
          body,
          prev: head.hash,
        };
        const hash: Uint8Array = rowHash(row);
        insert.run(row.seq, id, kind, businessDay, wall, boot, monotonic, body, row.prev, hash);
        head = { seq: row.seq, hash };
      }
    }
    return head;
  };
}
