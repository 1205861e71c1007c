import { SHARE_ENV, Worker } from 'node:worker_threads';
import { AssertionError } from '#kiosk/core/values/assert.ts';
import type { CrossedError } from '../journal/messages.ts';
import { StorageError } from '../storage-error.ts';
import type { InboxOptions } from './inbox-store.ts';
import type { InboxCall, InboxMethods } from './inbox-types.ts';
import { RememberedMarks } from './remembered-marks.ts';
import type { InboxAnswer, InboxRequest, InboxWorkerData } from './messages.ts';

/** Calls that may wait for the disk; each push is one of them, and has at most a push's rows. */
const WAITING_CALLS_MAX = 1_000;

interface Waiting {
  readonly request: InboxRequest;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * An inbox whose file lives in a thread of its own. Calls are answered in their order; pushes that wait while the disk
 * is busy share its next flush.
 */
export class InboxClient {
  readonly file: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #appended = new Set<() => void>();
  readonly #remembered = new RememberedMarks();
  #lastId = 0;
  #ended: StorageError | undefined;

  constructor(file: string, worker: Worker) {
    this.file = file;
    this.#worker = worker;
    worker.on('message', (answer: InboxAnswer) => this.#settle(answer));
    worker.on('error', (error) => this.#end(`its thread failed: ${error.message}`));
    worker.on('exit', (code) => this.#end(`its thread ended with code ${code}`));
    // Whoever waits for an answer keeps the process alive; an open inbox alone does not.
    worker.unref();
  }

  /** @throws StorageError: full, overloaded, outcome-unknown, poisoned, closed; nothing may be counted on then */
  async call<Method extends keyof InboxMethods>(
    method: Method,
    ...args: Parameters<InboxMethods[Method]>
  ): Promise<ReturnType<InboxMethods[Method]>> {
    if (this.#waiting.size >= WAITING_CALLS_MAX) {
      throw new StorageError('overloaded', `${this.file}: ${this.#waiting.size} calls wait for the disk already`);
    }
    const call = { method, args } as InboxCall;
    const value = this.#remembered.recall(call) ?? (await this.#ask({ type: 'call', id: this.#nextId(), call }));
    if (method === 'append') for (const listener of this.#appended) listener();
    return value as ReturnType<InboxMethods[Method]>;
  }

  /** Calls back whenever rows have reached the disk; the returned function ends that. */
  onAppended(listener: () => void): () => void {
    this.#appended.add(listener);
    return () => this.#appended.delete(listener);
  }

  /** Finishes what was asked for before and lets go of the file. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    const exited = new Promise<void>((resolve) => {
      this.#worker.once('exit', () => resolve());
    });
    await this.#ask({ type: 'close', id: this.#nextId() });
    this.#ended = new StorageError('closed', `${this.file}: was closed`);
    this.#worker.ref();
    await exited;
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  async #ask(request: InboxRequest): Promise<unknown> {
    if (this.#ended !== undefined) throw this.#ended;
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(request.id, { request, resolve, reject });
      this.#worker.postMessage(request, []);
    });
  }

  #settle(answer: InboxAnswer): void {
    if (answer.type === 'opened' || answer.type === 'not-opened') return;
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    const { request } = waiting;
    if (answer.type === 'failed') {
      this.#remembered.forget();
      waiting.reject(uncross(answer.error));
      return;
    }
    if (request.type === 'call') this.#remembered.learn(request.call, answer.value);
    waiting.resolve(answer.value);
  }

  #end(cause: string): void {
    this.#ended ??= new StorageError('closed', `${this.file}: the inbox is closed, ${cause}`);
    const unknown = `${this.file}: ${cause} while it was being written to; open the file again`;
    for (const waiting of this.#waiting.values()) waiting.reject(new StorageError('outcome-unknown', unknown));
    this.#waiting.clear();
  }
}

/**
 * Opens an inbox, or makes it, in a thread of its own.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt, locked, unsupported
 */
export async function openInbox(file: string, options: InboxOptions = {}): Promise<InboxClient> {
  const workerData: InboxWorkerData = { file, options };
  const worker = new Worker(new URL('./inbox-worker.ts', import.meta.url), { workerData, env: SHARE_ENV });
  const answer = await firstAnswer(worker);
  if (answer.type === 'opened') return new InboxClient(file, worker);
  await worker.terminate();
  throw answer.type === 'not-opened' ? uncross(answer.error) : new AssertionError('the inbox began with an answer');
}

async function firstAnswer(worker: Worker): Promise<InboxAnswer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number): void => {
      reject(new StorageError('closed', `the inbox's thread ended with code ${code} before it answered`));
    };
    worker.once('error', reject);
    worker.once('exit', onExit);
    worker.once('message', (answer: InboxAnswer) => {
      worker.off('error', reject);
      worker.off('exit', onExit);
      resolve(answer);
    });
  });
}

function uncross({ code, message }: CrossedError): Error {
  return code === undefined ? new AssertionError(message) : new StorageError(code, message);
}
