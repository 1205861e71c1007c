import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { BenchRoom } from '../bench.ts';
import { now } from '../clock.ts';

/**
 * The floor of everything that brings rows into a file: the same rows in the same batches into one plain table with the
 * same columns and key as an inbox has, one commit a batch, with WAL and synchronous=FULL, by the same library on the
 * same disk.
 */
export class RawRowInserts {
  readonly #database: BetterSqlite3.Database;
  readonly #insert: BetterSqlite3.Statement;

  constructor(room: BenchRoom, directory: string) {
    this.#database = new BetterSqlite3(path.join(directory, 'raw-rows.db'));
    room.defer(() => {
      this.#database.close();
    });
    this.#database.pragma('journal_mode=WAL');
    this.#database.pragma('synchronous=FULL');
    this.#database.exec(
      'CREATE TABLE row(log INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, business_day TEXT NOT NULL, ' +
        'wall INTEGER NOT NULL, boot TEXT NOT NULL, monotonic INTEGER NOT NULL, body BLOB NOT NULL, ' +
        'hash BLOB NOT NULL, PRIMARY KEY(log, seq)) STRICT',
    );
    this.#insert = this.#database.prepare('INSERT INTO row VALUES(1, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  }

  /** Commits one batch; how long that took, in milliseconds. */
  insert(rows: readonly JournalRow[]): number {
    const begun = now();
    this.#database.exec('BEGIN IMMEDIATE');
    for (const { seq, id, kind, businessDay, wall, boot, monotonic, body, hash } of rows) {
      const bytes = [Buffer.from(body), Buffer.from(hash, 'hex')];
      this.#insert.run(seq, id, kind, businessDay, wall, boot, monotonic, ...bytes);
    }
    this.#database.exec('COMMIT');
    return now() - begun;
  }
}
