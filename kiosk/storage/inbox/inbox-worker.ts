import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '#kiosk/core/values/assert.ts';
import { CallPort } from '../thread/call-port.ts';
import type { Request } from '../thread/messages.ts';
import { answerInboxCall } from './inbox-calls.ts';
import { openInboxStore, type InboxStore } from './inbox-store.ts';
import type { InboxThreadMethods, InboxWorkerData } from './messages.ts';

/** The most rows that one commit may hold, so that no one waits long behind others. */
const GROUP_ROWS_MAX = 2_000;

type InboxRequest = Request<InboxThreadMethods>;
type Push = Extract<InboxRequest, { method: 'append' }>;

assert(parentPort !== null, 'the inbox worker runs in a thread of its own');
const port = new CallPort<InboxThreadMethods>(parentPort);
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
  const answers: (() => void)[] = [];
  try {
    const inbox = store();
    inbox.commit(() => {
      for (const push of group) answers.push(appendOne(inbox, push));
    });
  } catch (error) {
    for (const { id } of group) port.fail(id, error);
    return;
  }
  for (const answer of answers) answer();
}

/** A push that is wrong in itself fails alone; trouble with the file fails all. */
function appendOne(inbox: InboxStore, { id, args: [batch] }: Push): () => void {
  try {
    const known = inbox.part(() => inbox.appendRows(batch));
    return () => port.answer(id, known);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AssertionError') throw error;
    return () => port.fail(id, error);
  }
}

function serve(request: Exclude<InboxRequest, { method: 'close' }>): void {
  try {
    port.answer(request.id, answerInboxCall(store(), request));
  } catch (error) {
    port.fail(request.id, error);
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
  for (let request: InboxRequest | undefined = first; request !== undefined; request = port.next()) {
    if (request.method === 'close') {
      commitGroup();
      close(request.id);
      return;
    }
    if (request.method !== 'append') {
      commitGroup();
      serve(request);
      continue;
    }
    const [batch] = request.args;
    if (rows > 0 && rows + batch.rows.length > GROUP_ROWS_MAX) commitGroup();
    group.push(request);
    rows += batch.rows.length;
  }
  commitGroup();
  // The answers are on their way before the log is written back, so that nobody waits for that.
  setImmediate(() => opened?.checkpointIfDue());
}

function close(id: number): void {
  try {
    opened?.close();
    opened = undefined;
    port.answer(id, undefined);
  } catch (error) {
    port.fail(id, error);
  }
  port.close();
}

port.open(() => {
  store();
  return { opened: undefined, handle };
});
