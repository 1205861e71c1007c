import { readSync, write } from 'node:fs';
import { promisify } from 'node:util';
import type { DarwinPortBinding, LinuxPortBinding } from '@serialport/bindings-cpp';

const writeFile = promisify(write);

/** What the binding's poller is asked to look out for (its bit values). */
const EVENT_BITS = { readable: 1, writable: 2 } as const;

type PollEvent = keyof typeof EVENT_BITS;

/** The operating system's ways to say "not now". */
const NOT_NOW: ReadonlySet<string | undefined> = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);

/**
 * Reads and writes an open tty. It takes the place of the binding's own read and write, which have three traps:
 *
 * - A read of nothing means that the line is hung up, so the device is gone. The binding takes it for "try again" and
 *   spins for ever, which is a known fault of it.
 * - Waiting until a slow device takes bytes stops the watch for bytes from it. A printer without paper holds the line
 *   and says why at the same time.
 * - A call that still runs in the thread pool when its file is closed may land on whatever is opened next under the
 *   same number, our database for one. So running calls are let out before the port is closed.
 *
 * The port is opened for answers at once (O_NONBLOCK), so a read is made right here: a detour through the thread pool
 * would take longer than the read itself, on the way of every scan.
 */
export class UnixPort {
  readonly #port: LinuxPortBinding | DarwinPortBinding;
  readonly #running = new Set<Promise<unknown>>();
  readonly #awaited = new Set<PollEvent>();
  #closing = false;

  constructor(port: LinuxPortBinding | DarwinPortBinding) {
    this.#port = port;
  }

  /**
   * Waits for bytes and reads at least one. One read at a time.
   *
   * @throws Error when the device is gone or the port is being closed
   */
  read(buffer: Buffer): Promise<number> {
    return this.#track(this.#readSome(buffer));
  }

  /** Resolves when the operating system has taken all bytes. One write at a time. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#track(this.#writeAll(bytes));
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#port.poller.stop();
    await Promise.allSettled(this.#running);
    await this.#port.close();
  }

  /** Asks the poller before each read, so that a line that never falls silent leaves time for all else. */
  async #readSome(buffer: Buffer): Promise<number> {
    for (;;) {
      await this.#ready('readable');
      const count = await unlessNotNow(() => readSync(this.#file(), buffer));
      if (count === 0) throw new Error('the line is hung up');
      if (count !== undefined) return count;
    }
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const rest = bytes.subarray(written);
      const count = await unlessNotNow(() => writeFile(this.#file(), rest, 0, rest.length));
      this.#file();
      if (count === undefined) await this.#ready('writable');
      else written += count.bytesWritten;
    }
  }

  #file(): number {
    const file = this.#port.fd;
    if (this.#closing || file === null) throw new Error('the port is being closed');
    return file;
  }

  /** Resolves when it is worth a call. */
  async #ready(event: PollEvent): Promise<void> {
    this.#file();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#port.poller.once(event, (error: Error | null) => (error ? reject(error) : resolve()));
    this.#awaited.add(event);
    // The poller looks out for what it was asked last, so it is asked for all that is awaited.
    let events = 0;
    for (const awaited of this.#awaited) events |= EVENT_BITS[awaited];
    this.#port.poller.poll(events);
    try {
      await promise;
    } finally {
      this.#awaited.delete(event);
    }
  }

  async #track<T>(call: Promise<T>): Promise<T> {
    this.#running.add(call);
    try {
      return await call;
    } finally {
      this.#running.delete(call);
    }
  }
}

/** Makes one call; undefined when the answer is "not now". */
async function unlessNotNow<T>(call: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (NOT_NOW.has((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
}
