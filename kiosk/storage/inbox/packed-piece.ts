import { isAscii } from 'node:buffer';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { PackedPiece } from './inbox-types.ts';

type Line = readonly [
  seq: number,
  id: string,
  kind: string,
  businessDay: string,
  wall: number,
  boot: string,
  monotonic: number,
  hash: string,
  bodyBytes: number,
  bodyAt: number,
];

/** Tells each row and its body. */
export function eachRow(
  { index, bytes }: PackedPiece,
  take: (row: Omit<JournalRow, 'body'>, body: string) => void,
): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Plain ASCII is by far the most frequent, and made into texts fastest in one go.
  const text = isAscii(buffer) ? buffer.toString('latin1') : undefined;
  for (const [seq, id, kind, businessDay, wall, boot, monotonic, hash, size, at] of JSON.parse(index) as Line[]) {
    const body = text?.slice(at, at + size) ?? buffer.toString('utf8', at, at + size);
    take({ seq, id, kind, businessDay, wall, boot, monotonic, hash }, body);
  }
}
