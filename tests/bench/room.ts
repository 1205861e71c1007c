import type { BenchRoom } from './bench.ts';
import { now } from './clock.ts';

/** How long a bench may take samples, and how long it may take in all, in milliseconds. */
const SAMPLING_MS = 30_000;
export const BENCH_MS = 60_000;

/** How long making what the benches of a run share may take: a million articles, on a busy machine. Milliseconds. */
export const PREPARATION_MS = 150_000;

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

/** Rejects when a piece of work takes longer than it may. */
export async function within<T>(limitMs: number, name: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} was not done within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
