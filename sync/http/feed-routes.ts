import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { FEED_NAMES, type FeedName } from '../feed/feed.ts';
import { feedsFor } from '../feed/readers.ts';
import type { Callers } from './callers.ts';
import type { FeedShelf } from './ports.ts';
import { replyError, replyJson } from './replies.ts';

const FEEDS: ReadonlySet<string> = new Set(FEED_NAMES);

/** Gives out what comes down, to each machine what is for it: lists of revisions, and the files they are made of. */
export function serveFeeds(app: FastifyInstance, callers: Callers, shelf: FeedShelf): void {
  const onRequest = callers.mustBeKnown;
  app.get<{ Params: { feed: string } }>('/sync/v1/feeds/:feed', { onRequest }, async (request, reply) => {
    const { feed } = request.params;
    if (!isFeed(feed)) return replyError(reply, 'not-found', 'there is no such feed');
    if (!feedsFor(callers.of(request)).includes(feed)) {
      return replyError(reply, 'forbidden', 'this feed is not for a machine like this');
    }
    const manifests = await shelf.manifests(feed, untilGone(reply));
    return replyJson(reply, { manifests });
  });
  app.get<{ Params: { sha256: string } }>('/sync/v1/files/:sha256', { onRequest }, async (request, reply) => {
    const { sha256 } = request.params;
    const readable = feedsFor(callers.of(request));
    const bytes = /^[0-9a-f]{64}$/.test(sha256) ? await shelf.fileBytes(sha256, readable) : undefined;
    if (bytes === undefined) return replyError(reply, 'not-found', 'there is no such file');
    const { range } = request.headers;
    const from = range === undefined ? 0 : firstByte(range);
    if (from === undefined || from > bytes || (from === bytes && bytes > 0)) {
      return replyError(reply.header('content-range', `bytes */${bytes}`), 'range', `the file has ${bytes} bytes`);
    }
    if (range !== undefined) reply.code(206).header('content-range', `bytes ${from}-${bytes - 1}/${bytes}`);
    return reply
      .header('accept-ranges', 'bytes')
      .header('content-length', bytes - from)
      .header('etag', `"${sha256}"`)
      .header('cache-control', 'private, max-age=31536000, immutable')
      .type('application/octet-stream')
      .send(Readable.from(exactly(bytes - from, shelf.file(sha256, from, untilGone(reply))), { objectMode: false }));
  });
}

/** Breaks the connection if a file is not as long as was said: the other end must not wait for the rest. */
async function* exactly(bytes: number, pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let left = bytes;
  for await (const piece of pieces) {
    left -= piece.length;
    if (left < 0) break;
    yield piece;
  }
  if (left !== 0) throw new Error('a file of a feed is not as long as it was');
}

function isFeed(name: string): name is FeedName {
  return FEEDS.has(name);
}

/** "bytes=4096-": from a byte to the end, which is all that going on with a download needs. */
function firstByte(range: string): number | undefined {
  const from = /^bytes=(\d{1,15})-$/.exec(range)?.[1];
  return from === undefined ? undefined : Number(from);
}

/** Nobody reads on for a caller who hung up. */
function untilGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
