import { MessageChannel, SHARE_ENV, Worker, type MessagePort } from 'node:worker_threads';

/** What the thread is told for each file. */
export interface FileOrder {
  /** The module whose `serve` owns the file. */
  readonly program: string;
  readonly data: unknown;
  readonly port: MessagePort;
}

/**
 * A thread that owns files, so that a slow disk never holds up the thread that draws, scans and pays. Files whose
 * flushes may wait for each other share one: each thread takes about 14 MB. It ends with the last of its files.
 */
export class FileThread {
  #worker: Worker | undefined;
  readonly #ports = new Set<MessagePort>();

  /** Has a program own a file from now on; returns the port on which it answers. */
  give(program: URL, data: unknown): MessagePort {
    this.#worker ??= this.#started();
    const { port1, port2 } = new MessageChannel();
    const order: FileOrder = { program: program.href, data, port: port2 };
    this.#worker.postMessage(order, [port2]);
    this.#ports.add(port1);
    return port1;
  }

  /** Calls back when the thread ends that has the file given last, whatever the cause. */
  onEnd(listener: (cause: string) => void): void {
    this.#worker?.once('error', (error) => listener(`its thread failed: ${error.message}`));
    this.#worker?.once('exit', (code) => listener(`its thread ended with code ${code}`));
  }

  /** The file behind a port is closed; resolves when nothing of it is left. */
  async release(port: MessagePort): Promise<void> {
    if (this.#ports.delete(port) && this.#ports.size === 0) await this.end();
  }

  /** Ends the thread at once, as a crash would, with all of its files. The next file begins another. */
  async end(): Promise<void> {
    const worker = this.#worker;
    this.#forget();
    worker?.ref();
    await worker?.terminate();
  }

  #started(): Worker {
    const worker = new Worker(new URL('./file-thread-worker.ts', import.meta.url), { env: SHARE_ENV });
    // Whoever waits for an answer keeps the process alive; an open file alone does not.
    worker.unref();
    worker.once('exit', () => {
      if (worker === this.#worker) this.#forget();
    });
    return worker;
  }

  #forget(): void {
    this.#worker = undefined;
    this.#ports.clear();
  }
}
