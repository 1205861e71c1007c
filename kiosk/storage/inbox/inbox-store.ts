import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import { complaintOf, databaseBytes, inWords, naming, openDatabase, sqliteCode, type Database } from '../database.ts';
import type { LogMark, LogPart, ReadLimits } from '../journal/outbox.ts';
import { genesisHash, hexOf } from '../journal/row-hash.ts';
import { StorageError } from '../storage-error.ts';
import { acquireWriterLock } from '../writer-lock.ts';
import type { InboxBatch, LogKey } from './inbox-types.ts';
import { INBOX_KIND } from './schema.ts';
import { eachRow } from './packed-piece.ts';
import { LOG_COLUMNS, type StoredLog } from './stored-logs.ts';

export interface InboxOptions {
  /** This is the final system: what is committed here is settled, and trimmed only if that is said. */
  readonly isFinal?: boolean | undefined;
}

const QUICK_CHECK_BYTES_MAX = 64 * 1_024 * 1_024;
/** The log is written back, once nobody waits, after so many bytes or commits. */
const CHECKPOINT_AFTER_BYTES = 8 * 1_024 * 1_024;
const CHECKPOINT_AFTER_COMMITS = 500;
/** What a row takes besides its body, in bytes. */
const ROW_FRAME_BYTES = 320;

/** The writer of one inbox file. Synchronous: it belongs in a thread that nobody waits for. */
export class InboxStore {
  readonly database: Database;
  readonly isFinal: boolean;
  readonly #file: string;
  readonly #release: () => void;
  readonly #findLog;
  readonly #insertRow;
  readonly #insertSuspect;
  readonly #moveMark;
  readonly #readRows;
  readonly #hashAt;
  #poisoned: StorageError | undefined;
  #bytesSinceCheckpoint = 0;
  #commitsSinceCheckpoint = 0;

  constructor(file: string, database: Database, release: () => void, { isFinal = false }: InboxOptions) {
    this.database = database;
    this.isFinal = isFinal;
    this.#file = file;
    this.#release = release;
    this.#findLog = database.prepare<[string, string], StoredLog>(
      `SELECT ${LOG_COLUMNS} FROM log WHERE origin = ? AND epoch = ?`,
    );
    this.#insertRow = database.prepare(
      'INSERT INTO row(log, seq, id, kind, business_day, wall, boot, monotonic, body, hash) ' +
        'VALUES(?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS BLOB), unhex(?))',
    );
    this.#insertSuspect = database.prepare(
      'INSERT INTO suspect(log, seq, reason, wall) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#moveMark = database.prepare(
      'UPDATE log SET mark_seq = @seq, mark_hash = unhex(@hash), heard_wall = @at' +
        `${isFinal ? ', settled_seq = @seq, settled_hash = unhex(@hash)' : ''} WHERE log = @log`,
    );
    this.#readRows = database.prepare<[number, number, number], JournalRow>(
      'SELECT seq, id, kind, business_day AS businessDay, wall, boot, monotonic, CAST(body AS TEXT) AS body, ' +
        'lower(hex(hash)) AS hash FROM row WHERE log = ? AND seq > ? ORDER BY seq LIMIT ?',
    );
    this.#hashAt = database
      .prepare<[number, number], string>('SELECT lower(hex(hash)) FROM row WHERE log = ? AND seq = ?')
      .pluck();
  }

  /** What failed in a way that leaves the file's state unknown; it has to be opened again. */
  get isPoisoned(): boolean {
    return this.#poisoned !== undefined;
  }

  find({ origin, epoch }: LogKey): StoredLog | undefined {
    return this.#findLog.get(origin, epoch);
  }

  /** The log as it is stored, or made; inside a transaction of the caller's. */
  make({ origin, epoch }: LogKey): StoredLog {
    const found = this.find({ origin, epoch });
    if (found !== undefined) return found;
    const genesis = genesisHash(origin, epoch);
    this.database
      .prepare(
        'INSERT INTO log(origin, epoch, start_seq, start_hash, mark_seq, mark_hash, sent_seq, sent_hash, settled_seq, ' +
          'settled_hash) VALUES(@origin, @epoch, 0, @genesis, 0, @genesis, 0, @genesis, 0, @genesis)',
      )
      .run({ origin, epoch, genesis });
    const made = this.find({ origin, epoch });
    assert(made !== undefined, 'a log that was made is there');
    return made;
  }

  /**
   * Writes rows that follow the mark, inside a transaction of the caller's.
   *
   * @throws AssertionError for a gap: the receiver has to see it before
   */
  appendRows({ log: key, rows, suspects, at }: InboxBatch): { readonly mark: LogMark; readonly settled: LogMark } {
    const { log, markSeq, markHash, settledSeq, settledHash } = this.make(key);
    let mark: LogMark = { seq: markSeq, hash: markHash };
    const insert = (row: Omit<JournalRow, 'body'>, body: string): void => {
      if (row.seq <= mark.seq) return;
      assert(row.seq === mark.seq + 1, `row ${row.seq} of ${key.origin} does not follow row ${mark.seq}`);
      const { seq, id, kind, businessDay, wall, boot, monotonic, hash } = row;
      this.#insertRow.run(log, seq, id, kind, businessDay, wall, boot, monotonic, body, hash);
      this.#bytesSinceCheckpoint += body.length + ROW_FRAME_BYTES;
      mark = row;
    };
    if ('pieces' in rows) for (const piece of rows.pieces) eachRow(piece, insert);
    else for (const row of rows) insert(row, row.body);
    mark = { seq: mark.seq, hash: mark.hash };
    for (const { seq, reason } of suspects) if (seq > markSeq) this.#insertSuspect.run(log, seq, reason, at);
    if (mark.seq > markSeq) this.#moveMark.run({ ...mark, at, log });
    return { mark, settled: this.isFinal ? mark : { seq: settledSeq, hash: settledHash } };
  }

  hashAt(log: LogKey, seq: number): string | undefined {
    const found = this.find(log);
    if (found === undefined) return seq === 0 ? hexOf(genesisHash(log.origin, log.epoch)) : undefined;
    if (seq < found.startSeq) return undefined;
    return seq === found.startSeq ? found.startHash : this.#hashAt.get(found.log, seq);
  }

  read(log: LogKey, afterSeq: number, limits: ReadLimits): LogPart | undefined {
    const found = this.find(log);
    if (found === undefined || afterSeq > found.markSeq) return undefined;
    const from = Math.max(afterSeq, found.startSeq);
    const rows: JournalRow[] = [];
    let bytes = 0;
    for (const row of this.#readRows.iterate(found.log, from, Math.max(1, limits.rows))) {
      bytes += Buffer.byteLength(row.body) + ROW_FRAME_BYTES;
      if (rows.length > 0 && bytes > limits.bytes) break;
      rows.push(row);
    }
    const hash = this.hashAt(log, from);
    assert(hash !== undefined, `row ${from} of ${log.origin} is there`);
    return { after: { seq: from, hash }, rows };
  }

  /**
   * Commits what a piece of work writes: when it returns, it is on the disk.
   *
   * @throws StorageError full (nothing written, carry on), outcome-unknown, poisoned (open the file again)
   */
  commit<T>(work: () => T): T {
    if (this.#poisoned !== undefined) {
      throw new StorageError('poisoned', `${this.#file}: closed to writing since an earlier failure`, {
        cause: this.#poisoned,
      });
    }
    try {
      const result = this.database.transaction(work).immediate();
      this.#commitsSinceCheckpoint += 1;
      return result;
    } catch (error) {
      throw this.#afterFailure(error);
    }
  }

  /** Part of a commit that may fail without the rest. */
  part<T>(work: () => T): T {
    return this.database.transaction(work)();
  }

  /** Writes the log back into the database if enough has gathered. Called when nobody waits for a commit. */
  checkpointIfDue(): void {
    const due =
      this.#bytesSinceCheckpoint >= CHECKPOINT_AFTER_BYTES || this.#commitsSinceCheckpoint >= CHECKPOINT_AFTER_COMMITS;
    if (!due || this.#poisoned !== undefined) return;
    this.#bytesSinceCheckpoint = 0;
    this.#commitsSinceCheckpoint = 0;
    try {
      this.database.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      if (sqliteCode(error) !== 'SQLITE_FULL') this.#afterFailure(error);
    }
  }

  close(): void {
    this.database.close();
    this.#release();
  }

  #afterFailure(error: unknown): unknown {
    const words = inWords(this.#file, error);
    if (sqliteCode(error) === undefined) return words;
    const outcomeKnown = words instanceof StorageError && (words.code === 'full' || words.code === 'locked');
    const refused = sqliteCode(error)?.startsWith('SQLITE_CONSTRAINT') === true;
    if ((outcomeKnown || refused) && !this.database.inTransaction) return words;
    this.#poisoned = new StorageError(
      'outcome-unknown',
      `${this.#file}: a commit failed and may or may not be on the disk; it has to be opened again`,
      { cause: error },
    );
    return this.#poisoned;
  }
}

/**
 * Opens an inbox as its one writer, or makes it.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt, locked, unsupported
 */
export function openInboxStore(file: string, options: InboxOptions = {}): InboxStore {
  let release: (() => void) | undefined;
  let database: Database | undefined;
  try {
    database = openDatabase(file, INBOX_KIND, () => {
      release = acquireWriterLock(file);
    });
    assert(release !== undefined, 'a database is opened under its lock');
    const opened = database;
    naming(file, () => {
      check(file, opened);
      // A log is looked up or made before each batch and never deleted, which a trigger holds; to have SQLite look it
      // up for every row once more takes a tenth of the time that a queue takes to come in.
      opened.pragma('foreign_keys = 0');
      if (options.isFinal !== true) unsettleWhatWasNeverSent(opened);
    });
    return new InboxStore(file, opened, release, options);
  } catch (error) {
    database?.close();
    release?.();
    throw error;
  }
}

/** A store that had no headquarters counted as the final system; what it keeps from then is still to be sent. */
function unsettleWhatWasNeverSent(database: Database): void {
  database
    .prepare('UPDATE log SET settled_seq = sent_seq, settled_hash = sent_hash WHERE settled_seq > sent_seq')
    .run();
}

function check(file: string, database: Database): void {
  // What an earlier process may have failed to flush is in the log; written back, it is on the disk before it counts.
  database.pragma('wal_checkpoint(FULL)');
  if (databaseBytes(database) > QUICK_CHECK_BYTES_MAX) return;
  const complaint = complaintOf(database, 'quick_check');
  if (complaint !== undefined) throw new StorageError('corrupt', `${file}: damaged (${complaint})`);
}
