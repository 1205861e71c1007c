import { createInbox, nuid, type Msg } from '@nats-io/transport-node';
import { SinkFailure } from '../log/log-sink.ts';
import type { NatsLine } from './nats-line.ts';

/** What is trimmed while it is read never comes; then the scan is begun again. Milliseconds without a message. */
const SCAN_IDLE_MS = 5_000;
/** After so long without anyone listening the server forgets the scan. Nanoseconds. */
const FORGOTTEN_AFTER_NS = 5_000_000_000;

/** Where the number of messages that are still to come stands in the subject to acknowledge to, from its end. */
const PENDING_FROM_END_OLD = 1;
const SEQUENCE_FROM_END_OLD = 4;
const WORDS_OLD = 9;

export interface Scanned {
  readonly subject: string;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/**
 * All messages of a subject that a stream has now, in their order. The consumer that this needs is asked for with the
 * subject in the question, so that a server can refuse it to those who may not read it.
 *
 * @param inbox the first words of the subjects that this machine may listen to
 * @param which all of them, or of each subject that a pattern stands for only the last
 */
export async function* scanSubject(
  line: NatsLine,
  stream: string,
  subject: string,
  inbox: string,
  which: 'all' | 'last_per_subject' = 'all',
): AsyncGenerator<Scanned> {
  const connection = await line.connection();
  const deliver = createInbox(inbox);
  const messages = connection.subscribe(deliver);
  const timer = setTimeout(() => messages.unsubscribe(), SCAN_IDLE_MS);
  try {
    let left = await startScan(line, stream, {
      filter_subject: subject,
      deliver_subject: deliver,
      deliver_policy: which,
    });
    if (left === 0) return;
    for await (const message of messages) {
      timer.refresh();
      const { sequence, pending } = placeOf(message);
      yield { subject: message.subject, sequence, data: message.data };
      left = pending;
      if (left === 0) return;
    }
    throw new SinkFailure(`reading ${subject} stopped for ${SCAN_IDLE_MS} ms`);
  } finally {
    clearTimeout(timer);
    messages.unsubscribe();
  }
}

/** @returns how many messages will come */
async function startScan(
  line: NatsLine,
  stream: string,
  wanted: { readonly filter_subject: string; readonly deliver_subject: string; readonly deliver_policy: string },
): Promise<number> {
  const name = nuid.next();
  const subject = wanted.filter_subject;
  const config = {
    name,
    ...wanted,
    ack_policy: 'none',
    replay_policy: 'instant',
    inactive_threshold: FORGOTTEN_AFTER_NS,
    mem_storage: true,
    num_replicas: 1,
  };
  const answer = await line.request(
    `$JS.API.CONSUMER.CREATE.${stream}.${name}.${subject}`,
    JSON.stringify({ stream_name: stream, config }),
  );
  const made = answer.json<{
    readonly num_pending?: number;
    readonly delivered?: { readonly consumer_seq?: number };
    readonly error?: { readonly description?: string };
  }>();
  if (made.error !== undefined) throw new SinkFailure(`${subject} cannot be read: ${made.error.description ?? ''}`);
  return (made.num_pending ?? 0) + (made.delivered?.consumer_seq ?? 0);
}

/**
 * "$JS.ACK.<stream>.<consumer>.<delivered>.<sequence>.<consumer sequence>.<time>.<pending>"; later servers add
 * words.
 */
function placeOf({ reply }: Msg): { readonly sequence: number; readonly pending: number } {
  const words = (reply ?? '').split('.');
  const extra = words.length > WORDS_OLD ? 1 : 0;
  const at = (fromEnd: number): number => Number(words.at(-fromEnd - extra));
  const place = { sequence: at(SEQUENCE_FROM_END_OLD), pending: at(PENDING_FROM_END_OLD) };
  if (!Number.isSafeInteger(place.sequence) || !Number.isSafeInteger(place.pending)) {
    throw new SinkFailure(`a message without a place: ${reply ?? ''}`);
  }
  return place;
}
