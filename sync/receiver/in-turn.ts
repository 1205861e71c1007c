/** Runs tasks with the same key one after the other, and no more at once than it may. */
export class InTurn {
  readonly #waitingMax: number;
  readonly #totalMax: number;
  readonly #tails = new Map<string, { readonly end: Promise<void>; count: number }>();
  #total = 0;

  /**
   * @param waitingMax how many may wait behind the one that runs, for one key
   * @param totalMax how many may run and wait, over all keys
   */
  constructor(waitingMax: number, totalMax: number) {
    this.#waitingMax = waitingMax;
    this.#totalMax = totalMax;
  }

  /** @returns what the task resolves to; undefined at once if there is no room */
  run<Result>(key: string, task: () => Promise<Result>): Promise<Result> | undefined {
    const before = this.#tails.get(key);
    if (this.#total >= this.#totalMax || (before?.count ?? 0) > this.#waitingMax) return undefined;
    const result = before === undefined ? task() : before.end.then(task);
    this.#total += 1;
    const place = { end: result.then(ignore, ignore), count: (before?.count ?? 0) + 1 };
    this.#tails.set(key, place);
    void place.end.then(() => this.#leave(key));
    return result;
  }

  /** Resolves when nothing runs or waits any more. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all([...this.#tails.values()].map((place) => place.end));
  }

  #leave(key: string): void {
    this.#total -= 1;
    const place = this.#tails.get(key);
    if (place === undefined) return;
    place.count -= 1;
    if (place.count === 0) this.#tails.delete(key);
  }
}

function ignore(): void {}
