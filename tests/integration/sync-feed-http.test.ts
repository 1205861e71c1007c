// Goal: what comes down arrives whole or goes on where it broke off, and is given to paired machines only.
// Method: a real store over TLS with a file of some megabytes; a proxy that cuts the download again and again; requests
// for parts that are not there.
import { hash, randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#kiosk/host/system-clock.ts';
import type { FeedName, SignedManifest } from '#sync/feed/feed.ts';
import { HttpFeedSource } from '#sync/http/http-feed-source.ts';
import type { FeedShelf } from '#sync/http/ports.ts';
import type { StoreConnection } from '#sync/http/store-connection.ts';
import { UpstreamFailure } from '#sync/log/upstream.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { FaultProxy } from '#tests/support/fault-proxy.ts';
import { FeedBed } from '#tests/support/feed-bed.ts';
import { MemorySink } from '#tests/support/memory-log.ts';
import { openSyncBed, type SyncBed } from '#tests/support/sync-bed.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { failureOf } from '#tests/support/upstream-under-test.ts';

const FILE = randomBytes(5 * 1_024 * 1_024);
const SHA256 = hash('sha256', FILE);
const PIECE = 64 * 1_024;
const PATIENCE = (): AbortSignal => AbortSignal.timeout(20_000);
const ARTICLE = { id: 'A1', codes: [], name: { en: 'A1' }, price: '1.00', tax: 'standard', groups: ['all'] };
const MANIFEST: SignedManifest = { manifest: '{"feed":"catalogue","x":"ä"}', keyId: 'k', signature: 's' };

function shelf(changes: Partial<FeedShelf> = {}): FeedShelf {
  return {
    manifests: async (feed: FeedName) => (feed === 'catalogue' ? [MANIFEST] : []),
    fileBytes: async (sha256) => (sha256 === SHA256 ? FILE.length : undefined),
    async *file(_sha256, fromByte) {
      for (let at = fromByte; at < FILE.length; at += PIECE) yield FILE.subarray(at, at + PIECE);
    },
    ...changes,
  };
}

async function bed(
  feeds = shelf(),
): Promise<{ store: SyncBed; connect: (address?: string) => Promise<StoreConnection> }> {
  const receiver = new Receiver(new MemorySink(false), systemClock);
  const store = await openSyncBed({ directory: temporaryDirectory(), receiver, feeds });
  onTestFinished(() => store.close());
  const connect = async (address?: string): Promise<StoreConnection> => {
    const connection = (await store.pair('lane-1')).connect(address);
    onTestFinished(() => connection.close());
    return connection;
  };
  return { store, connect };
}

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const got: Uint8Array[] = [];
  for await (const piece of pieces) got.push(piece);
  return Buffer.concat(got);
}

test('manifests and files arrive as they were given, from any byte on', async () => {
  const source = new HttpFeedSource(await (await bed()).connect());
  expect(await source.manifests('catalogue', PATIENCE())).toEqual([MANIFEST]);
  expect(await source.manifests('help', PATIENCE())).toEqual([]);
  for (const from of [0, 1, PIECE + 7, FILE.length - 1, FILE.length]) {
    const got = await all(source.file(SHA256, from, PATIENCE()));
    expect(got.equals(FILE.subarray(from)), `from byte ${from}`).toBe(true);
  }
});

test('a download that breaks off again and again goes on where it was, until it is whole', async () => {
  const { store, connect } = await bed();
  const proxy = await FaultProxy.open(store.server.port);
  onTestFinished(() => proxy.close());
  const source = new HttpFeedSource(await connect(`https://127.0.0.1:${proxy.port}`));
  proxy.setWeather({ cutAfterBytes: 1_024 * 1_024 });
  const got: Uint8Array[] = [];
  let bytes = 0;
  let breaks = 0;
  while (bytes < FILE.length) {
    try {
      for await (const piece of source.file(SHA256, bytes, PATIENCE())) {
        got.push(piece);
        bytes += piece.length;
      }
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error;
      expect(error.code).toBe('unreachable');
      breaks += 1;
      if (breaks > 100) throw error;
    }
  }
  expect(breaks).toBeGreaterThan(3);
  expect(hash('sha256', Buffer.concat(got))).toBe(SHA256);
});

test('a file that ends too early at the store is never taken for whole', async () => {
  const short = shelf({
    async *file(_sha256, fromByte) {
      yield FILE.subarray(fromByte, fromByte + PIECE);
    },
  });
  const source = new HttpFeedSource(await (await bed(short)).connect());
  expect((await failureOf(all(source.file(SHA256, 0, PATIENCE())))).code).toBe('unreachable');
});

test('who stops reading stops the store reading, too', async () => {
  let given = 0;
  const counted = shelf({
    async *file(_sha256, fromByte) {
      for (let at = fromByte; at < FILE.length; at += PIECE) {
        given += 1;
        yield FILE.subarray(at, at + PIECE);
      }
    },
  });
  const source = new HttpFeedSource(await (await bed(counted)).connect());
  for await (const _piece of source.file(SHA256, 0, PATIENCE())) break;
  const giveUp = new AbortController();
  const aborted = async (): Promise<void> => {
    for await (const _piece of source.file(SHA256, 0, giveUp.signal)) giveUp.abort();
  };
  expect((await failureOf(aborted())).code).toBe('unreachable');
  expect(given).toBeLessThan((2 * FILE.length) / PIECE);
});

test('what is not there, and parts that cannot be, are told so', async () => {
  const connection = await (await bed()).connect();
  const ask = async (path: string, range?: string): Promise<readonly unknown[]> => {
    const headers = range === undefined ? {} : { range };
    const answer = await connection.call({ method: 'GET', path, headers });
    return [answer.status, answer.headers['content-range']];
  };
  const file = `/sync/v1/files/${SHA256}`;
  expect(await ask('/sync/v1/feeds/other')).toEqual([404, undefined]);
  expect(await ask(`/sync/v1/files/${'0'.repeat(64)}`)).toEqual([404, undefined]);
  expect(await ask('/sync/v1/files/..%2f..%2fkey.pem')).toEqual([404, undefined]);
  expect(await ask(file, `bytes=${FILE.length + 1}-`)).toEqual([416, `bytes */${FILE.length}`]);
  for (const range of [
    'bytes=5-9',
    'bytes=-5',
    'bytes=5-,7-',
    'bytes=x-',
    'bytes=-',
    'lines=1-',
    `bytes=${'9'.repeat(40)}-`,
  ]) {
    expect(await ask(file, range), `for ${range}`).toEqual([416, `bytes */${FILE.length}`]);
  }
  const last = FILE.length - 1;
  expect(await ask(file, `bytes=${last}-`)).toEqual([206, `bytes ${last}-${last}/${FILE.length}`]);
});

test('a lane gets what a lane needs and no staff secrets, neither by name nor by hash; a store gets all', async () => {
  const feeds = await FeedBed.open();
  await feeds.publishUnchecked('staff', JSON.stringify({ people: ['Sara'] }));
  await feeds.publish('catalogue', `${JSON.stringify(ARTICLE)}\n`);
  const { store } = await bed(feeds.shelf);
  const connections = [await store.pair('7.lane-1'), await store.pair('7.store', ['7.>'])].map((paired) => {
    const connection = paired.connect();
    onTestFinished(() => connection.close());
    return connection;
  });
  const answers = async (path: string): Promise<readonly number[]> =>
    Promise.all(connections.map(async (each) => (await each.call({ method: 'GET', path })).status));
  for (const feed of ['catalogue', 'promotions', 'help', 'configuration']) {
    expect([feed, ...(await answers(`/sync/v1/feeds/${feed}`))]).toEqual([feed, 200, 200]);
  }
  expect(await answers('/sync/v1/feeds/staff')).toEqual([403, 200]);
  const fileOf = (feed: FeedName): string => feeds.shelf.kept(feed)[0]?.manifest.files[0]?.sha256 ?? '';
  expect(await answers(`/sync/v1/files/${fileOf('catalogue')}`)).toEqual([200, 200]);
  expect(await answers(`/sync/v1/files/${fileOf('staff')}`)).toEqual([404, 200]);
});
