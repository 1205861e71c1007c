/** Time, passed in so that a test can hold it. */
export interface StoreClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Monotonic milliseconds; never goes back. */
  monotonic(): number;
  /** Calls back once after the delay; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** What an engineer reads. */
export interface StoreLog {
  info(message: string, data?: Readonly<Record<string, unknown>>): void;
  warn(message: string, data?: Readonly<Record<string, unknown>>): void;
}
