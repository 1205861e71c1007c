import { hash } from 'node:crypto';
import { genesisText, rowHashLine } from '#kiosk/core/journal/journal-row.ts';

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

/** What stands before the first row. */
export function genesisHash(origin: string, epoch: string): Uint8Array {
  return hash('sha256', genesisText(origin, epoch), 'buffer');
}

export function rowHash(row: Omit<JournalRow, 'hash'>): Uint8Array {
  const line = rowHashLine(row, hexOf(row.prev));
  return hash('sha256', Buffer.concat([Buffer.from(line), row.body]), 'buffer');
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
