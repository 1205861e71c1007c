import type { IncomingMessage } from 'node:http';
import type { FeedName, FeedSource, SignedManifest } from '../feed/feed.ts';
import { manifestsSchema } from '../feed/told-manifests.ts';
import { UpstreamFailure } from '../log/upstream.ts';
import { failureOf } from './answer-failure.ts';
import { STALL_TIMEOUT_MS } from './limits.ts';
import type { StoreConnection } from './store-connection.ts';
import { readAnswer } from './store-connection.ts';

/** What is said with a status that is no file, in bytes. */
const SAID_BYTES_MAX = 4_096;

/** What comes down from a store, or from headquarters, over HTTP. Whether it is genuine, the signatures tell. */
export class HttpFeedSource implements FeedSource {
  readonly #store: StoreConnection;

  constructor(store: StoreConnection) {
    this.#store = store;
  }

  /** @throws UpstreamFailure */
  async manifests(feed: FeedName, signal: AbortSignal): Promise<readonly SignedManifest[]> {
    const answer = await this.#store.call({ method: 'GET', path: `/sync/v1/feeds/${feed}`, signal });
    if (answer.status !== 200) throw failureOf(answer);
    return readAnswer(answer, manifestsSchema).manifests;
  }

  /**
   * The bytes of a file from one on. Ends without an error only when all of them have come.
   *
   * @throws UpstreamFailure; what came before it is good, and the download goes on after it
   */
  async *file(sha256: string, fromByte: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const path = `/sync/v1/files/${encodeURIComponent(sha256)}`;
    const headers = fromByte === 0 ? {} : { range: `bytes=${fromByte}-` };
    const response = await this.#store.open({ method: 'GET', path, headers, signal, isDownload: true });
    if (response.statusCode === 416 && hasJust(response, fromByte)) return void response.resume();
    if (response.statusCode !== (fromByte === 0 ? 200 : 206)) throw failureOf(await said(response));
    if (fromByte > 0 && !String(response.headers['content-range']).startsWith(`bytes ${fromByte}-`)) {
      response.destroy();
      throw new UpstreamFailure('unreachable', 'the store sent another part of the file than was asked for');
    }
    yield* wholeDownload(response);
  }
}

/** Did the store refuse because all of the file is here already? */
function hasJust(response: IncomingMessage, bytes: number): boolean {
  return response.headers['content-range'] === `bytes */${bytes}`;
}

async function* wholeDownload(response: IncomingMessage): AsyncIterable<Uint8Array> {
  const expected = Number(response.headers['content-length']);
  let received = 0;
  let isStalled = false;
  const giveUp = (): void => {
    isStalled = true;
    response.destroy();
  };
  let stall = setTimeout(giveUp, STALL_TIMEOUT_MS);
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      received += piece.length;
      // While the bytes are put away nobody waits for the next ones.
      clearTimeout(stall);
      yield piece;
      stall = setTimeout(giveUp, STALL_TIMEOUT_MS);
    }
  } catch (error) {
    const why = isStalled ? `nothing came for ${STALL_TIMEOUT_MS} ms` : 'the connection broke';
    throw new UpstreamFailure('unreachable', `the download broke off: ${why}`, { cause: error });
  } finally {
    clearTimeout(stall);
  }
  if (received !== expected) {
    throw new UpstreamFailure('unreachable', `the download broke off after ${received} of ${expected} bytes`);
  }
}

async function said(response: IncomingMessage): Promise<{
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > SAID_BYTES_MAX) break;
    pieces.push(piece);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) };
}
