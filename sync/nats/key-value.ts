import { headers } from '@nats-io/transport-node';
import { SinkFailure } from '../log/log-sink.ts';
import { kvSubject } from './nats-names.ts';
import type { NatsLine } from './nats-line.ts';

/** A value in a bucket, and its number, by which a change is made only to what was read. */
export interface KeptValue {
  readonly text: string;
  readonly revision: number;
}

const EXPECTED_SEQUENCE = 'Nats-Expected-Last-Subject-Sequence';
/** Somebody else has written in between (10071), on the servers of Debian and on later ones. */
const WRONG_LAST_SEQUENCE = 10_071;
/** The stream holds as much as it may (10077), or the server has no room for it (10023, 10047). */
const FULL: ReadonlySet<number> = new Set([10_023, 10_047, 10_077]);

/** How long a sender leaves a full stream alone. Milliseconds. */
const FULL_RETRY_MS = 5_000;

/** What a stream answers to a message. `moved`: its last message of the subject is not the one that was expected. */
export type Published =
  | { readonly type: 'taken'; readonly sequence: number }
  | { readonly type: 'moved' }
  | { readonly type: 'full'; readonly detail: string; readonly retryAfterMs: number };

/**
 * Publishes one message behind a certain last one of its subject, or not at all: nothing is taken twice, however long
 * ago the answer was lost.
 *
 * @param behind the stream's number of the last message of this subject; 0 for none
 * @throws UpstreamFailure when there is no answer, SinkFailure for an answer that is no yes
 */
export async function publishBehind(
  line: NatsLine,
  subject: string,
  payload: Uint8Array | string,
  behind: number,
  more: Readonly<Record<string, string>> = {},
): Promise<Published> {
  const head = headers();
  head.set(EXPECTED_SEQUENCE, String(behind));
  for (const [name, value] of Object.entries(more)) head.set(name, value);
  const answer = await line.request(subject, payload, head);
  return readPublished(answer.string());
}

function readPublished(text: string): Published {
  const answer = readJson(text) as {
    readonly seq?: unknown;
    readonly error?: { readonly err_code?: number; readonly description?: string };
  };
  const code = answer.error?.err_code;
  const detail = answer.error?.description ?? text;
  if (answer.error === undefined && typeof answer.seq === 'number') return { type: 'taken', sequence: answer.seq };
  if (code === WRONG_LAST_SEQUENCE) return { type: 'moved' };
  if (code !== undefined && FULL.has(code)) return { type: 'full', detail, retryAfterMs: FULL_RETRY_MS };
  throw new SinkFailure(`the stream did not take it: ${detail}`);
}

/** The value of a key; undefined if there is none. */
export async function readKey(line: NatsLine, bucket: string, key: string): Promise<KeptValue | undefined> {
  const found = await lastOf(line, `KV_${bucket}`, kvSubject(bucket, key));
  if (found === undefined || found.header('KV-Operation') !== '') return undefined;
  return { text: found.text, revision: found.sequence };
}

/** @returns the new number; undefined when somebody else has written since */
export async function writeKey(
  line: NatsLine,
  bucket: string,
  key: string,
  text: string,
  revision: number,
): Promise<number | undefined> {
  const published = await publishBehind(line, kvSubject(bucket, key), text, revision);
  if (published.type === 'full') throw new SinkFailure(`no room in ${bucket}: ${published.detail}`);
  return published.type === 'taken' ? published.sequence : undefined;
}

export interface StreamMessage {
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly text: string;
  readonly header: (name: string) => string;
}

/** The last message of a subject in a stream, asked in the one way that permissions can go by subject. */
export async function lastOf(line: NatsLine, stream: string, subject: string): Promise<StreamMessage | undefined> {
  const answer = await line.request(`$JS.API.DIRECT.GET.${stream}.${subject}`);
  const head = answer.headers;
  if (head === undefined) throw new SinkFailure(`${stream} gives an answer that is none`);
  if (head.code === NOT_FOUND) return undefined;
  if (head.code !== 0) throw new SinkFailure(`${stream} cannot be read: ${head.code} ${head.description}`);
  return {
    sequence: Number(head.get('Nats-Sequence')),
    data: answer.data,
    text: answer.string(),
    header: (name) => head.get(name),
  };
}

const NOT_FOUND = 404;

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SinkFailure(`the stream answered ${text.slice(0, 100)}`);
  }
}
