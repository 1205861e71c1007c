/** Time, handed in so that a test can hold it. */
export interface IdentityClock {
  /** Milliseconds since 1970; only ever noted or compared with a certificate's dates. */
  now(): number;
  /** Milliseconds by a clock that never goes back; all deadlines are by this one. */
  monotonic(): number;
}

/** What an engineer reads. Never a key, a code or a token. */
export interface IdentityLog {
  debug(message: string, data?: Readonly<Record<string, unknown>>): void;
  warn(message: string, data?: Readonly<Record<string, unknown>>): void;
  error(message: string, data?: Readonly<Record<string, unknown>>): void;
}
