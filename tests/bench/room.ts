import type { BenchRoom } from './bench.ts';
import { now } from './clock.ts';

/** How long a bench may take samples, and how long it may take in all with its preparation, in milliseconds. */
export const SAMPLING_MS = 30_000;
export const BENCH_MS = 60_000;

/** A bench's room, and the broom for it. */
export class Room implements BenchRoom {
  readonly #undo: (() => Promise<void> | void)[] = [];
  readonly #end = now() + SAMPLING_MS;

  readonly isTimeUp = (): boolean => now() >= this.#end;

  readonly defer = (undo: () => Promise<void> | void): void => {
    this.#undo.push(undo);
  };

  /** Undoes everything, also what comes after something that could not be undone; then throws the first failure. */
  async sweep(): Promise<void> {
    const failures: unknown[] = [];
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) {
      try {
        await undo();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** Rejects when the work takes longer than a bench may. */
export async function withinBenchTime<T>(name: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} was not done within ${BENCH_MS / 1000} s`)), BENCH_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
