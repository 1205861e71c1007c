import { CommandFailure, EXIT } from './exit-codes.ts';

/** Trouble that a person settles, by the names of its errors: their messages say what and where. */
const FOR_A_PERSON: ReadonlySet<string> = new Set(['ConfigurationError', 'StorageError', 'IdentityError']);

/** What a file system answers, in words that go behind the path. */
const FILE_WORDS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not do that',
  EEXIST: 'something of that name is there already',
  EISDIR: 'this is a folder, not a file',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'a name in it is too long',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of this path is a file, not a folder',
  EPERM: 'this user may not do that',
  EROFS: 'nothing can be written there',
};

/** What stopped a command as a failure to tell in a sentence; undefined if it is a fault of our own. */
export function asCommandFailure(error: unknown): CommandFailure | undefined {
  if (error instanceof CommandFailure) return error;
  if (!(error instanceof Error)) return undefined;
  if (FOR_A_PERSON.has(error.name)) return new CommandFailure(error.message);
  const words = fileWords(error);
  if (words === undefined) return undefined;
  const path = 'path' in error ? String(error.path) : 'a file';
  return new CommandFailure(`${path}: ${words}`, EXIT.usage);
}

/** What a file system answered, in words; undefined for any other error. */
export function fileWords(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? FILE_WORDS[String(error.code)] : undefined;
}
