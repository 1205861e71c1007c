/** Chance that comes out the same for the same seed, on every machine (splitmix32). */
export class Random {
  #state: number;

  /** @param seed a whole number from 0 to 2^32 - 1 */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, but not at, 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  between(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  /** A time as people take it: half of them less than the median, a few much longer (log-normal). */
  time(median: number, spread: number): number {
    return median * Math.exp(spread * this.#normal());
  }

  /** @param weighted not empty, none below zero, not all zero */
  pick<Choice>(weighted: readonly (readonly [Choice, number])[]): Choice {
    const total = weighted.reduce((sum, [, weight]) => sum + weight, 0);
    let at = this.next() * total;
    let choice: Choice | undefined;
    for (const [candidate, weight] of weighted) {
      if (weight <= 0) continue;
      choice = candidate;
      at -= weight;
      if (at < 0) break;
    }
    if (choice === undefined) throw new RangeError('nothing to pick from');
    return choice;
  }

  /** Box and Muller, one of the two. */
  #normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }
}
