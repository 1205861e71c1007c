/**
 * A row of a journal in the form in which it is hashed and travels. Field by field it is the row of the file; hashes
 * are lower-case hexadecimal, the body is the exact text whose UTF-8 bytes were hashed. docs/journal-format.md has it
 * for other programs.
 */
export interface JournalRow {
  /** 1, 2, 3, … without a gap. */
  readonly seq: number;
  /** UUIDv7; identifies the row everywhere, never orders it. */
  readonly id: string;
  /** What the body tells of, for example "transaction.line-added". */
  readonly kind: string;
  /** YYYY-MM-DD. */
  readonly businessDay: string;
  /** Milliseconds since 1970 by the wall clock; informs, never orders. */
  readonly wall: number;
  /** The run of the operating system within which `monotonic` may be compared. */
  readonly boot: string;
  /** Milliseconds by a clock that never goes back. */
  readonly monotonic: number;
  /** Canonical JSON. It is never written anew from what was read in it. */
  readonly body: string;
  /** 64 digits. */
  readonly hash: string;
}

/** The first word of what is hashed, so that no other use of SHA-256 can ever yield the same bytes. */
export const ROW_HASH_TAG = 'handrail-journal-row-1';
const GENESIS_TAG = 'handrail-journal-genesis-1';

/** What stands before the first row is SHA-256 over this text in UTF-8. It ties a chain to one writer and one file. */
export function genesisText(origin: string, epoch: string): string {
  return JSON.stringify([GENESIS_TAG, origin, epoch]);
}

/**
 * A row's hash is SHA-256 over this text and the body after it, in UTF-8. JSON writes no line feed inside a text, so
 * the first one ends the line and two different rows never yield the same bytes.
 *
 * @param prev the hash of the row before, 64 lower-case hexadecimal digits
 */
export function rowHashLine(row: Omit<JournalRow, 'body' | 'hash'>, prev: string): string {
  const { seq, id, kind, businessDay, wall, boot, monotonic } = row;
  return `${JSON.stringify([ROW_HASH_TAG, prev, seq, id, kind, businessDay, wall, boot, monotonic])}\n`;
}
