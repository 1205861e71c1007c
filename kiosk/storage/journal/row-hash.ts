import { hash } from 'node:crypto';

/** A row of the journal as it is stored. */
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
  /** The exact bytes that are hashed and sent: canonical JSON in UTF-8. */
  readonly body: Uint8Array;
  /** The hash of the row before; of the first row, the genesis. */
  readonly prev: Uint8Array;
  readonly hash: Uint8Array;
}

export const HASH_BYTES = 32;

/** The first word of what is hashed, so that no other use of SHA-256 can ever yield the same bytes. */
const ROW_TAG = 'handrail-journal-row-1';
const GENESIS_TAG = 'handrail-journal-genesis-1';

/**
 * What stands before the first row: SHA-256 over the JSON array [tag, origin, epoch] without white space, in UTF-8. It
 * ties the whole chain to one lane and one file.
 */
export function genesisHash(origin: string, epoch: string): Uint8Array {
  return hash('sha256', JSON.stringify([GENESIS_TAG, origin, epoch]), 'buffer');
}

/**
 * SHA-256 over one line and the body's bytes: the line is the JSON array [tag, prev in lower-case hexadecimal, seq, id,
 * kind, business day, wall, boot, monotonic] without white space, in UTF-8, ended by a line feed. JSON writes no line
 * feed inside a text, so the first one ends the line and two different rows never yield the same bytes.
 */
export function rowHash(row: Omit<JournalRow, 'hash'>): Uint8Array {
  const { seq, id, kind, businessDay, wall, boot, monotonic } = row;
  const line = JSON.stringify([ROW_TAG, hexOf(row.prev), seq, id, kind, businessDay, wall, boot, monotonic]);
  return hash('sha256', Buffer.concat([Buffer.from(`${line}\n`), row.body]), 'buffer');
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
