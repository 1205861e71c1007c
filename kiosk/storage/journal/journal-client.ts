import { StorageError } from '../storage-error.ts';
import type { FileThread } from '../thread/file-thread.ts';
import { WorkerCalls } from '../thread/worker-calls.ts';
import type { JournalIdentity, NewEntries, ReadRow, RowTime } from './journal-store.ts';
import type { JournalOptions } from './open-journal-store.ts';
import type { OutboxCall, OutboxMethods } from './outbox-calls.ts';
import type { JournalMethods, JournalData, OpenedJournal } from './messages.ts';

/** The most that one entry may hold, in characters of its JSON. */
const ENTRY_LENGTH_MAX = 1_024 * 1_024;
/** The most rows that may wait to be committed; beyond it the writer is running away from the disk. */
const WAITING_ROWS_MAX = 10_000;

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
  readonly #calls: WorkerCalls<JournalMethods>;
  #waitingRows = 0;
  #headSeq: number;

  constructor(file: string, calls: WorkerCalls<JournalMethods>, opened: OpenedJournal) {
    this.file = file;
    this.identity = opened.identity;
    this.lastTime = opened.lastTime;
    this.#calls = calls;
    this.#headSeq = opened.headSeq;
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
    this.#waitingRows += rows;
    try {
      this.#headSeq = await this.#calls.call('append', batch);
    } finally {
      this.#waitingRows -= rows;
    }
    for (const listener of this.#appended) listener();
    return this.#headSeq;
  }

  /** Every row after a sequence number, in order, read in pages; ends at the last row that there is by then. */
  async *read(afterSeq = 0): AsyncGenerator<ReadRow, void, void> {
    let last = afterSeq;
    for (;;) {
      const rows = await this.#calls.call('read', last);
      if (rows.length === 0) return;
      yield* rows;
      last = rows.at(-1)?.seq ?? last;
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
    return (await this.#calls.call('outbox', call)) as ReturnType<OutboxMethods[Method]>;
  }

  /** Calls back, and does so synchronously, whenever rows have reached the disk; the returned function ends that. */
  onAppended(listener: () => void): () => void {
    this.#appended.add(listener);
    return () => this.#appended.delete(listener);
  }

  /** Finishes what was asked for before, writes the log back and lets go of the file. */
  async close(): Promise<void> {
    await this.#calls.close();
  }

  /** Ends the thread at once, as a crash would. What was asked for may or may not be written. */
  async abandon(): Promise<void> {
    await this.#calls.abandon();
  }
}

/**
 * Opens a journal, or makes it, in a thread that it shares with others or in one of its own.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt, fenced, locked, unsupported
 */
export async function openJournal(file: string, options: JournalOptions, thread?: FileThread): Promise<JournalClient> {
  const data: JournalData = { file, options };
  const program = new URL('./serve-journal.ts', import.meta.url);
  const { calls, opened } = await WorkerCalls.open<JournalMethods>(file, program, data, thread);
  return new JournalClient(file, calls, opened as OpenedJournal);
}
