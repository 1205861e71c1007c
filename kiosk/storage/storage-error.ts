/** What went wrong with a file of ours, in a word that a program can act on. */
export type StorageErrorCode =
  /** There is no such file, or its folder is missing or may not be entered. */
  | 'not-found'
  /** The file is not an SQLite database at all. */
  | 'not-a-database'
  /** An SQLite database, but another program's, another purpose's or another lane's. */
  | 'foreign'
  /** Written by a newer version of this program. */
  | 'newer'
  /** It is another life of its origin that writes now; this file was copied, restored or overtaken. */
  | 'fenced'
  /** Damaged: what it holds contradicts itself. */
  | 'corrupt'
  /** Another process, or another part of this one, is its writer. */
  | 'locked'
  /** The disk has no room left; nothing of what was asked for was written, what was there stays. */
  | 'full'
  /**
   * The disk failed while writing: what was asked for may or may not be on it. Reopen and read before anything else.
   */
  | 'outcome-unknown'
  /** An earlier failure left the outcome unknown, so nothing more is written until the file was opened again. */
  | 'poisoned'
  /** It was closed, or its thread ended. */
  | 'closed'
  /** More is waiting to be written than may wait. */
  | 'overloaded'
  /** An entry is bigger than an entry may be. */
  | 'too-large'
  /** An entry that this version cannot read; most likely a newer version wrote it. */
  | 'unreadable-entry'
  /** This computer's SQLite or file system cannot keep the promises that the file needs. */
  | 'unsupported';

/** Trouble with a stored file. The message names the file and what was found, for whoever has to mend it. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
