import { SHARE_ENV, Worker } from 'node:worker_threads';
import { AssertionError } from '#kiosk/core/values/assert.ts';
import { StorageError } from '../storage-error.ts';
import type { JournalIdentity, NewEntries, ReadRow, RowTime } from './journal-store.ts';
import type { JournalOptions } from './open-journal-store.ts';
import type { OutboxCall, OutboxMethods } from './outbox-calls.ts';
import type { CrossedError, JournalAnswer, JournalRequest, JournalWorkerData } from './messages.ts';

/** The most that one entry may hold, in characters of its JSON. */
const ENTRY_LENGTH_MAX = 1_024 * 1_024;
/** The most rows that may wait to be committed; beyond it the writer is running away from the disk. */
const WAITING_ROWS_MAX = 10_000;

interface Waiting {
  readonly rows: number;
  readonly resolve: (answer: JournalAnswer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A journal whose file lives in a thread of its own, so that a slow disk never holds up the thread that draws, scans
 * and pays. Appends are committed in the order of the calls; those that wait while the disk is busy share its next
 * flush.
 */
export class JournalClient {
  readonly file: string;
  readonly identity: JournalIdentity;
  /** When the last row was written that was there at the start. */
  readonly lastTime: RowTime | undefined;
  readonly #appended = new Set<() => void>();
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #waitingRows = 0;
  #lastId = 0;
  #headSeq: number;
  #ended: StorageError | undefined;

  constructor(file: string, worker: Worker, opened: Extract<JournalAnswer, { type: 'opened' }>) {
    this.file = file;
    this.identity = opened.identity;
    this.lastTime = opened.lastTime;
    this.#worker = worker;
    this.#headSeq = opened.headSeq;
    worker.on('message', (answer: JournalAnswer) => this.#settle(answer));
    worker.on('error', (error) => this.#end(`its thread failed: ${error.message}`));
    worker.on('exit', (code) => this.#end(`its thread ended with code ${code}`));
    // Whoever waits for an answer keeps the process alive; an open journal alone does not.
    worker.unref();
  }

  /** The last row that is known to be on the disk. */
  get headSeq(): number {
    return this.#headSeq;
  }

  /**
   * Resolves once all entries are on the disk together, with the number of the last.
   *
   * @throws StorageError too-large, overloaded, full: nothing was written. outcome-unknown, poisoned, closed: close,
   * reopen and read before anything else.
   */
  async append(batch: NewEntries): Promise<number> {
    const rows = batch.entries.length;
    if (rows === 0) return this.#headSeq;
    for (const { kind, body } of batch.entries) {
      if (body.length > ENTRY_LENGTH_MAX) {
        const found = `an entry of kind ${kind} has ${body.length} characters, at most ${ENTRY_LENGTH_MAX} are allowed`;
        throw new StorageError('too-large', `${this.file}: ${found}`);
      }
    }
    if (this.#waitingRows + rows > WAITING_ROWS_MAX) {
      throw new StorageError('overloaded', `${this.file}: ${this.#waitingRows} entries wait for the disk already`);
    }
    const answer = await this.#ask({ type: 'append', id: this.#nextId(), batch }, rows);
    if (answer.type !== 'appended') throw misunderstanding(answer);
    return answer.headSeq;
  }

  /** Every row after a sequence number, in order, read in pages; ends at the last row that there is by then. */
  async *read(afterSeq = 0): AsyncGenerator<ReadRow, void, void> {
    let last = afterSeq;
    for (;;) {
      const answer = await this.#ask({ type: 'read', id: this.#nextId(), afterSeq: last }, 0);
      if (answer.type !== 'rows') throw misunderstanding(answer);
      if (answer.rows.length === 0) return;
      yield* answer.rows;
      last = answer.rows.at(-1)?.seq ?? last;
    }
  }

  /**
   * Asks the journal as the queue of what is to be sent. Appends go first.
   *
   * @throws StorageError as `append`
   */
  async outbox<Method extends keyof OutboxMethods>(
    method: Method,
    ...args: Parameters<OutboxMethods[Method]>
  ): Promise<ReturnType<OutboxMethods[Method]>> {
    const call = { method, args } as OutboxCall;
    const answer = await this.#ask({ type: 'outbox', id: this.#nextId(), call }, 0);
    if (answer.type !== 'answered') throw misunderstanding(answer);
    return answer.value as ReturnType<OutboxMethods[Method]>;
  }

  /** Calls back, and does so synchronously, whenever rows have reached the disk; the returned function ends that. */
  onAppended(listener: () => void): () => void {
    this.#appended.add(listener);
    return () => this.#appended.delete(listener);
  }

  /** Finishes what was asked for before, writes the log back and lets go of the file. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    const exited = new Promise<void>((resolve) => {
      this.#worker.once('exit', () => resolve());
    });
    await this.#ask({ type: 'close', id: this.#nextId() }, 0);
    this.#ended = new StorageError('closed', `${this.file}: was closed`);
    this.#worker.ref();
    await exited;
  }

  /** Ends the thread at once, as a crash would. What was asked for may or may not be written. */
  async abandon(): Promise<void> {
    await this.#worker.terminate();
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  async #ask(request: JournalRequest, rows: number): Promise<JournalAnswer> {
    if (this.#ended !== undefined) throw this.#ended;
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(request.id, { rows, resolve, reject });
      this.#waitingRows += rows;
      this.#worker.postMessage(request, []);
    });
  }

  #settle(answer: JournalAnswer): void {
    if (answer.type === 'opened' || answer.type === 'not-opened') return;
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    this.#waitingRows -= waiting.rows;
    if (this.#waiting.size === 0) this.#worker.unref();
    if (answer.type === 'failed') waiting.reject(uncross(answer.error));
    else waiting.resolve(answer);
    if (answer.type !== 'appended') return;
    this.#headSeq = answer.headSeq;
    for (const listener of this.#appended) listener();
  }

  #end(cause: string): void {
    this.#ended ??= new StorageError('closed', `${this.file}: the journal is closed, ${cause}`);
    const unknown = `${this.file}: ${cause} while entries were being written; reopen the file and read its end`;
    for (const waiting of this.#waiting.values()) waiting.reject(new StorageError('outcome-unknown', unknown));
    this.#waiting.clear();
    this.#waitingRows = 0;
  }
}

/**
 * Opens a journal, or makes it, in a thread of its own.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt, fenced, locked, unsupported
 */
export async function openJournal(file: string, options: JournalOptions): Promise<JournalClient> {
  const workerData: JournalWorkerData = { file, options };
  const worker = new Worker(new URL('./journal-worker.ts', import.meta.url), { workerData, env: SHARE_ENV });
  const answer = await firstAnswer(worker);
  if (answer.type === 'opened') return new JournalClient(file, worker, answer);
  await worker.terminate();
  throw answer.type === 'not-opened' ? uncross(answer.error) : misunderstanding(answer);
}

async function firstAnswer(worker: Worker): Promise<JournalAnswer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number): void => {
      reject(new StorageError('closed', `the journal's thread ended with code ${code} before it answered`));
    };
    worker.once('error', reject);
    worker.once('exit', onExit);
    worker.once('message', (answer: JournalAnswer) => {
      worker.off('error', reject);
      worker.off('exit', onExit);
      resolve(answer);
    });
  });
}

function uncross({ code, message }: CrossedError): Error {
  return code === undefined ? new AssertionError(message) : new StorageError(code, message);
}

function misunderstanding(answer: JournalAnswer): AssertionError {
  return new AssertionError(`the journal's thread answered "${answer.type}" to something else`);
}
