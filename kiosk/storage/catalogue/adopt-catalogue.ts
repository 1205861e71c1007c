import { copyFileSync, existsSync, linkSync } from 'node:fs';
import path from 'node:path';
import { StorageError } from '../storage-error.ts';
import { filesInForce, filesToReplace, lockForImport, newFile, putInForce } from './catalogue-directory.ts';
import { carryPricesOver } from './price-list.ts';

/** The revision that was imported into a folder and is whole there; undefined if there is none. */
export function stagedRevision(staged: string): string | undefined {
  const files = filesInForce(staged);
  return files !== undefined && existsSync(files.catalogue) ? files.revision : undefined;
}

/**
 * Puts a revision in force that was imported into a folder of its own before. That takes no longer than naming a file,
 * however many articles there are; the folder stays as it is, so that a kill in between is made good by doing it again.
 *
 * @param staged a folder on the same disk
 * @param now prices that were announced for later stay announced; milliseconds since 1970
 * @throws StorageError not-found, locked, full
 */
export function adoptRevision(directory: string, staged: string, now: number): void {
  const release = lockForImport(directory);
  try {
    const files = filesInForce(staged);
    if (files === undefined) throw new StorageError('not-found', `${staged}: holds no catalogue`);
    const { revision } = files;
    const before = filesToReplace(directory);
    if (before?.revision === revision) return;
    const label = freeLabel(directory, revision);
    const catalogue = newFile(directory, 'catalogue', label);
    linkOrCopy(files.catalogue, catalogue);
    const prices =
      before === undefined ? undefined : carryPricesOver(before, catalogue, newFile(directory, 'prices', label), now);
    putInForce(directory, { revision, catalogue, prices });
  } finally {
    release();
  }
}

/** A revision that comes into force again may find its files there, and readers at them: it gets others. */
function freeLabel(directory: string, revision: string): string {
  for (let count = 1; ; count += 1) {
    const label = count === 1 ? revision : `${revision}.${count}`;
    if (!existsSync(path.join(directory, `catalogue-${label}.db`))) return label;
  }
}

/** Some file systems (FAT) have no second names. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
