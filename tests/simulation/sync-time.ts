import type { SenderClock } from '#sync/sender/run-sender.ts';

/** Random numbers from a seed: the same seed gives the same history. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  }

  /** From 0 up to 1 (mulberry32). */
  readonly next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}

interface Happening {
  readonly at: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/** What one event leads to at once is done after so many turns of promises; with 50 and more nothing changes. */
const TURNS_PER_EVENT = 60;
const NEXT_TURN = Promise.resolve();

/** Time that passes only from one event to the next. */
export class SimulatedTime {
  #now = 0;
  #order = 0;
  #events = 0;
  readonly #heap: Happening[] = [];

  get now(): number {
    return this.#now;
  }

  /** Events that have happened so far. */
  get events(): number {
    return this.#events;
  }

  /** @returns cancels it */
  after(delayMs: number, callback: () => void): () => void {
    this.#order += 1;
    const happening: Happening = { at: this.#now + Math.max(0, delayMs), order: this.#order, callback };
    this.#push(happening);
    return () => {
      happening.callback = undefined;
    };
  }

  /** Lets the next event happen, and all that follows from it at once. */
  async step(): Promise<boolean> {
    if (!this.stepAlone()) return false;
    for (let turn = 0; turn < TURNS_PER_EVENT; turn += 1) await NEXT_TURN;
    return true;
  }

  /** Lets the next event happen where nothing follows from it by a promise. */
  stepAlone(): boolean {
    for (;;) {
      const next = this.#pop();
      if (next === undefined) return false;
      if (next.callback === undefined) continue;
      this.#now = next.at;
      this.#events += 1;
      next.callback();
      return true;
    }
  }

  #push(happening: Happening): void {
    const heap = this.#heap;
    let index = heap.push(happening) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(happening, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = happening;
  }

  #pop(): Happening | undefined {
    const heap = this.#heap;
    const [top] = heap;
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, left)) child += 1;
      const smaller = heap[child];
      if (smaller === undefined || !isBefore(smaller, last)) break;
      heap[index] = smaller;
      index = child;
    }
    heap[index] = last;
    return top;
  }
}

function isBefore(one: Happening, other: Happening): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** The life of a process between two starts: after its end nothing that it began goes on. */
export class Life implements SenderClock {
  isOver = false;
  readonly #time: SimulatedTime;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  monotonic(): number {
    return this.#time.now;
  }

  after(delayMs: number, callback: () => void): () => void {
    return this.#time.after(delayMs, () => {
      if (!this.isOver) callback();
    });
  }

  /** Resolves after a time, and never if the process ends before. */
  async pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve);
    });
  }
}
