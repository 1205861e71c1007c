interface Bucket {
  tokens: number;
  at: number;
}

const MS_PER_S = 1_000;

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
  /** How many are counted at a time; beyond, the counting begins anew. */
  readonly keysMax: number;
}

/** Counts what somebody does: a bucket of tokens each, filled steadily. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #monotonic: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, monotonic: () => number) {
    this.#rate = rate;
    this.#monotonic = monotonic;
  }

  /** @returns false if that is too often */
  take(key: string): boolean {
    const { perSecond, burst, keysMax } = this.#rate;
    const now = this.#monotonic();
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#buckets.size >= keysMax) this.#buckets.clear();
      bucket = { tokens: burst, at: now };
      this.#buckets.set(key, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / MS_PER_S) * perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
