import { constants, copyFileSync, existsSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { assert } from '#kiosk/core/values/assert.ts';
import { hasCompanions, naming, openDatabase, openPrivateCopy, type Database } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import { acquireWriterLock } from '../writer-lock.ts';
import { anchorOf, headOf } from './chain-start.ts';
import {
  damagedFile,
  damagedFiles,
  earlierFile,
  flushFolder,
  folderForCopies,
  nextFile,
  removeDatabase,
  renameDatabase,
  unfinishedFile,
} from './epoch-files.ts';
import { JournalStore, type NewEntries, type ReadRow } from './journal-store.ts';
import { checkAtOpen, renewalReason } from './open-journal-store.ts';
import { readHeadNote } from './head-note.ts';
import { genesisHash, hexOf } from './row-hash.ts';
import { readableRows, type Readable } from './readable-rows.ts';
import { JOURNAL_KIND } from './schema.ts';

/** What is known of the life of a journal that is over. */
export interface FormerLife {
  /** Undefined if not even that can be read. */
  readonly epoch: string | undefined;
  readonly lastSeq: number;
  /** 64 zeros if no row can be read. */
  readonly lastHash: string;
  /**
   * Why it is over: "damaged", or what was noted: "other-machine", "copied-or-restored", "older-than-noted",
   * "receiver-ahead", "sealed".
   */
  readonly reason: string;
  /** Its rows in order, those that can be read. */
  rows(): Generator<ReadRow, void, void>;
}

export interface NextLife {
  readonly origin: string;
  readonly epoch: string;
  readonly machine: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Ends a journal's life and begins the next: what is to stand at its beginning is made from what can be read. */
export function beginEpoch(file: string, next: NextLife, firstRows: (former: FormerLife) => NewEntries): void {
  const path = resolve(file);
  const release = acquireWriterLock(path);
  try {
    finishBegun(path, next.now);
    const former = openFormer(path, next);
    if (former === undefined) return;
    try {
      build(path, next, firstRows(former.life));
    } finally {
      former.close();
    }
    // From here on the next life is whole; a crash only leaves the renaming to be finished.
    renameDatabase(unfinishedFile(path), nextFile(path));
    finishBegun(path, next.now);
  } finally {
    release();
  }
}

/** Finishes what a crash left of the beginning of another life. To be called before a journal is opened. */
export function settleEpochFiles(file: string, now: number): void {
  const path = resolve(file);
  if (!existsSync(nextFile(path)) && !existsSync(unfinishedFile(path))) return;
  const release = acquireWriterLock(path);
  try {
    finishBegun(path, now);
  } finally {
    release();
  }
}

function finishBegun(path: string, now: number): void {
  removeDatabase(unfinishedFile(path));
  if (!existsSync(nextFile(path))) return;
  if (existsSync(path)) renameDatabase(path, sealedName(path) ?? damagedFile(path, now));
  for (const suffix of ['-wal', '-shm', '-journal']) {
    // Left behind by a crash between two renamings: it belongs to the damaged file.
    if (existsSync(path + suffix)) renameDatabase(path + suffix, (damagedFiles(path).at(-1) ?? path) + suffix);
  }
  renameDatabase(nextFile(path), path);
  flushFolder(path);
}

/** The name for an earlier life that is in order and takes no more rows; undefined for a damaged one. */
function sealedName(path: string): string | undefined {
  if (hasCompanions(path)) return undefined;
  try {
    const database = openPrivateCopy(path, JOURNAL_KIND);
    try {
      const sealed = database.prepare('SELECT sealed FROM outbox').pluck().get();
      const epoch = anchorOf(database)?.epoch;
      return sealed === 1 && epoch !== undefined ? earlierFile(path, epoch) : undefined;
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

interface Former {
  readonly life: FormerLife;
  close(): void;
}

/** Undefined if the file may go on after all: another process has renewed it meanwhile. */
function openFormer(path: string, next: NextLife): Former | undefined {
  const healthy = openHealthy(path, next);
  if (healthy !== 'damaged') return healthy;
  const folder = folderForCopies(path);
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(path));
    for (const suffix of ['', '-wal', '-journal']) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix, constants.COPYFILE_FICLONE);
    }
    const readable = readableRows(copy);
    const close = (): void => {
      readable.close();
      clear();
    };
    return { life: lifeOf(withNoted(path, readable), 'damaged'), close };
  } catch (error) {
    clear();
    throw error;
  }
}

function openHealthy(path: string, next: NextLife): Former | undefined | 'damaged' {
  let database: Database | undefined;
  try {
    const opened = openDatabase(path, JOURNAL_KIND);
    database = opened;
    const former = naming(path, () => sealed(path, opened, next));
    if (former === undefined) opened.close();
    return former;
  } catch (error) {
    database?.close();
    if (isDamage(error)) return 'damaged';
    throw error;
  }
}

function sealed(path: string, database: Database, next: NextLife): Former | undefined {
  checkAtOpen(path, database);
  const identity = anchorOf(database);
  assert(identity !== undefined, 'a journal that was found right has an origin');
  if (identity.origin !== next.origin) {
    throw new StorageError('foreign', `${path}: the journal of ${identity.origin}, and this is ${next.origin}`);
  }
  const reason = renewalReason(path, database, next.machine);
  if (reason === undefined) return undefined;
  database.prepare('UPDATE outbox SET sealed = 1').run();
  const head = headOf(database);
  const readable: Readable = {
    epoch: identity.epoch,
    last: { seq: head.seq, hash: hexOf(head.hash) },
    rows: () => pages(database),
    close: () => database.close(),
  };
  return { life: lifeOf(readable, reason), close: () => readable.close() };
}

/** What the file cannot tell any more is told beside it. */
function withNoted(path: string, readable: Readable): Readable {
  const noted = readHeadNote(path);
  if (noted === undefined || (readable.epoch ?? noted.epoch) !== noted.epoch) return readable;
  const last = noted.seq > readable.last.seq ? noted : readable.last;
  return { ...readable, epoch: noted.epoch, last, rows: () => readable.rows(), close: () => readable.close() };
}

function lifeOf(readable: Readable, reason: string): FormerLife {
  const { epoch, last } = readable;
  return { epoch, lastSeq: last.seq, lastHash: last.hash, reason, rows: () => readable.rows() };
}

function* pages(database: Database): Generator<ReadRow, void, void> {
  const read = database.prepare<[number], ReadRow>(
    'SELECT seq, id, kind, business_day AS businessDay, wall, boot, monotonic, CAST(body AS TEXT) AS body ' +
      'FROM journal WHERE seq > max(?, (SELECT trim_seq FROM outbox)) ORDER BY seq LIMIT 500',
  );
  for (let page = read.all(0); page.length > 0; page = read.all(page.at(-1)?.seq ?? 0)) yield* page;
}

function build(path: string, { origin, epoch, now }: NextLife, first: NewEntries): void {
  const unfinished = unfinishedFile(path);
  removeDatabase(unfinished);
  const database = openDatabase(unfinished, JOURNAL_KIND);
  const genesis = genesisHash(origin, epoch);
  database
    .prepare('INSERT INTO meta(only_row, origin, epoch, genesis, created_wall, anchor_hash) VALUES(1, ?, ?, ?, ?, ?)')
    .run(origin, epoch, genesis, now, genesis);
  const store = new JournalStore(unfinished, database, { origin, epoch }, () => undefined);
  try {
    store.append([first]);
  } finally {
    store.close();
  }
}

/** What a file that is ours can only come to by damage. */
export function isDamage(error: unknown): boolean {
  return error instanceof StorageError && (error.code === 'corrupt' || error.code === 'not-a-database');
}
