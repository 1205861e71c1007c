import { constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasCompanions, naming, openPrivateCopy, openReadOnly, type Database, type DatabaseKind } from './database.ts';
import { StorageError } from './storage-error.ts';
import { hasLiveWriter } from './writer-lock.ts';

/**
 * Lends a database to a reader that changes nothing: neither the file nor anything beside it, whether a writer is at
 * work, was killed, or closed it, and whether its write-ahead log came along or not.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt; and what the reader throws
 */
export function readingDatabase<T>(file: string, kind: DatabaseKind, read: (database: Database) => T): T {
  const path = resolve(file);
  if (!existsSync(path)) throw new StorageError('not-found', `${path}: there is no such file`);
  if (!statSync(path).isFile()) throw new StorageError('not-found', `${path}: a folder or a device, not a file`);
  // Beside a writer that is at work everything is as it should be. What a dead one left has to be mended, in a copy.
  if (hasCompanions(path) && !hasLiveWriter(path)) return readCopy(path, kind, read);
  return lend(path, openReadOnly(path, kind), read);
}

function readCopy<T>(path: string, kind: DatabaseKind, read: (database: Database) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-'));
  try {
    const copy = join(folder, 'copy.db');
    for (const suffix of ['', '-wal', '-journal']) {
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix, constants.COPYFILE_FICLONE);
    }
    return lend(path, openPrivateCopy(copy, kind), read);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lend<T>(path: string, database: Database, read: (database: Database) => T): T {
  try {
    return naming(path, () => read(database));
  } finally {
    database.close();
  }
}
