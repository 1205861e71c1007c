import { StorageError } from '../storage-error.ts';
import type { FileThread } from '../thread/file-thread.ts';
import { WorkerCalls } from '../thread/worker-calls.ts';
import type { InboxOptions } from './inbox-store.ts';
import type { InboxCall, InboxMethods } from './inbox-types.ts';
import { RememberedMarks } from './remembered-marks.ts';
import type { InboxThreadMethods, InboxData } from './messages.ts';

/** Calls that may wait for the disk; what a receiver takes together is one of them, 800 rows at most. */
const WAITING_CALLS_MAX = 1_000;

/**
 * An inbox whose file lives in a thread of its own. Calls are answered in their order; pushes that wait while the disk
 * is busy share its next flush.
 */
export class InboxClient {
  readonly file: string;
  readonly #calls: WorkerCalls<InboxThreadMethods>;
  readonly #appended = new Set<() => void>();
  readonly #remembered = new RememberedMarks();

  constructor(file: string, calls: WorkerCalls<InboxThreadMethods>) {
    this.file = file;
    this.#calls = calls;
  }

  /** @throws StorageError: full, overloaded, outcome-unknown, poisoned, closed; nothing may be counted on then */
  async call<Method extends keyof InboxMethods>(
    method: Method,
    ...args: Parameters<InboxMethods[Method]>
  ): Promise<ReturnType<InboxMethods[Method]>> {
    if (this.#calls.waiting >= WAITING_CALLS_MAX) {
      throw new StorageError('overloaded', `${this.file}: ${this.#calls.waiting} calls wait for the disk already`);
    }
    const call = { method, args } as InboxCall;
    const value = this.#remembered.recall(call) ?? (await this.#ask(call));
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
    await this.#calls.close();
  }

  async #ask(call: InboxCall): Promise<unknown> {
    try {
      const value = await this.#calls.call(call.method, ...call.args);
      this.#remembered.learn(call, value);
      return value;
    } catch (error) {
      this.#remembered.forget();
      throw error;
    }
  }
}

/**
 * Opens an inbox, or makes it, in a thread that it shares with others or in one of its own.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt, locked, unsupported
 */
export async function openInbox(file: string, options: InboxOptions = {}, thread?: FileThread): Promise<InboxClient> {
  const data: InboxData = { file, options };
  const program = new URL('./serve-inbox.ts', import.meta.url);
  const { calls } = await WorkerCalls.open<InboxThreadMethods>(file, program, data, thread);
  return new InboxClient(file, calls);
}
