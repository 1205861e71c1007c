import { closeSync, existsSync, fsyncSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The next life of a journal while it is made; nothing of it counts yet. */
export function unfinishedFile(file: string): string {
  return `${stem(file)}.begun.db`;
}

/** The next life once it is whole: whatever happens from here on, it takes the place of the present one. */
export function nextFile(file: string): string {
  return `${stem(file)}.next.db`;
}

/** Where an earlier life is kept until all of it is settled; the number tells two of one epoch apart. */
export function earlierFile(file: string, epoch: string): string {
  for (let number = 1; ; number += 1) {
    const name = `${stem(file)}.${epoch}${number === 1 ? '' : `.${number}`}.db`;
    if (!existsSync(name)) return name;
  }
}

/** Where a damaged file is kept as it was found. */
export function damagedFile(file: string, now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/gu, '');
  for (let number = 1; ; number += 1) {
    const name = `${file}.corrupt.${time}${number === 1 ? '' : `.${number}`}`;
    if (!existsSync(name)) return name;
  }
}

/** The files of earlier lives beside a journal, in the order of their names. */
export function earlierFiles(file: string): readonly string[] {
  const prefix = `${basename(stem(file))}.`;
  const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
  const pattern = new RegExp(`^${uuid}(?:\\.\\d+)?\\.db$`, 'u');
  return siblings(file).filter(
    (path) => basename(path).startsWith(prefix) && pattern.test(basename(path).slice(prefix.length)),
  );
}

/** Damaged files beside a journal, as they were found. */
export function damagedFiles(file: string): readonly string[] {
  const prefix = `${basename(file)}.corrupt.`;
  return siblings(file).filter(
    (path) =>
      basename(path).startsWith(prefix) && /^\d{8}T\d{6}Z(?:\.\d+)?$/u.test(basename(path).slice(prefix.length)),
  );
}

/** Renames a database with what lies beside it, and flushes the folder. */
export function renameDatabase(from: string, to: string): void {
  // The file itself goes first: without it nobody takes what is left behind for a database.
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix);
  }
  flushFolder(to);
}

/** Makes a folder beside a file for copies that are no longer needed afterwards; what a crash left of one goes. */
export function folderForCopies(file: string): string {
  for (const leftover of siblings(file)) {
    if (leftover.startsWith(`${file}.copy-`)) rmSync(leftover, { recursive: true, force: true });
  }
  return mkdtempSync(`${file}.copy-`);
}

export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
}

export function flushFolder(file: string): void {
  // Windows cannot open a folder, and keeps its names by itself.
  if (process.platform === 'win32') return;
  const descriptor = openSync(dirname(file), 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function siblings(file: string): readonly string[] {
  const folder = dirname(file);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
}

/** The name without ".db". */
function stem(file: string): string {
  return file.endsWith('.db') ? file.slice(0, -'.db'.length) : file;
}
