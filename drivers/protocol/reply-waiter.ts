import { assert } from '#kiosk/core/values/assert.ts';
import type { DeviceError } from '../device.ts';
import { type Timers, withinTime } from './timers.ts';

/**
 * The place where a question waits for its answer. One at a time, so that an answer cannot reach the wrong question.
 * After a time-out the line has to be given up, because the late answer may still come.
 */
export class ReplyWaiter<T> {
  readonly #timers: Timers;
  #settle: { readonly resolve: (reply: T) => void; readonly reject: (error: DeviceError) => void } | undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get waiting(): boolean {
    return this.#settle !== undefined;
  }

  /**
   * Waits for the next answer. Call it before the question is sent, and start the clock when it has been.
   *
   * @param sent resolves when the question is on its way; what it throws is thrown on
   * @throws what `late` makes when no answer comes within `limitMs` after that, or what fail() is given
   */
  async ask(sent: Promise<void>, limitMs: number, late: () => DeviceError): Promise<T> {
    assert(!this.#settle, 'one question at a time');
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#settle = { resolve, reject };
    // It may fail while the question is still being sent; that is seen below.
    promise.catch(() => {});
    try {
      await sent;
      return await withinTime(this.#timers, limitMs, promise, late);
    } finally {
      this.#settle = undefined;
    }
  }

  /** Hands an answer over. @returns false when nobody asked */
  answer(reply: T): boolean {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.resolve(reply);
    return settle !== undefined;
  }

  fail(error: DeviceError): void {
    this.#settle?.reject(error);
  }
}
