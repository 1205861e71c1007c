import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { assert } from '#kiosk/core/values/assert.ts';
import type { CrossedError } from '../journal/messages.ts';
import { StorageError } from '../storage-error.ts';
import { answerInboxCall } from './inbox-calls.ts';
import { openInboxStore, type InboxStore } from './inbox-store.ts';
import type { InboxBatch, InboxCall } from './inbox-types.ts';
import type { InboxAnswer, InboxRequest, InboxWorkerData } from './messages.ts';

/** The most rows that one commit may hold, so that no one waits long behind others. */
const GROUP_ROWS_MAX = 2_000;

type CallRequest = Extract<InboxRequest, { type: 'call' }>;
interface Push {
  readonly id: number;
  readonly batch: InboxBatch;
}

assert(parentPort !== null, 'the inbox worker runs in a thread of its own');
const port = parentPort;
const { file, options } = workerData as InboxWorkerData;
let opened: InboxStore | undefined;

/** After a failure that leaves the file's state unknown it is opened again, as often as somebody asks. */
function store(): InboxStore {
  if (opened?.isPoisoned === true) {
    opened.close();
    opened = undefined;
  }
  opened ??= openInboxStore(file, options);
  return opened;
}

/** Commits pushes that waited while the disk was busy together: one flush of the disk serves them all. */
function appendTogether(group: readonly Push[]): void {
  if (group.length === 0) return;
  const answers: InboxAnswer[] = [];
  try {
    const inbox = store();
    inbox.commit(() => {
      for (const push of group) answers.push(appendOne(inbox, push));
    });
  } catch (error) {
    for (const { id } of group) answer({ type: 'failed', id, error: crossing(error) });
    return;
  }
  for (const each of answers) answer(each);
}

/** A push that is wrong in itself fails alone; trouble with the file fails all. */
function appendOne(inbox: InboxStore, { id, batch }: Push): InboxAnswer {
  try {
    return { type: 'answered', id, value: inbox.part(() => inbox.appendRows(batch)) };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AssertionError') throw error;
    return { type: 'failed', id, error: crossing(error) };
  }
}

function serve({ id, call }: CallRequest): void {
  try {
    answer({ type: 'answered', id, value: answerInboxCall(store(), call) });
  } catch (error) {
    answer({ type: 'failed', id, error: crossing(error) });
  }
}

/** Takes the first request and all that wait behind it, in order. */
function handle(first: InboxRequest): void {
  let group: Push[] = [];
  let rows = 0;
  const commitGroup = (): void => {
    appendTogether(group);
    group = [];
    rows = 0;
  };
  for (let request: InboxRequest | undefined = first; request !== undefined; request = nextWaiting()) {
    if (request.type === 'close') {
      commitGroup();
      close(request.id);
      return;
    }
    const batch = batchOf(request.call);
    if (batch === undefined) {
      commitGroup();
      serve(request);
      continue;
    }
    if (rows > 0 && rows + batch.rows.length > GROUP_ROWS_MAX) commitGroup();
    group.push({ id: request.id, batch });
    rows += batch.rows.length;
  }
  commitGroup();
  // The answers are on their way before the log is written back, so that nobody waits for that.
  setImmediate(() => opened?.checkpointIfDue());
}

function batchOf(call: InboxCall): InboxBatch | undefined {
  return call.method === 'append' ? call.args[0] : undefined;
}

function close(id: number): void {
  try {
    opened?.close();
    opened = undefined;
    answer({ type: 'answered', id, value: undefined });
  } catch (error) {
    answer({ type: 'failed', id, error: crossing(error) });
  }
  port.close();
}

function nextWaiting(): InboxRequest | undefined {
  const waiting = receiveMessageOnPort(port);
  return waiting?.message;
}

function answer(message: InboxAnswer): void {
  port.postMessage(message);
}

function crossing(error: unknown): CrossedError {
  if (error instanceof StorageError) return { code: error.code, message: error.message };
  return { code: undefined, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

try {
  store();
  port.on('message', handle);
  answer({ type: 'opened' });
} catch (error) {
  answer({ type: 'not-opened', error: crossing(error) });
}
