import { MessageChannel, SHARE_ENV, Worker, type MessagePort } from 'node:worker_threads';

/** What the thread is told for each file. */
export interface FileOrder {
  /** The module whose `serve` owns the file. */
  readonly program: string;
  readonly data: unknown;
  readonly port: MessagePort;
}

interface Running {
  readonly worker: Worker;
  /** Who is to be told of its end, by the port of a file. */
  readonly files: Map<MessagePort, (cause: string) => void>;
}

/**
 * A thread that owns files, so that a slow disk never holds up the thread that draws, scans and pays. Files whose
 * flushes may wait for each other share one: each thread takes about 14 MB. It ends with the last of its files.
 */
export class FileThread {
  #running: Running | undefined;

  /**
   * Has a program own a file from now on.
   *
   * @param onEnd is told why, if the thread ends before the file is released
   * @returns the port on which the program answers
   */
  give(program: URL, data: unknown, onEnd: (cause: string) => void): MessagePort {
    const { worker, files } = (this.#running ??= this.#started());
    const { port1, port2 } = new MessageChannel();
    const order: FileOrder = { program: program.href, data, port: port2 };
    worker.postMessage(order, [port2]);
    files.set(port1, onEnd);
    return port1;
  }

  /** The file behind a port is closed; resolves when nothing of it is left. */
  async release(port: MessagePort): Promise<void> {
    const files = this.#running?.files;
    if (files?.delete(port) === true && files.size === 0) await this.end();
  }

  /** Ends the thread at once, as a crash would, with all of its files. The next file begins another. */
  async end(): Promise<void> {
    const worker = this.#running?.worker;
    this.#running = undefined;
    worker?.ref();
    await worker?.terminate();
  }

  #started(): Running {
    const worker = new Worker(new URL('./file-thread-worker.ts', import.meta.url), { env: SHARE_ENV });
    // Whoever waits for an answer keeps the process alive; an open file alone does not.
    worker.unref();
    const running: Running = { worker, files: new Map() };
    worker.once('error', (error) => this.#ended(running, `its thread failed: ${error.message}`));
    worker.once('exit', (code) => this.#ended(running, `its thread ended with code ${code}`));
    return running;
  }

  #ended(running: Running, cause: string): void {
    if (this.#running === running) this.#running = undefined;
    for (const onEnd of running.files.values()) onEnd(cause);
    running.files.clear();
  }
}
