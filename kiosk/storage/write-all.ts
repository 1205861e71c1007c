import { writeSync } from 'node:fs';

export const STANDARD_OUTPUT = 1;

const RETRY_AFTER_MS = 5;

/** Writes all of a text before it returns, also to a pipe whose reader is slow. */
export function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_AFTER_MS);
    }
  }
}

/** Whoever reads at the other end of a pipe may stop when it has seen enough. */
export function isPipeClosed(error: unknown): boolean {
  return codeOf(error) === 'EPIPE';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
