/** Time, handed in so that a test can hold it. */
export interface BusClock {
  /** Milliseconds since 1970; only ever told, never reckoned with. */
  now(): number;
  /** Milliseconds by a clock that never goes back. */
  monotonic(): number;
  /** Calls back once after the delay; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** What an engineer reads. Messages themselves are never logged. */
export interface BusLog {
  debug(message: string, data?: Readonly<Record<string, unknown>>): void;
  warn(message: string, data?: Readonly<Record<string, unknown>>): void;
  error(message: string, data?: Readonly<Record<string, unknown>>): void;
}
