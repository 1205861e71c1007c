/** So many wrong tries in a row lock a name, until so long after the last of them; milliseconds. */
const TRIES_MAX = 5;
const LOCKED_FOR_MS = 300_000;
/** All names together, so that nobody tries one PIN on everybody. */
const TRIES_PER_MINUTE_MAX = 30;
const MINUTE_MS = 60_000;
/** Names that are remembered; there is no store with more people. */
const NAMES_MAX = 2_000;

interface Tries {
  readonly count: number;
  readonly lastAt: number;
}

/** Counts wrong tries to sign in. Time is monotonic, so that no set clock opens a lock. */
export class AttemptLimit {
  readonly #byName = new Map<string, Tries>();
  #recent: readonly number[] = [];

  /** @returns how long to wait, in milliseconds; 0 if a try is allowed */
  waitMs(name: string, now: number): number {
    const tries = this.#byName.get(name);
    const locked = tries !== undefined && tries.count >= TRIES_MAX ? tries.lastAt + LOCKED_FOR_MS - now : 0;
    this.#recent = this.#recent.filter((at) => at > now - MINUTE_MS);
    const [oldest = now] = this.#recent;
    const crowded = this.#recent.length >= TRIES_PER_MINUTE_MAX ? oldest + MINUTE_MS - now : 0;
    return Math.max(0, locked, crowded);
  }

  /** Counted before the answer is known, so that tries at the same moment count as well. */
  tried(name: string, now: number): void {
    this.#recent = [...this.#recent, now];
    const before = this.#byName.get(name);
    const isOld = before === undefined || now - before.lastAt > LOCKED_FOR_MS;
    this.#byName.delete(name);
    this.#byName.set(name, { count: isOld ? 1 : before.count + 1, lastAt: now });
    const [first] = this.#byName.keys();
    if (this.#byName.size > NAMES_MAX && first !== undefined) this.#byName.delete(first);
  }

  succeeded(name: string): void {
    this.#byName.delete(name);
  }
}
