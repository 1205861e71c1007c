import { TooLargeError } from './read-text.ts';

/** Why a file could not be read, in words. */
export function readFailure(error: unknown): string {
  if (error instanceof TooLargeError) return error.message;
  if (error instanceof TypeError) return 'is not text in UTF-8';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return `cannot be read: ${WORDS[code] ?? (error instanceof Error ? error.message : String(error))}`;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENAMETOOLONG: 'its name is too long',
};
