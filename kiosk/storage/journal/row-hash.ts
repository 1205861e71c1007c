import { createHash } from 'node:crypto';

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

/** The tag in front of what is hashed for a row, so that no other use of SHA-256 can ever yield the same bytes. */
const ROW_TAG = 'handrail journal row 1\n';
const GENESIS_TAG = 'handrail journal genesis 1\n';

export const HASH_BYTES = 32;

/**
 * What stands before the first row: SHA-256 over the genesis tag, then origin and epoch, each as its length in bytes
 * (unsigned 32 bit, big-endian) and its UTF-8 bytes. It ties the whole chain to one lane and one file.
 */
export function genesisHash(origin: string, epoch: string): Uint8Array {
  return sha256([Buffer.from(GENESIS_TAG), ...sized(origin), ...sized(epoch)]);
}

/**
 * SHA-256 over, in this order: the row tag; prev (32 bytes); seq, wall and monotonic (signed 64 bit, big-endian); then
 * id, kind, business day, boot and body, each as its length in bytes (unsigned 32 bit, big-endian) and its bytes (texts in
 * UTF-8). Fixed sizes and lengths make the encoding unambiguous: two different rows never yield the same bytes.
 */
export function rowHash(row: Omit<JournalRow, 'hash'>): Uint8Array {
  const numbers = Buffer.allocUnsafe(24);
  numbers.writeBigInt64BE(BigInt(row.seq), 0);
  numbers.writeBigInt64BE(BigInt(row.wall), 8);
  numbers.writeBigInt64BE(BigInt(row.monotonic), 16);
  return sha256([
    Buffer.from(ROW_TAG),
    row.prev,
    numbers,
    ...sized(row.id),
    ...sized(row.kind),
    ...sized(row.businessDay),
    ...sized(row.boot),
    ...sized(row.body),
  ]);
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function sized(content: string | Uint8Array): [Uint8Array, Uint8Array] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}

function sha256(parts: readonly Uint8Array[]): Uint8Array {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}
