import { closeSync, openSync, readSync, statSync } from 'node:fs';

const READ_AT_ONCE_BYTES = 64 * 1_024;

/** A file is larger than such a file may be. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/**
 * The text of a file, in UTF-8. A pipe or a device has no size to look at beforehand, and may never end: no more is
 * read than may be.
 *
 * @param bytesMax the most bytes that the file may have
 * @throws TooLargeError; TypeError when it is not UTF-8; what the file system says. `readFailure` has words for all
 */
export function readText(file: string, bytesMax: number): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(readBytes(file, bytesMax));
}

function readBytes(file: string, bytesMax: number): Uint8Array {
  const { size } = statSync(file);
  if (size > bytesMax) throw new TooLargeError(`has ${size} bytes; at most ${bytesMax} are allowed`);
  const descriptor = openSync(file, 'r');
  try {
    const pieces: Uint8Array[] = [];
    for (let length = 0; ;) {
      const piece = new Uint8Array(READ_AT_ONCE_BYTES);
      const count = readSync(descriptor, piece);
      if (count === 0) return Buffer.concat(pieces, length);
      pieces.push(piece.subarray(0, count));
      length += count;
      if (length > bytesMax) throw new TooLargeError(`has more than the ${bytesMax} bytes that are allowed`);
    }
  } finally {
    closeSync(descriptor);
  }
}
