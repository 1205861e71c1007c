/** One thing to do, for somebody who waits for what comes of it. */
interface Waiting<Task, Result> {
  readonly task: Task;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface InTurnOptions<Task, Result> {
  /** How many may wait behind what runs, for one key. */
  readonly waitingMax: number;
  /** How many may run and wait, over all keys. */
  readonly totalMax: number;
  /** Where a task belongs among those of its key that wait; the lowest is done first. */
  readonly place: (task: Task) => number;
  /** Whether a task that waits may be done together with those before it. */
  readonly mayJoin: (group: readonly Task[], next: Task) => boolean;
  readonly run: (group: readonly Task[]) => Promise<Result>;
}

/** Does tasks with the same key one after the other, what waits perhaps together, and no more at once than it may. */
export class InTurn<Task, Result> {
  readonly #options: InTurnOptions<Task, Result>;
  readonly #lines = new Map<string, { readonly waiting: Waiting<Task, Result>[]; readonly over: Promise<void> }>();
  #total = 0;

  constructor(options: InTurnOptions<Task, Result>) {
    this.#options = options;
  }

  /** @returns what the task comes to; undefined at once if there is no room */
  add(key: string, task: Task): Promise<Result> | undefined {
    const { totalMax, waitingMax } = this.#options;
    const line = this.#lines.get(key);
    if (this.#total >= totalMax || (line?.waiting.length ?? 0) >= waitingMax) return undefined;
    this.#total += 1;
    return new Promise<Result>((resolve, reject) => {
      const mine = { task, resolve, reject };
      if (line !== undefined) {
        const { place } = this.#options;
        const behind = line.waiting.findIndex((other) => place(other.task) > place(task));
        line.waiting.splice(behind === -1 ? line.waiting.length : behind, 0, mine);
        return;
      }
      const waiting = [mine];
      const { promise: over, resolve: end } = Promise.withResolvers<void>();
      this.#lines.set(key, { waiting, over });
      void this.#work(key, waiting).then(end);
    });
  }

  /** Resolves when nothing runs or waits any more. */
  async idle(): Promise<void> {
    while (this.#lines.size > 0) await Promise.all([...this.#lines.values()].map((line) => line.over));
  }

  async #work(key: string, waiting: Waiting<Task, Result>[]): Promise<void> {
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
      const group = [first];
      for (;;) {
        const tasks = group.map(({ task }) => task);
        const next = waiting.findIndex(({ task }) => this.#options.mayJoin(tasks, task));
        if (next === -1) break;
        group.push(...waiting.splice(next, 1));
      }
      await this.#do(group);
      this.#total -= group.length;
    }
    this.#lines.delete(key);
  }

  async #do(group: readonly Waiting<Task, Result>[]): Promise<void> {
    try {
      const result = await this.#options.run(group.map(({ task }) => task));
      for (const { resolve } of group) resolve(result);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
