import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { LogMark } from './outbox.ts';

/** How far a journal had come when it was last noted beside the file. */
export interface HeadNote extends LogMark {
  readonly epoch: string;
}

/**
 * Beside the file, because a file that is brought back from a backup brings back what it says of itself. It is never
 * ahead of what is on the disk, and losing it does no harm.
 */
function noteFile(file: string): string {
  return `${file}.head`;
}

export function writeHeadNote(file: string, { epoch, seq, hash }: HeadNote): void {
  try {
    writeFileSync(`${noteFile(file)}.new`, JSON.stringify({ epoch, seq, hash }), { mode: 0o600 });
    renameSync(`${noteFile(file)}.new`, noteFile(file));
  } catch {
    // The disk is full, or does not let us: the older note still tells of less.
  }
}

/** Undefined if there is none that can be read. */
export function readHeadNote(file: string): HeadNote | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(noteFile(file), 'utf8'));
    if (typeof found !== 'object' || found === null) return undefined;
    const { epoch, seq, hash } = found as Record<string, unknown>;
    if (typeof epoch !== 'string' || typeof seq !== 'number' || typeof hash !== 'string') return undefined;
    return Number.isSafeInteger(seq) && seq >= 0 && /^[0-9a-f]{64}$/.test(hash) ? { epoch, seq, hash } : undefined;
  } catch {
    return undefined;
  }
}
