import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { assert } from '#kiosk/core/values/assert.ts';
import { StorageError } from '../storage-error.ts';
import { openJournalStore, type JournalStore } from './journal-store.ts';
import type { CrossedError, JournalAnswer, JournalRequest, JournalWorkerData } from './messages.ts';

/** The most rows that one commit may hold, so that no one waits long behind others. */
const GROUP_ROWS_MAX = 256;

type AppendRequest = Extract<JournalRequest, { type: 'append' }>;

assert(parentPort !== null, 'the journal worker runs in a thread of its own');
const port = parentPort;

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

function serve(store: JournalStore, request: Exclude<JournalRequest, AppendRequest>): void {
  try {
    if (request.type === 'read') {
      answer({ type: 'rows', id: request.id, rows: store.read(request.afterSeq) });
      return;
    }
    store.close();
    answer({ type: 'closed', id: request.id });
    port.close();
  } catch (error) {
    answer({ type: 'failed', id: request.id, error: crossing(error) });
  }
}

/** Takes the first request and all that wait behind it, in order. */
function handle(store: JournalStore, first: JournalRequest): void {
  let group: AppendRequest[] = [];
  let rows = 0;
  for (let request: JournalRequest | undefined = first; request !== undefined; request = nextWaiting()) {
    if (request.type === 'append') {
      if (rows > 0 && rows + request.batch.entries.length > GROUP_ROWS_MAX) {
        appendTogether(store, group);
        group = [];
        rows = 0;
      }
      group.push(request);
      rows += request.batch.entries.length;
    } else {
      appendTogether(store, group);
      group = [];
      rows = 0;
      serve(store, request);
      if (request.type === 'close') return;
    }
  }
  appendTogether(store, group);
  // The answers are on their way before the log is written back, so that nobody waits for that.
  setImmediate(() => store.checkpointIfDue());
}

function nextWaiting(): JournalRequest | undefined {
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

function start({ file, options }: JournalWorkerData): void {
  try {
    const store = openJournalStore(file, options);
    port.on('message', (request: JournalRequest) => handle(store, request));
    answer({ type: 'opened', identity: store.identity, headSeq: store.head().seq });
  } catch (error) {
    answer({ type: 'not-opened', error: crossing(error) });
  }
}

start(workerData as JournalWorkerData);
