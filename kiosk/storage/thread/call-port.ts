import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { StorageError } from '../storage-error.ts';
import { OPENING, type Answer, type CrossedError, type Request } from './messages.ts';

/** The other end of `WorkerCalls`, in the thread that owns the file. */
export class CallPort<Methods> {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  /** Opens the file and says so, or why not; from then on each call that comes is handed on. */
  open(work: () => { readonly opened: unknown; readonly handle: (first: Request<Methods>) => void }): void {
    try {
      const { opened, handle } = work();
      this.#port.on('message', handle);
      this.answer(OPENING, opened);
    } catch (error) {
      this.fail(OPENING, error);
    }
  }

  /** The next call that waits already. */
  next(): Request<Methods> | undefined {
    return receiveMessageOnPort(this.#port)?.message;
  }

  answer(id: number, value: unknown): void {
    this.#post({ id, value });
  }

  fail(id: number, error: unknown): void {
    this.#post({ id, error: crossing(error) });
  }

  /** Nothing is taken any more; the thread ends when it has nothing else to do. */
  close(): void {
    this.#port.close();
  }

  #post(answer: Answer): void {
    this.#port.postMessage(answer, []);
  }
}

function crossing(error: unknown): CrossedError {
  if (error instanceof StorageError) return { code: error.code, message: error.message };
  return { code: undefined, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
