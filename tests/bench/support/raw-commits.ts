import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { BenchRoom } from '../bench.ts';
import { now } from '../clock.ts';

const ROW_BYTES = 1024;

/**
 * The floor of everything that must be durable: one row of 1 KB, committed with WAL and synchronous=FULL on the same
 * disk.
 */
export class RawCommits {
  readonly #insert: BetterSqlite3.Statement<[Buffer]>;
  readonly #row = Buffer.alloc(ROW_BYTES, 'x');

  constructor(room: BenchRoom, directory: string) {
    const database = new BetterSqlite3(path.join(directory, 'raw-commits.db'));
    room.defer(() => {
      database.close();
    });
    database.pragma('journal_mode=WAL');
    database.pragma('synchronous=FULL');
    database.exec('CREATE TABLE rows(seq INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT');
    this.#insert = database.prepare('INSERT INTO rows(body) VALUES(?)');
  }

  /** Commits one row; how long that took, in milliseconds. */
  commit(): number {
    const begun = now();
    this.#insert.run(this.#row);
    return now() - begun;
  }
}
