import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '#kiosk/core/values/assert.ts';
import { CallPort } from '../thread/call-port.ts';
import type { Request } from '../thread/messages.ts';
import { writeHeadNote } from './head-note.ts';
import { hexOf } from './row-hash.ts';
import type { JournalStore } from './journal-store.ts';
import { openJournalStore } from './open-journal-store.ts';
import { answerOutboxCall } from './outbox-calls.ts';
import type { JournalMethods, JournalWorkerData, OpenedJournal } from './messages.ts';

/** What was heard of the next hop is on the disk after so long at the latest. */
const NOTES_WRITTEN_AFTER_MS = 1_000;
/** The most rows that one commit may hold, so that no one waits long behind others. */
const GROUP_ROWS_MAX = 256;

/** What sends rows asks for; it waits for whoever sells. */
const waitingCalls: OutboxRequest[] = [];
let closed = false;
let notesTimer: NodeJS.Timeout | undefined;

type JournalRequest = Request<JournalMethods>;
type OutboxRequest = Extract<JournalRequest, { method: 'outbox' }>;
type AppendRequest = Extract<JournalRequest, { method: 'append' }>;

assert(parentPort !== null, 'the journal worker runs in a thread of its own');
const port = new CallPort<JournalMethods>(parentPort);
const { file, options } = workerData as JournalWorkerData;

/** Commits requests that waited while the disk was busy together: one flush of the disk serves them all. */
function appendTogether(store: JournalStore, group: readonly AppendRequest[]): void {
  if (group.length === 0) return;
  try {
    const head = store.append(group.map(({ args: [batch] }) => batch));
    for (const { id } of group) port.answer(id, head.seq);
  } catch (error) {
    for (const { id } of group) port.fail(id, error);
  }
}

function serve(store: JournalStore, request: Exclude<JournalRequest, AppendRequest | OutboxRequest>): void {
  try {
    if (request.method === 'read') {
      port.answer(request.id, store.read(...request.args));
      return;
    }
    clearTimeout(notesTimer);
    for (const call of waitingCalls.splice(0)) serveOutbox(store, call);
    noteHead(store);
    store.close();
    port.answer(request.id, undefined);
    port.close();
  } catch (error) {
    port.fail(request.id, error);
  }
}

function serveOutbox(store: JournalStore, { id, args: [call] }: OutboxRequest): void {
  try {
    port.answer(id, answerOutboxCall(store, call));
    if (call.method === 'trim') setImmediate(() => removeTrimmed(store));
    if (!store.outbox.hasNotes) return;
    notesTimer ??= setTimeout(() => writeNotes(store), NOTES_WRITTEN_AFTER_MS).unref();
  } catch (error) {
    port.fail(id, error);
  }
}

/** Tells beside the file how far it has come, so that an older one in its place is known for what it is. */
function noteHead(store: JournalStore): void {
  if (options.machine === undefined || options.onlyToSend === true || store.isPoisoned) return;
  const { seq, hash } = store.head();
  writeHeadNote(file, { epoch: store.identity.epoch, seq, hash: hexOf(hash) });
}

function writeNotes(store: JournalStore): void {
  notesTimer = undefined;
  try {
    store.writeNotes();
  } catch {
    // Whoever appends next is told that the disk failed; the notes can be had again.
  }
}

/** Removes trimmed rows a few at a time, so that what is recorded meanwhile does not wait. */
function removeTrimmed(store: JournalStore): void {
  if (closed) return;
  try {
    if (store.commit((outbox) => outbox.removeTrimmed()) === 0) return;
  } catch {
    // They count for nothing already; the next trim tries again.
    return;
  }
  setImmediate(() => removeTrimmed(store));
}

/** Takes the first request and all that wait behind it, in order; then one call of whoever sends rows. */
function handle(store: JournalStore, first: JournalRequest | undefined): void {
  let group: AppendRequest[] = [];
  let rows = 0;
  for (let request = first; request !== undefined; request = nextWaiting()) {
    if (request.method === 'append') {
      if (rows > 0 && rows + request.args[0].entries.length > GROUP_ROWS_MAX) {
        appendTogether(store, group);
        group = [];
        rows = 0;
      }
      group.push(request);
      rows += request.args[0].entries.length;
    } else if (request.method === 'outbox') {
      waitingCalls.push(request);
    } else {
      appendTogether(store, group);
      group = [];
      rows = 0;
      serve(store, request);
      if (request.method === 'close') {
        closed = true;
        return;
      }
    }
  }
  appendTogether(store, group);
  const call = waitingCalls.shift();
  if (call !== undefined) serveOutbox(store, call);
  if (waitingCalls.length > 0) setImmediate(() => handle(store, nextWaiting()));
  // The answers are on their way before the log is written back, so that nobody waits for that.
  setImmediate(() => store.checkpointIfDue());
}

function nextWaiting(): JournalRequest | undefined {
  return closed ? undefined : port.next();
}

port.open(() => {
  const store = openJournalStore(file, options);
  noteHead(store);
  const opened: OpenedJournal = {
    identity: store.identity,
    headSeq: store.head().seq,
    lastTime: store.lastTime(),
  };
  return { opened, handle: (request) => handle(store, request) };
});
