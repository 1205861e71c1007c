import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { naming, needsPrivateCopy, openReadOnly, type Database, type DatabaseKind } from './database.ts';
import { StorageError } from './storage-error.ts';

/**
 * Lends a database to a reader that changes nothing: neither the file nor anything beside it, whether a writer is at
 * work, was killed, or closed it, and whether its write-ahead log came along or not.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt; and what the reader throws
 */
export function readingDatabase<T>(file: string, kind: DatabaseKind, read: (database: Database) => T): T {
  const path = resolve(file);
  if (!existsSync(path)) throw new StorageError('not-found', `${path}: there is no such file`);
  if (!needsPrivateCopy(path)) return lend(path, openReadOnly(path, kind), read);
  const folder = mkdtempSync(join(tmpdir(), 'handrail-'));
  try {
    const copy = join(folder, 'copy.db');
    copyFileSync(path, copy, constants.COPYFILE_FICLONE);
    copyFileSync(`${path}-wal`, `${copy}-wal`, constants.COPYFILE_FICLONE);
    return lend(path, openReadOnly(copy, kind, { mayMakeIndex: true }), read);
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
