import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { assert } from '#kiosk/core/values/assert.ts';
import { StorageError } from '../storage-error.ts';
import { writeHeadNote } from './head-note.ts';
import { hexOf } from './row-hash.ts';
import type { JournalStore } from './journal-store.ts';
import { openJournalStore } from './open-journal-store.ts';
import { answerOutboxCall } from './outbox-calls.ts';
import type { CrossedError, JournalAnswer, JournalRequest, JournalWorkerData } from './messages.ts';

/** What was heard of the next hop is on the disk after so long at the latest. */
const NOTES_WRITTEN_AFTER_MS = 1_000;
/** The most rows that one commit may hold, so that no one waits long behind others. */
const GROUP_ROWS_MAX = 256;

/** What sends rows asks for; it waits for whoever sells. */
const waitingCalls: OutboxRequest[] = [];
let closed = false;
let notesTimer: NodeJS.Timeout | undefined;

type OutboxRequest = Extract<JournalRequest, { type: 'outbox' }>;
type AppendRequest = Extract<JournalRequest, { type: 'append' }>;

assert(parentPort !== null, 'the journal worker runs in a thread of its own');
const port = parentPort;
const { file, options } = workerData as JournalWorkerData;

/** Commits requests that waited while the disk was busy together: one flush of the disk serves them all. */
function appendTogether(store: JournalStore, group: readonly AppendRequest[]): void {
  if (group.length === 0) return;
  try {
    const head = store.append(group.map(({ batch }) => batch));
    for (const { id } of group) answer({ type: 'appended', id, headSeq: head.seq });
  } catch (error) {
    for (const { id } of group) answer({ type: 'failed', id, error: crossing(error) });
  }
}

function serve(store: JournalStore, request: Exclude<JournalRequest, AppendRequest | OutboxRequest>): void {
  try {
    if (request.type === 'read') {
      answer({ type: 'rows', id: request.id, rows: store.read(request.afterSeq) });
      return;
    }
    clearTimeout(notesTimer);
    for (const call of waitingCalls.splice(0)) serveOutbox(store, call);
    noteHead(store);
    store.close();
    answer({ type: 'closed', id: request.id });
    port.close();
  } catch (error) {
    answer({ type: 'failed', id: request.id, error: crossing(error) });
  }
}

function serveOutbox(store: JournalStore, { id, call }: OutboxRequest): void {
  try {
    answer({ type: 'answered', id, value: answerOutboxCall(store, call) });
    if (call.method === 'trim') setImmediate(() => removeTrimmed(store));
    if (!store.outbox.hasNotes) return;
    notesTimer ??= setTimeout(() => writeNotes(store), NOTES_WRITTEN_AFTER_MS).unref();
  } catch (error) {
    answer({ type: 'failed', id, error: crossing(error) });
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
    if (request.type === 'append') {
      if (rows > 0 && rows + request.batch.entries.length > GROUP_ROWS_MAX) {
        appendTogether(store, group);
        group = [];
        rows = 0;
      }
      group.push(request);
      rows += request.batch.entries.length;
    } else if (request.type === 'outbox') {
      waitingCalls.push(request);
    } else {
      appendTogether(store, group);
      group = [];
      rows = 0;
      serve(store, request);
      if (request.type === 'close') {
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
  if (closed) return undefined;
  const waiting = receiveMessageOnPort(port);
  return waiting?.message;
}

function answer(message: JournalAnswer): void {
  port.postMessage(message);
}

function crossing(error: unknown): CrossedError {
  if (error instanceof StorageError) return { code: error.code, message: error.message };
  return { code: undefined, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function start(): void {
  try {
    const store = openJournalStore(file, options);
    noteHead(store);
    port.on('message', (request: JournalRequest) => handle(store, request));
    answer({ type: 'opened', identity: store.identity, headSeq: store.head().seq, lastTime: store.lastTime() });
  } catch (error) {
    answer({ type: 'not-opened', error: crossing(error) });
  }
}

start();
