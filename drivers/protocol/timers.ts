/** Monotonic time and one-shot timers, passed in so that a test can hold them. The lane's clock has the same shape. */
export interface Timers {
  /** Milliseconds that never go back. Only differences mean something. */
  monotonic(): number;
  /** Calls back once after the delay; the returned function cancels it and may be called at any time. */
  after(delayMs: number, callback: () => void): () => void;
}

export const SYSTEM_TIMERS: Timers = {
  monotonic: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * Waits for `work`, at most `limitMs`. Work that ends later is ignored, so its owner must make it end (close the port,
 * reject the reply).
 *
 * @throws whatever `work` throws, or what `late` makes when the time is over
 */
export async function withinTime<T>(timers: Timers, limitMs: number, work: Promise<T>, late: () => Error): Promise<T> {
  const { promise: timeUp, reject } = Promise.withResolvers<never>();
  const cancel = timers.after(limitMs, () => reject(late()));
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    cancel();
  }
}
