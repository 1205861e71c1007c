import { SHARE_ENV, Worker } from 'node:worker_threads';
import { AssertionError } from '#kiosk/core/values/assert.ts';
import { StorageError } from '../storage-error.ts';
import { OPENING, type Answer, type CrossedError, type ThreadMethods } from './messages.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Calls to a thread that owns a file, so that a slow disk never holds up the thread that draws, scans and pays. They
 * are answered in the order of the calls, as far as the thread does not put some of them behind others.
 */
export class WorkerCalls<Methods extends ThreadMethods<Methods>> {
  readonly #file: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = OPENING;
  #ended: StorageError | undefined;

  private constructor(file: string, worker: Worker) {
    this.#file = file;
    this.#worker = worker;
    worker.on('message', (answer: Answer) => this.#settle(answer));
    worker.on('error', (error) => this.#end(`its thread failed: ${error.message}`));
    worker.on('exit', (code) => this.#end(`its thread ended with code ${code}`));
  }

  /**
   * Starts a thread for a file.
   *
   * @param program what the thread runs; its first answer is to its own opening of the file
   * @returns the calls, and what the thread said when the file was open
   * @throws StorageError why the file cannot be opened
   */
  static async open<Methods extends ThreadMethods<Methods>>(
    file: string,
    program: URL,
    workerData: unknown,
  ): Promise<{ readonly calls: WorkerCalls<Methods>; readonly opened: unknown }> {
    const worker = new Worker(program, { workerData, env: SHARE_ENV });
    const calls = new WorkerCalls<Methods>(file, worker);
    try {
      return { calls, opened: await calls.#answerTo(OPENING) };
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }

  /** How many calls have no answer yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** @throws StorageError whatever the call may fail with; outcome-unknown if the thread ends meanwhile; closed */
  async call<Method extends keyof Methods>(
    method: Method,
    ...args: Parameters<Methods[Method]>
  ): Promise<ReturnType<Methods[Method]>> {
    if (this.#ended !== undefined) throw this.#ended;
    this.#lastId += 1;
    const answered = this.#answerTo(this.#lastId);
    this.#worker.postMessage({ id: this.#lastId, method, args }, []);
    return (await answered) as ReturnType<Methods[Method]>;
  }

  /** Finishes what was asked for before and lets go of the file. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    const exited = new Promise<void>((resolve) => {
      this.#worker.once('exit', () => resolve());
    });
    await this.call('close', ...([] as never));
    this.#ended = new StorageError('closed', `${this.#file}: was closed`);
    this.#worker.ref();
    await exited;
  }

  /** Ends the thread at once, as a crash would. What was asked for may or may not be done. */
  async abandon(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Whoever waits for an answer keeps the process alive; an open file alone does not. */
  async #answerTo(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('error' in answer) waiting.reject(uncross(answer.error));
    else waiting.resolve(answer.value);
  }

  #end(cause: string): void {
    this.#ended ??= new StorageError('closed', `${this.#file}: is closed, ${cause}`);
    const unknown = `${this.#file}: ${cause} while it was being written to; open it again and read its end`;
    for (const [id, { reject }] of this.#waiting) {
      reject(id === OPENING ? this.#ended : new StorageError('outcome-unknown', unknown));
    }
    this.#waiting.clear();
  }
}

function uncross({ code, message }: CrossedError): Error {
  return code === undefined ? new AssertionError(message) : new StorageError(code, message);
}
