import { inWords, naming, sqliteCode, type Database } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import { bootId } from './boot-id.ts';
import type { Link } from './chain-check.ts';
import { chainStart, headOf } from './chain-start.ts';
import { Outbox } from './outbox.ts';
import { rowHash, type JournalRow } from './row-hash.ts';

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

/** When a row was written, by the clocks of then. */
export interface RowTime {
  readonly wall: number;
  readonly boot: string;
  readonly monotonic: number;
}

/** After so many commits the log is written back, once nobody waits. */
const CHECKPOINT_AFTER_COMMITS = 250;
const CHECKPOINT_AFTER_BYTES = 4 * 1_024 * 1_024;
const READ_ROWS_MAX = 500;
const READ_BYTES_MAX = 1_024 * 1_024;

/** The writer of one journal file. Synchronous: it belongs in a thread that nobody waits for. */
export class JournalStore {
  readonly identity: JournalIdentity;
  readonly outbox: Outbox;
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
    this.outbox = new Outbox(database);
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
    if (this.outbox.isOver) {
      throw new StorageError('fenced', `${this.#file}: closed to writing; the next start begins another epoch`);
    }
    const head = this.#committing(() => this.#commit(batches));
    for (const batch of batches) for (const entry of batch.entries) this.#bytesSinceCheckpoint += entry.body.length;
    return head;
  }

  /** Commits what a piece of work writes through the outbox; to be used like `append`, with the same errors. */
  commit<T>(work: (outbox: Outbox) => T): T {
    return this.#committing(() => this.#database.transaction(() => work(this.outbox)).immediate());
  }

  /** Commits what was heard of the next hop. Rows never take it along: whoever sells would wait for one more page. */
  writeNotes(): void {
    if (!this.outbox.hasNotes || this.#poisoned !== undefined) return;
    this.commit((outbox) => outbox.writeNotes());
    this.outbox.notesWritten();
  }

  /** The rows after a sequence number, as many as one answer may hold; none at the end. */
  read(afterSeq: number): readonly ReadRow[] {
    return naming(this.#file, () => {
      const rows: ReadRow[] = [];
      let bytes = 0;
      const from = Math.max(afterSeq, chainStart(this.#database).seq);
      for (const row of this.#readAfter.iterate(from, READ_ROWS_MAX)) {
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

  /** A commit failed in a way that leaves open what is on the disk; what can be read may not be there. */
  get isPoisoned(): boolean {
    return this.#poisoned !== undefined;
  }

  /** When the last row was written; undefined if there is none. */
  lastTime(): RowTime | undefined {
    return this.#database
      .prepare<[], RowTime>('SELECT wall, boot, monotonic FROM journal ORDER BY seq DESC LIMIT 1')
      .get();
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
    try {
      this.writeNotes();
    } finally {
      this.#database.close();
      this.#release();
    }
  }

  #committing<T>(work: () => T): T {
    if (this.#poisoned !== undefined) {
      throw new StorageError('poisoned', `${this.#file}: closed to writing since an earlier failure`, {
        cause: this.#poisoned,
      });
    }
    try {
      const result = work();
      this.#commitsSinceCheckpoint += 1;
      return result;
    } catch (error) {
      throw this.#afterFailure(error);
    }
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

/** Writes rows at the end of the chain; the last row is read inside the transaction, never remembered. */
function rowWriter(database: Database, boot: string): (batches: readonly NewEntries[]) => Link {
  const insert = database.prepare(
    'INSERT INTO journal(seq, id, kind, business_day, wall, boot, monotonic, body, prev, hash) ' +
      'VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  return (batches) => {
    let head = headOf(database);
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
