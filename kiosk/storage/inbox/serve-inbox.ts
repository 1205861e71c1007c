import type { MessagePort } from 'node:worker_threads';
import { CallPort } from '../thread/call-port.ts';
import type { Request } from '../thread/messages.ts';
import { answerInboxCall } from './inbox-calls.ts';
import { openInboxStore, type InboxStore } from './inbox-store.ts';
import type { InboxBatch } from './inbox-types.ts';
import type { InboxData, InboxThreadMethods } from './messages.ts';

/** The most rows that one commit may hold, so that no one waits long behind others. */
const GROUP_ROWS_MAX = 2_000;

type InboxRequest = Request<InboxThreadMethods>;
type Push = Extract<InboxRequest, { method: 'append' }>;

/** Owns an inbox file from here on, in the thread that calls it. */
export function serve(messages: MessagePort, data: unknown): void {
  const { file, options } = data as InboxData;
  const port = new CallPort<InboxThreadMethods>(messages);
  port.open(() => {
    const owner = new InboxOwner(() => openInboxStore(file, options), port);
    return { opened: undefined, handle: (request) => owner.handle(request) };
  });
}

class InboxOwner {
  readonly #open: () => InboxStore;
  readonly #port: CallPort<InboxThreadMethods>;
  #opened: InboxStore | undefined;

  constructor(open: () => InboxStore, port: CallPort<InboxThreadMethods>) {
    this.#open = open;
    this.#port = port;
    this.#opened = open();
  }

  /** After a failure that leaves the file's state unknown it is opened again, as often as somebody asks. */
  #store(): InboxStore {
    if (this.#opened?.isPoisoned === true) {
      this.#opened.close();
      this.#opened = undefined;
    }
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /** Commits pushes that waited while the disk was busy together: one flush of the disk serves them all. */
  #appendTogether(group: readonly Push[]): void {
    if (group.length === 0) return;
    const answers: (() => void)[] = [];
    try {
      const inbox = this.#store();
      inbox.commit(() => {
        for (const push of group) answers.push(this.#appendOne(inbox, push));
      });
    } catch (error) {
      for (const { id } of group) this.#port.fail(id, error);
      return;
    }
    for (const answer of answers) answer();
  }

  /** A push that is wrong in itself fails alone; trouble with the file fails all. */
  #appendOne(inbox: InboxStore, { id, args: [batch] }: Push): () => void {
    try {
      const known = inbox.part(() => inbox.appendRows(batch));
      return () => this.#port.answer(id, known);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'AssertionError') throw error;
      return () => this.#port.fail(id, error);
    }
  }

  #serve(request: Exclude<InboxRequest, { method: 'close' }>): void {
    try {
      this.#port.answer(request.id, answerInboxCall(this.#store(), request));
    } catch (error) {
      this.#port.fail(request.id, error);
    }
  }

  /** Takes the first request and all that wait behind it, in order. */
  handle(first: InboxRequest): void {
    let group: Push[] = [];
    let rows = 0;
    const commitGroup = (): void => {
      this.#appendTogether(group);
      group = [];
      rows = 0;
    };
    for (let request: InboxRequest | undefined = first; request !== undefined; request = this.#port.next()) {
      if (request.method === 'close') {
        commitGroup();
        this.#close(request.id);
        return;
      }
      if (request.method !== 'append') {
        commitGroup();
        this.#serve(request);
        continue;
      }
      const [batch] = request.args;
      if (rows > 0 && rows + rowsIn(batch) > GROUP_ROWS_MAX) commitGroup();
      group.push(request);
      rows += rowsIn(batch);
    }
    commitGroup();
    // The answers are on their way before the log is written back, so that nobody waits for that.
    setImmediate(() => this.#opened?.checkpointIfDue());
  }

  #close(id: number): void {
    try {
      this.#opened?.close();
      this.#opened = undefined;
      this.#port.answer(id, undefined);
    } catch (error) {
      this.#port.fail(id, error);
    }
    this.#port.close();
  }
}

function rowsIn({ rows }: InboxBatch): number {
  return 'pieces' in rows ? rows.count : rows.length;
}
