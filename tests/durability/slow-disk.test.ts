/**
 * Goal: a slow disk makes a scan slow, never the page: the main thread answers all the while.
 * Method: every flush of a real process is held up by strace; a timer in its main thread sees how long that was silent.
 * A writer in the main thread is silent for as long as the disk takes, which shows that the timer would notice.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { runWithFault } from './inject-faults.ts';

const WRITER = path.join(import.meta.dirname, 'slow-disk-writer.ts');
const FLUSH_MS = 400;
const SILENCE_MAX_MS = 100;

interface Measured {
  readonly appendsMs: readonly number[];
  readonly longestSilenceMs: number;
}

function measure(...mode: readonly string[]): Measured {
  const file = path.join(temporaryDirectory(), 'lane.db');
  const fault = `fsync,fdatasync:delay_enter=${FLUSH_MS * 1_000}`;
  return JSON.parse(runWithFault(fault, undefined, WRITER, [file, ...mode]).join('')) as Measured;
}

test(`while each flush takes ${FLUSH_MS} ms the main thread is never silent for ${SILENCE_MAX_MS} ms`, () => {
  const { appendsMs, longestSilenceMs } = measure();
  expect(Math.min(...appendsMs)).toBeGreaterThanOrEqual(FLUSH_MS);
  expect(longestSilenceMs).toBeLessThan(SILENCE_MAX_MS);
});

test('a writer in the main thread is silent for as long as the disk takes', () => {
  expect(measure('direct').longestSilenceMs).toBeGreaterThanOrEqual(FLUSH_MS * 0.9);
});
