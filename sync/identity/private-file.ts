import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { IdentityError } from './identity-error.ts';

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
const OTHERS = 0o077;

/** Keys and lists of keys are small; what is larger is not ours. Bytes. */
const FILE_BYTES_MAX = 16 * 1_024 * 1_024;

/**
 * The text of a file that only its owner may read; undefined if there is none.
 *
 * @throws IdentityError if others may read it as well: whoever read a key is that machine
 */
export function readPrivateFile(file: string): string | undefined {
  try {
    const { mode, size } = statSync(file);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw new IdentityError('file', `${file}: others may read it; chmod 600 it, and pair anew if somebody did`);
    }
    if (size > FILE_BYTES_MAX) throw new IdentityError('file', `${file}: ${size} bytes are not a file of ours`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Puts a text in place of what was there, whole or not at all, and on the disk before it returns. */
export function writePrivateFile(file: string, text: string): void {
  withWritten(file, text, (written) => renameSync(written, file));
}

/** The same for a file that must not be there yet. Of two processes that start together, the first one's stays. */
export function writePrivateFileOnce(file: string, text: string): void {
  withWritten(file, text, (written) => {
    try {
      linkSync(written, file);
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
    }
  });
}

function withWritten(file: string, text: string, name: (written: string) => void): void {
  const folder = path.dirname(file);
  mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  const written = `${file}.${randomUUID()}.new`;
  try {
    writeFileSync(written, text, { mode: OWNER_ONLY, flush: true, flag: 'wx' });
    name(written);
  } finally {
    rmSync(written, { force: true });
  }
  flushFolder(folder);
}

/** A new name is on the disk only when its folder is; Windows has no such thing to do. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
