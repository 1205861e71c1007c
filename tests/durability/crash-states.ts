import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { ForgetfulDisk } from './power-loss.ts';
import type { FileOperation } from './syscall-trace.ts';

/** While a file is made, it is at its most fragile. */
const FIRST_MOMENTS = 60;

/**
 * Lets the operations happen and stops, at each of the first moments and at random ones, to look at what would be left.
 */
export function crashing(
  operations: readonly FileOperation[],
  crashes: number,
  random: () => number,
  look: (disk: ForgetfulDisk, moment: number) => void,
): void {
  const moments = new Set(Array.from({ length: crashes }, () => Math.floor(random() * operations.length)));
  for (let moment = 0; moment < FIRST_MOMENTS; moment += 1) moments.add(moment);
  const disk = new ForgetfulDisk();
  for (const [moment, operation] of operations.entries()) {
    disk.do(operation);
    if (moments.has(moment)) look(disk, moment);
  }
}

/** Puts a state of the disk where a program can start on it. */
export function putOnDisk(file: string, files: ReadonlyMap<string, Buffer>): void {
  for (const suffix of ['', '-wal', '-shm', '.head']) rmSync(`${file}${suffix}`, { force: true });
  for (const [name, bytes] of files) writeFileSync(name, bytes);
}

/** In memory where there is such a place: thousands of states are written, and none needs to last. */
export function fastFolder(): string {
  const folder = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'handrail-power-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A linear congruential generator, so that a failure can be seen again. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}
