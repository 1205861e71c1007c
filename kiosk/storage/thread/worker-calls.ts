import type { MessagePort } from 'node:worker_threads';
import { AssertionError } from '#kiosk/core/values/assert.ts';
import { StorageError } from '../storage-error.ts';
import { FileThread } from './file-thread.ts';
import { OPENING, type Answer, type CrossedError, type ThreadMethods } from './messages.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Calls to the thread that owns a file. They are answered in the order of the calls, as far as the thread does not put
 * some of them behind others.
 */
export class WorkerCalls<Methods extends ThreadMethods<Methods>> {
  readonly #file: string;
  readonly #thread: FileThread;
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = OPENING;
  #ended: StorageError | undefined;

  private constructor(file: string, thread: FileThread, program: URL, data: unknown) {
    this.#file = file;
    this.#thread = thread;
    this.#port = thread.give(program, data, (cause) => this.#end(cause));
    this.#port.on('message', (answer: Answer) => this.#settle(answer));
    this.#port.unref();
  }

  /**
   * Gives a file to a thread.
   *
   * @param program what owns the file there; its first answer is to its own opening of it
   * @param thread one that owns other files already; without it, a new one
   * @returns the calls, and what the program said when the file was open
   * @throws StorageError why the file cannot be opened
   */
  static async open<Methods extends ThreadMethods<Methods>>(
    file: string,
    program: URL,
    data: unknown,
    thread: FileThread = new FileThread(),
  ): Promise<{ readonly calls: WorkerCalls<Methods>; readonly opened: unknown }> {
    const calls = new WorkerCalls<Methods>(file, thread, program, data);
    try {
      return { calls, opened: await calls.#answerTo(OPENING) };
    } catch (error) {
      await calls.#letGo();
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
    this.#port.postMessage({ id: this.#lastId, method, args }, []);
    return (await answered) as ReturnType<Methods[Method]>;
  }

  /** Finishes what was asked for before and lets go of the file. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    await this.call('close', ...([] as never));
    this.#ended = new StorageError('closed', `${this.#file}: was closed`);
    await this.#letGo();
  }

  /** Ends the thread at once, as a crash would. What was asked for may or may not be done. */
  async abandon(): Promise<void> {
    await this.#thread.end();
  }

  async #letGo(): Promise<void> {
    this.#port.close();
    await this.#thread.release(this.#port);
  }

  /** Whoever waits for an answer keeps the process alive; an open file alone does not. */
  async #answerTo(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#port.ref();
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#port.unref();
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
    this.#port.close();
  }
}

function uncross({ code, message }: CrossedError): Error {
  return code === undefined ? new AssertionError(message) : new StorageError(code, message);
}
