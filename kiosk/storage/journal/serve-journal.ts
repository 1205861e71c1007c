import type { MessagePort } from 'node:worker_threads';
import { CallPort } from '../thread/call-port.ts';
import type { Request } from '../thread/messages.ts';
import { writeHeadNote } from './head-note.ts';
import { hexOf } from './row-hash.ts';
import type { JournalStore } from './journal-store.ts';
import { openJournalStore } from './open-journal-store.ts';
import { answerOutboxCall } from './outbox-calls.ts';
import type { JournalData, JournalMethods, OpenedJournal } from './messages.ts';

/** What was heard of the next hop is on the disk after so long at the latest. */
const NOTES_WRITTEN_AFTER_MS = 1_000;
/** The most rows that one commit may hold, so that no one waits long behind others. */
const GROUP_ROWS_MAX = 256;

type JournalRequest = Request<JournalMethods>;
type OutboxRequest = Extract<JournalRequest, { method: 'outbox' }>;
type AppendRequest = Extract<JournalRequest, { method: 'append' }>;

/** Owns a journal file from here on, in the thread that calls it. */
export function serve(messages: MessagePort, data: unknown): void {
  const { file, options } = data as JournalData;
  const port = new CallPort<JournalMethods>(messages);
  port.open(() => {
    const store = openJournalStore(file, options);
    const owner = new JournalOwner(store, port, () => {
      if (options.machine === undefined || options.onlyToSend === true || store.isPoisoned) return;
      const { seq, hash } = store.head();
      writeHeadNote(file, { epoch: store.identity.epoch, seq, hash: hexOf(hash) });
    });
    const opened: OpenedJournal = {
      identity: store.identity,
      headSeq: store.head().seq,
      lastTime: store.lastTime(),
    };
    return { opened, handle: (request) => owner.handle(request) };
  });
}

class JournalOwner {
  readonly #store: JournalStore;
  readonly #port: CallPort<JournalMethods>;
  readonly #noteHead: () => void;
  /** What sends rows asks for; it waits for whoever sells. */
  readonly #waitingCalls: OutboxRequest[] = [];
  #closed = false;
  #notesTimer: NodeJS.Timeout | undefined;

  /** @param noteHead tells beside the file how far it has come, so that an older one in its place is known for it */
  constructor(store: JournalStore, port: CallPort<JournalMethods>, noteHead: () => void) {
    this.#store = store;
    this.#port = port;
    this.#noteHead = noteHead;
    noteHead();
  }

  /** Commits requests that waited while the disk was busy together: one flush of the disk serves them all. */
  #appendTogether(group: readonly AppendRequest[]): void {
    if (group.length === 0) return;
    try {
      const head = this.#store.append(group.map(({ args: [batch] }) => batch));
      for (const { id } of group) this.#port.answer(id, head.seq);
    } catch (error) {
      for (const { id } of group) this.#port.fail(id, error);
    }
  }

  #serveOther(request: Exclude<JournalRequest, AppendRequest | OutboxRequest>): void {
    try {
      if (request.method === 'read') {
        this.#port.answer(request.id, this.#store.read(...request.args));
        return;
      }
      clearTimeout(this.#notesTimer);
      for (const call of this.#waitingCalls.splice(0)) this.#serveOutbox(call);
      this.#noteHead();
      this.#store.close();
      this.#port.answer(request.id, undefined);
      this.#port.close();
    } catch (error) {
      this.#port.fail(request.id, error);
    }
  }

  #serveOutbox({ id, args: [call] }: OutboxRequest): void {
    try {
      this.#port.answer(id, answerOutboxCall(this.#store, call));
      if (call.method === 'trim') setImmediate(() => this.#removeTrimmed());
      if (!this.#store.outbox.hasNotes) return;
      this.#notesTimer ??= setTimeout(() => this.#writeNotes(), NOTES_WRITTEN_AFTER_MS).unref();
    } catch (error) {
      this.#port.fail(id, error);
    }
  }

  #writeNotes(): void {
    this.#notesTimer = undefined;
    try {
      this.#store.writeNotes();
    } catch {
      // Whoever appends next is told that the disk failed; the notes can be had again.
    }
  }

  /** Removes trimmed rows a few at a time, so that what is recorded meanwhile does not wait. */
  #removeTrimmed(): void {
    if (this.#closed) return;
    try {
      if (this.#store.commit((outbox) => outbox.removeTrimmed()) === 0) return;
    } catch {
      // They count for nothing already; the next trim tries again.
      return;
    }
    setImmediate(() => this.#removeTrimmed());
  }

  /** Takes the first request and all that wait behind it, in order; then one call of whoever sends rows. */
  handle(first: JournalRequest | undefined): void {
    let group: AppendRequest[] = [];
    let rows = 0;
    for (let request = first; request !== undefined; request = this.#nextWaiting()) {
      if (request.method === 'append') {
        if (rows > 0 && rows + request.args[0].entries.length > GROUP_ROWS_MAX) {
          this.#appendTogether(group);
          group = [];
          rows = 0;
        }
        group.push(request);
        rows += request.args[0].entries.length;
      } else if (request.method === 'outbox') {
        this.#waitingCalls.push(request);
      } else {
        this.#appendTogether(group);
        group = [];
        rows = 0;
        this.#serveOther(request);
        if (request.method === 'close') {
          this.#closed = true;
          return;
        }
      }
    }
    this.#appendTogether(group);
    const call = this.#waitingCalls.shift();
    if (call !== undefined) this.#serveOutbox(call);
    if (this.#waitingCalls.length > 0) setImmediate(() => this.handle(this.#nextWaiting()));
    // The answers are on their way before the log is written back, so that nobody waits for that.
    setImmediate(() => this.#store.checkpointIfDue());
  }

  #nextWaiting(): JournalRequest | undefined {
    return this.#closed ? undefined : this.#port.next();
  }
}
