import { assert } from '#kiosk/core/values/assert.ts';
import { complaintOf, databaseBytes, naming, openDatabase, type Database } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import { acquireWriterLock } from '../writer-lock.ts';
import { checkChain, type Link } from './chain-check.ts';
import { anchorOf, chainStart, headOf, linkAt, type Anchor } from './chain-start.ts';
import { JournalStore, type JournalIdentity } from './journal-store.ts';
import { fileMark, sameFile } from './machine-mark.ts';
import { genesisHash, sameBytes } from './row-hash.ts';
import { JOURNAL_KIND } from './schema.ts';
import { readHeadNote } from './head-note.ts';

export interface JournalOptions {
  /** The lane that writes; a file of another origin is refused. */
  readonly origin: string;
  /** The name of this file's life if it is made now; a UUID. */
  readonly newEpoch: string;
  readonly now: number;
  /** The machine that it is opened on; a file that was last opened on another is refused. Left out: not asked. */
  readonly machine?: string | undefined;
  /** It is opened to send what it holds; one that takes no more rows will do. */
  readonly onlyToSend?: boolean | undefined;
}

/** Above it, SQLite's check of every page would make a start wait; the chain is still checked. */
const QUICK_CHECK_BYTES_MAX = 64 * 1_024 * 1_024;
/** How much of the chain is followed at a start at most; the whole of it is for `handrail journal verify`. */
const OPEN_CHECK_ROWS_MAX = 20_000;

/**
 * Opens a journal as its one writer and checks it first: SQLite's pages unless the file is large, the end of the chain
 * from where the last start left off.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt, locked, unsupported; fenced if this file
 * must not go on: it is a copy, was restored, or somebody was told more of it than it knows
 */
export function openJournalStore(file: string, options: JournalOptions): JournalStore {
  const { database, release } = openLocked(file);
  try {
    const identity = naming(file, () => settleIdentity(file, database, options));
    naming(file, () => {
      // What an earlier process failed to flush may still be in the log; written back, it is on the disk before it
      // counts.
      database.pragma('wal_checkpoint(FULL)');
      checkAtOpen(file, database);
      if (options.onlyToSend !== true) refuseIfFenced(file, database, options.machine);
      if (options.onlyToSend !== true) noteWhere(file, database, options.machine);
    });
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

/** @throws StorageError corrupt */
export function checkAtOpen(file: string, database: Database): void {
  if (databaseBytes(database) <= QUICK_CHECK_BYTES_MAX) {
    const complaint = complaintOf(database, 'quick_check');
    if (complaint !== undefined) throw new StorageError('corrupt', `${file}: damaged (${complaint})`);
  }
  const anchor = anchorOf(database);
  if (anchor === undefined || !sameBytes(anchor.genesis, genesisHash(anchor.origin, anchor.epoch))) {
    throw new StorageError('corrupt', `${file}: origin, epoch and the start of the chain do not belong together`);
  }
  const head = headOf(database);
  const kept = chainStart(database);
  if (head.seq < anchor.seq) {
    throw new StorageError('corrupt', `${file}: ends at row ${head.seq}, but row ${anchor.seq} had been written`);
  }
  const oldest = head.seq - OPEN_CHECK_ROWS_MAX;
  const start = oldest > anchor.seq ? linkAt(database, oldest) : anchoredLink(file, database, anchor);
  if (start.seq < kept.seq) throw new StorageError('corrupt', `${file}: row ${start.seq} was trimmed before its time`);
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

interface Whereabouts {
  readonly machine: string | null;
  readonly file: string | null;
  readonly sealed: number;
  readonly renewal: string | null;
}

/** A copy must not go on under the name of the original: both would give different rows the same number. */
function refuseIfFenced(file: string, database: Database, machine: string | undefined): void {
  const reason = renewalReason(file, database, machine);
  if (reason !== undefined) throw new StorageError('fenced', `${file}: this life of the journal is over (${reason})`);
}

/** Why this file must not go on; undefined if it may. */
export function renewalReason(file: string, database: Database, machine: string | undefined): string | undefined {
  const noted = database
    .prepare<[], Whereabouts>('SELECT machine, file_mark AS file, sealed, renewal FROM outbox')
    .get();
  assert(noted !== undefined, 'a journal has notes about what was sent');
  if (noted.renewal !== null) return noted.renewal;
  if (noted.sealed === 1) return 'sealed';
  if (machine === undefined) return undefined;
  if (noted.machine !== null && noted.machine !== machine) return 'other-machine';
  if (noted.file !== null && !sameFile(noted.file, fileMark(file))) return 'copied-or-restored';
  const beside = readHeadNote(file);
  if (beside === undefined || beside.epoch !== anchorOf(database)?.epoch) return undefined;
  return beside.seq > headOf(database).seq ? 'older-than-noted' : undefined;
}

function noteWhere(file: string, database: Database, machine: string | undefined): void {
  if (machine === undefined) return;
  database.prepare('UPDATE outbox SET machine = ?, file_mark = ?').run(machine, fileMark(file));
}
