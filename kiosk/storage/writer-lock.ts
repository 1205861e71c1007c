import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { naming, openPlain, sqliteCode } from './database.ts';
import { StorageError } from './storage-error.ts';

/**
 * Makes its holder the one writer of a file, until it lets go or its process ends, however it ends. It is SQLite's own
 * exclusive lock on an empty database beside the file: it works on every platform, leaves readers of the file alone,
 * and the operating system takes it back from a killed process.
 *
 * @returns a function that lets go
 * @throws StorageError locked, not-found
 */
export function acquireWriterLock(file: string): () => void {
  const path = realPath(resolve(file));
  const lock = naming(path, () => openPlain(`${path}.lock`, { timeoutMs: 0 }));
  try {
    // Nothing is ever written, so nothing needs a rollback journal beside it.
    lock.pragma('journal_mode=MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY') === true) {
      throw new StorageError(
        'locked',
        `${path}: in use by another process; stop that one first, a file has one writer`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
  return () => lock.close();
}

/** True if someone holds the lock of a file. Nothing is made or changed by asking. */
export function hasLiveWriter(file: string): boolean {
  const path = `${realPath(resolve(file))}.lock`;
  if (!existsSync(path)) return false;
  const lock = openPlain(path, { timeoutMs: 0, readonly: true });
  try {
    lock.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY') === true) return true;
    throw error;
  } finally {
    lock.close();
  }
}

/** The same for every name of the file, so that a link is no way around the lock. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return join(realpathSync(dirname(path)), basename(path));
  }
}
