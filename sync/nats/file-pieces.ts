/**
 * A file of a feed as it lies on the chain's servers: pieces of one length and a shorter last one, each a message of
 * its own. Four of them on their way, which is what a store asks for at once, are half a megabyte: more is of no use on
 * a good line and too much for a bad one. Bytes.
 */
export const PIECE_BYTES = 128 * 1_024;
/** The length of the whole file, told with each piece. */
export const FILE_BYTES_HEADER = 'Handrail-File-Bytes';

export function pieceCount(fileBytes: number): number {
  return Math.ceil(fileBytes / PIECE_BYTES);
}

/** How long a piece is; 0 behind the last one. */
export function pieceLength(fileBytes: number, index: number): number {
  return Math.min(PIECE_BYTES, Math.max(0, fileBytes - index * PIECE_BYTES));
}

/** The piece that a byte lies in. */
export function pieceOf(byte: number): number {
  return Math.floor(byte / PIECE_BYTES);
}
