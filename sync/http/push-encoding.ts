import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { PUSH_BODY_BYTES_MAX } from './limits.ts';

/** Below it there is nothing to win, in bytes. */
const WORTH_COMPRESSING_BYTES = 2_048;
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * Sales are alike: zstd leaves a tenth of a full push in a tenth of a millisecond, less than a shop's network takes to
 * carry the rest. So it is done at once, without the way through another thread.
 */
export function compressPush(body: Buffer): { readonly body: Buffer; readonly headers: Record<string, string> } {
  if (body.length < WORTH_COMPRESSING_BYTES) return { body, headers: {} };
  return { body: zstdCompressSync(body, FASTEST), headers: { 'content-encoding': 'zstd' } };
}

/** `unknown`: not compressed in a way that is understood. `too-large`: more comes out than a push may have. */
export type EncodingProblem = 'unknown' | 'too-large';

/** The bytes of a push as they were before they were compressed. Never more than a push may have, whatever comes in. */
export function decompressPush(body: Buffer, encoding: string | undefined): Buffer | EncodingProblem {
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'zstd') return 'unknown';
  try {
    return zstdDecompressSync(body, { maxOutputLength: PUSH_BODY_BYTES_MAX });
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? 'too-large' : 'unknown';
  }
}
