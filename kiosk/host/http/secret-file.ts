import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SECRET_BYTES = 32;
const OWNER_ONLY = 0o600;

/**
 * The secret that page sessions are signed with: made once, kept in a file that only the owner reads. A file that does
 * not hold a secret (cut off by a power failure) is replaced; the pages then need a new start link, and nothing else is
 * lost.
 */
export function loadOrMakeSecret(file: string): Buffer {
  const known = readSecret(file);
  if (known !== undefined) return known;
  mkdirSync(path.dirname(file), { recursive: true });
  const written = `${file}.${process.pid}.new`;
  writeFileSync(written, `${randomBytes(SECRET_BYTES).toString('hex')}\n`, { mode: OWNER_ONLY, flush: true });
  try {
    replaceUnlessGood(written, file);
  } finally {
    rmSync(written, { force: true });
  }
  const made = readSecret(file);
  if (made === undefined) throw new Error(`${file}: the secret could not be written`);
  return made;
}

/** Two processes that start together end up with one secret: the first one's link stays. */
function replaceUnlessGood(written: string, file: string): void {
  try {
    linkSync(written, file);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
    if (readSecret(file) !== undefined) return;
    rmSync(file, { force: true });
    linkSync(written, file);
  }
}

function readSecret(file: string): Buffer | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, 'hex') : undefined;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
