import type { JsMsg } from '@nats-io/jetstream';
import { decodePush, PushFormatError } from '../http/push-format.ts';
import { rowBytes } from '../log/framing.ts';
import { PUSH_BYTES_MAX, PUSH_ROWS_MAX, type PushRequest } from '../log/log.ts';
import { logKey } from '../log/row-hash.ts';
import { readLogSubject } from './nats-names.ts';

/** A push as it lies in the stream, and whose it is. */
export interface ReadMessage {
  readonly store: string;
  readonly request: PushRequest;
}

/** One that waits to be taken in. */
export interface WaitingMessage extends ReadMessage {
  readonly message: JsMsg;
}

/** @returns in words why it is none of ours */
export function readMessage(subject: string, data: Uint8Array): ReadMessage | string {
  const named = readLogSubject(subject);
  if (named === undefined) return 'the subject names no log';
  try {
    // A copy: the rows stay these bytes until they are stored, and the line may use its memory again before.
    const request = decodePush(Buffer.from(data));
    if (logKey(request.log) !== logKey(named.log)) return 'it holds rows of another log than its subject names';
    if (request.rows.length === 0) return 'it holds no rows';
    return { store: named.store, request };
  } catch (error) {
    if (error instanceof PushFormatError) return error.message;
    throw error;
  }
}

/** Where the rows of a push end. */
export function endOf({ after, rows }: PushRequest): number {
  return after.seq + rows.length;
}

/**
 * The first of the pushes that wait for one log, with as many behind it as follow it and fit into one: a log of which
 * much waits is taken in by fewer commits.
 *
 * @returns how many of them it stands for
 */
export function joinFirst(waiting: readonly [ReadMessage, ...ReadMessage[]]): { request: PushRequest; count: number } {
  const [first, ...others] = waiting;
  const rows = [...first.request.rows];
  let bytes = rows.reduce((sum, row) => sum + rowBytes(row), 0);
  let count = 1;
  for (const { request } of others) {
    const last = rows.at(-1);
    const follows = request.after.seq === last?.seq && request.after.hash === last.hash;
    bytes += request.rows.reduce((sum, row) => sum + rowBytes(row), 0);
    if (!follows || rows.length + request.rows.length > PUSH_ROWS_MAX || bytes > PUSH_BYTES_MAX) break;
    rows.push(...request.rows);
    count += 1;
  }
  return { request: { ...first.request, rows }, count };
}
