/** Far more origins than one receiver ever has; only so that what is remembered is bounded. */
const ORIGINS_MAX = 100_000;

/** Remembers when origins were last heard of, by a clock that never goes back. */
export class HeardOf {
  readonly #at = new Map<string, number>();
  /** What is not remembered counts as heard of then: nobody can be heard of before the receiver listens. */
  #floor: number;

  constructor(listeningSince: number) {
    this.#floor = listeningSince;
  }

  note(origin: string, at: number): void {
    this.#at.delete(origin);
    this.#at.set(origin, at);
    const [oldest] = this.#at;
    if (this.#at.size <= ORIGINS_MAX || oldest === undefined) return;
    this.#at.delete(oldest[0]);
    this.#floor = Math.max(this.#floor, oldest[1]);
  }

  silentFor(origin: string, now: number): number {
    return now - (this.#at.get(origin) ?? this.#floor);
  }
}
