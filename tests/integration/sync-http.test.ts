// Goal: HTTP carries a log as every upstream must, over TLS into a real inbox, and every way in which a network or a
// store can fail is told by the right name.
// Method: the conformance suite over real sockets and a real file; a proxy in between that resets, swallows, delays and
// cuts; a store that is stopped, restarted, full, or that has ended its trust.
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { inboxLogSink } from '#kiosk/host/sync/inbox-log-sink.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import type { LogName, PushAnswer, PushRequest } from '#sync/log/log.ts';
import { type LogSink, SinkFailure } from '#sync/log/log-sink.ts';
import { genesisMark, markOf } from '#sync/log/row-hash.ts';
import { UpstreamFailure } from '#sync/log/upstream.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { HttpUpstream } from '#sync/http/http-upstream.ts';
import { encodePush, PUSH_MEDIA_TYPE } from '#sync/http/push-format.ts';
import type { PushReceiver } from '#sync/http/ports.ts';
import type { InboxClient } from '#kiosk/storage/inbox/inbox-client.ts';
import { FaultProxy } from '#tests/support/fault-proxy.ts';
import { describeUpstream } from '#tests/support/log-conformance.ts';
import { MemorySink, rowsAfter } from '#tests/support/memory-log.ts';
import { openSyncBed, type SyncBed, type SyncBedOptions } from '#tests/support/sync-bed.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { failureOf, type UpstreamUnderTest } from '#tests/support/upstream-under-test.ts';

const EVERY_LANE = ['*'];

describeUpstream('HTTP into an inbox, for its own log,', () => openOverHttp('writer'));
describeUpstream('HTTP into an inbox, for the logs of others,', () => openOverHttp('forwarder'));

/**
 * One peer that may bring every log; its own log is one with its name. A writer's pushes are those of the log's own
 * machine, so each log's origin is taken for the peer's name there.
 */
async function openOverHttp(from: 'writer' | 'forwarder'): Promise<UpstreamUnderTest> {
  const directory = mkdtempSync(path.join(tmpdir(), 'handrail-test-'));
  let file = path.join(directory, 'inbox.db');
  let inbox = await openInbox(file);
  let held = inboxLogSink(inbox);
  let isFull = false;
  const sink = forwarding(
    () => held,
    () => isFull,
  );
  let receiver = new Receiver(sink, systemClock);
  const bed = await openSyncBed({
    directory,
    receiver: { receive: (request) => receiver.receive(request, from) },
  });
  const machine = await bed.pair('peer', EVERY_LANE);
  const proxy = await FaultProxy.open(bed.server.port);
  const connection = machine.connect(`https://127.0.0.1:${proxy.port}`);
  const rowsIn = async (inbox: InboxClient, log: LogName) => {
    const part = await inbox.call('read', log, 0, { rows: 1_000_000, bytes: 1_000_000_000 });
    return part?.rows ?? [];
  };
  return {
    upstream: new HttpUpstream(connection, from === 'forwarder'),
    from,
    rows: (log) => rowsIn(inbox, log),
    suspects: async (log) => {
      const all = await inbox.call('suspects');
      return all.filter(({ origin, epoch }) => origin === log.origin && epoch === log.epoch).map(({ seq }) => seq);
    },
    settle: async (log, settled) => inbox.call('noteSettled', log, settled),
    wipe: async () => {
      await inbox.close();
      file = path.join(directory, `inbox-${Math.random()}.db`);
      inbox = await openInbox(file);
      held = inboxLogSink(inbox);
      receiver = new Receiver(sink, systemClock);
    },
    troubles: [
      {
        name: 'the disk is full',
        code: 'busy',
        retryAfterMs: 1_000,
        begin: async () => {
          isFull = true;
          return () => {
            isFull = false;
          };
        },
      },
      {
        name: 'the network resets connections',
        code: 'unreachable',
        begin: async () => {
          proxy.setWeather({ isDown: true });
          return () => proxy.setWeather({});
        },
      },
      {
        name: 'answers are cut',
        code: 'unreachable',
        begin: async () => {
          proxy.resetAll();
          proxy.setWeather({ cutAfterBytes: 1_000 });
          return () => proxy.setWeather({});
        },
      },
      {
        name: 'the store does not trust the machine any more',
        code: 'unauthorized',
        begin: async () => {
          const peer = bed.peers.trusted('peer');
          bed.peers.revoke('peer', Date.now());
          return () => {
            if (peer !== undefined) bed.peers.pair(peer);
          };
        },
      },
    ],
    close: async () => {
      connection.close();
      await proxy.close();
      await bed.close();
      await inbox.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function forwarding(sink: () => LogSink, isFull: () => boolean): LogSink {
  return {
    known: (log) => sink().known(log),
    hashAt: (log, seq) => sink().hashAt(log, seq),
    origin: (origin) => sink().origin(origin),
    noteOrigin: (known) => sink().noteOrigin(known),
    startAt: (log, place) => sink().startAt(log, place),
    noteSettled: (log, settled) => sink().noteSettled(log, settled),
    logs: () => sink().logs(),
    append: async (log, rows, suspects) => {
      if (isFull()) throw new SinkFailure('no room on the disk');
      return sink().append(log, rows, suspects);
    },
  };
}

const LOG: LogName = { origin: 'lane-1', epoch: '7a1d1a52-9f0c-4b54-9a0e-3c1b8d7a0001' };
const GENESIS = genesisMark(LOG);

async function bed(receiver?: PushReceiver, options: Partial<SyncBedOptions> = {}): Promise<SyncBed> {
  const made = new Receiver(new MemorySink(false), systemClock);
  const opened = await openSyncBed({ directory: temporaryDirectory(), receiver: receiver ?? made, ...options });
  onTestFinished(() => opened.close());
  return opened;
}

function request(count = 3): PushRequest {
  return { log: LOG, after: GENESIS, rows: rowsAfter(LOG, GENESIS, count) };
}

/** A push over a connection of its own. */
async function pushAs(origin: string, store: SyncBed, carries?: readonly string[]): Promise<PushAnswer> {
  const connection = (await store.pair(origin, carries)).connect();
  try {
    return await new HttpUpstream(connection).push(request(), AbortSignal.timeout(10_000));
  } finally {
    connection.close();
  }
}

test('a machine brings its own log and no other one', async () => {
  const seen: string[] = [];
  const store = await bed({
    receive: async ({ rows }, from) => {
      seen.push(from);
      return { type: 'mark', mark: markOf(rows.at(-1) ?? request().rows[0]!), settled: GENESIS };
    },
  });
  const refused = await failureOf(pushAs('lane-2', store));
  expect(refused.code).toBe('unauthorized');
  expect(seen).toEqual([]);
  expect((await pushAs('lane-1', store)).type).toBe('mark');
  expect((await pushAs('store-9', store, ['store-9', 'lane-1'])).type).toBe('mark');
  expect(seen).toEqual(['writer', 'forwarder']);
});

test('a store that was started anew is signed in to again, and nobody notices', async () => {
  const store = await bed();
  const connection = (await store.pair('lane-1')).connect();
  onTestFinished(() => connection.close());
  const upstream = new HttpUpstream(connection);
  expect((await upstream.push(request(), AbortSignal.timeout(10_000))).type).toBe('mark');
  await store.restart();
  expect((await upstream.push(request(), AbortSignal.timeout(10_000))).type).toBe('mark');
});

test('what the receiver says arrives as it was said', async () => {
  const mark = { seq: 3, hash: 'ab'.repeat(32) };
  const answers: readonly PushAnswer[] = [
    { type: 'mark', mark, settled: GENESIS },
    { type: 'fork', mark, detail: 'another row — “here”' },
    { type: 'fenced', liveEpoch: 'epoch-2', detail: 'another one lives' },
    { type: 'refused', seq: 2, code: 'malformed', detail: 'no' },
  ];
  let next = 0;
  const store = await bed({ receive: async () => answers[next]! });
  const connection = (await store.pair('lane-1')).connect();
  onTestFinished(() => connection.close());
  for (next = 0; next < answers.length; next += 1) {
    expect(await new HttpUpstream(connection).push(request(), AbortSignal.timeout(10_000))).toEqual(answers[next]);
  }
});

test('a push that is given up meanwhile ends at once', async () => {
  let arrived = (): void => {};
  const isThere = new Promise<void>((resolve) => (arrived = resolve));
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const store = await bed({
    receive: async () => {
      arrived();
      await ended;
      return { type: 'mark', mark: GENESIS, settled: GENESIS };
    },
  });
  onTestFinished(() => end());
  const connection = (await store.pair('lane-1')).connect();
  onTestFinished(() => connection.close());
  const giveUp = new AbortController();
  const push = new HttpUpstream(connection).push(request(), giveUp.signal);
  await isThere;
  giveUp.abort();
  expect((await failureOf(push)).code).toBe('unreachable');
});

test('a store that is stopped lets what it has begun come to its end, and takes nothing more', async () => {
  let arrived = (): void => {};
  const isThere = new Promise<void>((resolve) => (arrived = resolve));
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const mark = { seq: 3, hash: 'ab'.repeat(32) };
  const store = await bed({
    receive: async () => {
      arrived();
      await ended;
      return { type: 'mark', mark, settled: GENESIS };
    },
  });
  const machine = await store.pair('lane-1');
  const [connection, other] = [machine.connect(), machine.connect()];
  onTestFinished(() => {
    connection.close();
    other.close();
  });
  const push = new HttpUpstream(connection).push(request(), AbortSignal.timeout(10_000));
  await isThere;
  const closing = store.server.close();
  expect((await failureOf(new HttpUpstream(other).push(request(), AbortSignal.timeout(10_000)))).code).toBe(
    'unreachable',
  );
  end();
  expect(await push).toMatchObject({ type: 'mark', mark });
  await closing;
});

test('a peer that brings too much at once is asked to come again, and others are not held up', async () => {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  let isSlow = true;
  const store = await bed({
    receive: async () => {
      if (isSlow) await ended;
      return { type: 'mark', mark: GENESIS, settled: GENESIS };
    },
  });
  const machine = await store.pair('lane-1');
  const connections = [machine.connect(), machine.connect(), machine.connect()];
  onTestFinished(() => connections.forEach((connection) => connection.close()));
  const pushes = connections.flatMap((connection) =>
    Array.from({ length: 8 }, () => new HttpUpstream(connection).push(request(), AbortSignal.timeout(10_000))),
  );
  const outcomes = pushes.map(async (push) => (await push.catch((error: UpstreamFailure) => error)) as object);
  const refused = await Promise.any(
    outcomes.map(async (outcome) => {
      const settled = await outcome;
      if (!(settled instanceof UpstreamFailure)) throw new Error('was taken');
      return settled;
    }),
  );
  expect(refused).toMatchObject({ code: 'busy', retryAfterMs: 1_000 });
  const wasSlow = isSlow;
  isSlow = false;
  expect((await pushAs('lane-2', store, ['lane-1'])).type).toBe('mark');
  expect(wasSlow).toBe(true);
  end();
  const all = await Promise.all(outcomes);
  expect(all.filter((outcome) => outcome instanceof UpstreamFailure).length).toBe(8);
});

test('a status means what it means', async () => {
  const meanings: readonly (readonly [number, Record<string, string>, object])[] = [
    [400, {}, { code: 'rejected' }],
    [401, {}, { code: 'unauthorized' }],
    [403, {}, { code: 'unauthorized' }],
    [404, {}, { code: 'unreachable' }],
    [408, {}, { code: 'busy' }],
    [413, {}, { code: 'rejected' }],
    [425, {}, { code: 'busy' }],
    [429, { 'retry-after': '7' }, { code: 'busy', retryAfterMs: 7_000 }],
    [429, { 'retry-after': '999999999' }, { code: 'busy', retryAfterMs: 300_000 }],
    [429, { 'retry-after': 'Wed, 21 Oct 2099 07:28:00 GMT' }, { code: 'busy', retryAfterMs: undefined }],
    [500, {}, { code: 'busy' }],
    [502, {}, { code: 'busy' }],
    [503, { 'retry-after': '0' }, { code: 'busy', retryAfterMs: 0 }],
    [302, { location: 'http://127.0.0.1:1/login' }, { code: 'unreachable' }],
    [200, { 'content-type': 'text/html' }, { code: 'unreachable' }],
    [204, {}, { code: 'unreachable' }],
    [409, {}, { code: 'unreachable' }],
  ];
  let next = 0;
  const pretender = await otherServer((_request, response) => {
    const [status, headers] = meanings[next]!;
    response.writeHead(status, headers).end(status === 204 ? undefined : '<h1>Welcome to our Wi-Fi</h1>');
  });
  const store = await bed(undefined, { tls: false });
  const connection = (await store.pair('lane-1')).connect(pretender);
  onTestFinished(() => connection.close());
  for (next = 0; next < meanings.length; next += 1) {
    const failure = await failureOf(new HttpUpstream(connection).push(request(), AbortSignal.timeout(10_000)));
    expect(failure, `HTTP ${meanings[next]![0]}`).toMatchObject(meanings[next]![2]);
  }
});

/** Somebody else's server on a free port. */
async function otherServer(answer: http.RequestListener): Promise<string> {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a store that answers without end is left', async () => {
  const endless = await otherServer((_request, response) => {
    response.writeHead(200);
    const piece = Buffer.alloc(64 * 1_024, ' ');
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
      response.once('drain', more);
    };
    more();
  });
  const store = await bed(undefined, { tls: false });
  const connection = (await store.pair('lane-1')).connect(endless);
  onTestFinished(() => connection.close());
  const failure = await failureOf(new HttpUpstream(connection).push(request(), AbortSignal.timeout(10_000)));
  expect(failure.code).toBe('unreachable');
});

test('after "the store committed, and its answer was lost" the same rows are taken once', async () => {
  const sink = new MemorySink(false);
  const store = await bed(new Receiver(sink, systemClock));
  const proxy = await FaultProxy.open(store.server.port);
  onTestFinished(() => proxy.close());
  const connection = (await store.pair('lane-1')).connect(`https://127.0.0.1:${proxy.port}`);
  onTestFinished(() => connection.close());
  const upstream = new HttpUpstream(connection);
  await upstream.push({ ...request(), rows: [] }, AbortSignal.timeout(10_000));
  proxy.setWeather({ losesAnswers: true });
  const lost = await failureOf(upstream.push(request(), AbortSignal.timeout(1_000)));
  expect(lost.code).toBe('unreachable');
  expect(sink.kept(LOG)?.rows.length).toBe(3);
  proxy.setWeather({});
  proxy.resetAll();
  expect(await upstream.push(request(), AbortSignal.timeout(10_000))).toMatchObject({ type: 'mark', mark: { seq: 3 } });
  expect(sink.kept(LOG)?.rows).toEqual(request().rows);
});

test('hostile pushes are answered with a reason and keep nothing', async () => {
  const received: PushRequest[] = [];
  const store = await bed({
    receive: async (push) => {
      received.push(push);
      return { type: 'mark', mark: GENESIS, settled: GENESIS };
    },
  });
  const connection = (await store.pair('lane-1')).connect();
  onTestFinished(() => connection.close());
  const head = (count: number) => `${JSON.stringify([1, LOG.origin, LOG.epoch, 0, GENESIS.hash, count])}\n`;
  const row = JSON.stringify([1, 'id', 'kind', '2026-01-01', 1, 'boot', 1, 'ab'.repeat(32), 2]);
  const bodies: readonly (readonly [string | Buffer, number])[] = [
    ['', 400],
    ['{}\n', 400],
    ['[]\n', 400],
    [head(0).replace('[1,', '[2,'), 400],
    [head(201), 400],
    [head(-1), 400],
    [head(1), 400],
    [`${head(1)}${row}\n{}`, 400],
    [`${head(1)}${row}\n{}x`, 400],
    [`${head(1)}${row}\n{}\n\n`, 400],
    [`${head(1)}${row.replace(',2]', ',9007199254740993]')}\n{}\n`, 400],
    [`${head(1)}${row.replace(',2]', ',-2]')}\n{}\n`, 400],
    [`${head(1)}${row.replace('"id"', 'null')}\n{}\n`, 400],
    [`${head(1)}[${' '.repeat(9_000)}]\n{}\n`, 400],
    [Buffer.concat([Buffer.from(`${head(1)}${row}\n`), Buffer.from([0xff, 0xfe]), Buffer.from('\n')]), 400],
    [Buffer.alloc(3 * 1_024 * 1_024, 'x'), 413],
    [`${head(1)}${row}\n{}\n`, 200],
  ];
  for (const [body, status] of bodies) {
    const answer = await connection.call({
      method: 'POST',
      path: '/sync/v1/push',
      headers: { 'content-type': PUSH_MEDIA_TYPE },
      body: Buffer.from(body),
    });
    expect(answer.status, `after ${String(body).slice(0, 200)}`).toBe(status);
  }
  expect(received.length).toBe(1);
});

test('a compressed push is read, and one that would grow beyond all bounds or is damaged is not', async () => {
  const store = await bed();
  const connection = (await store.pair('lane-1')).connect();
  onTestFinished(() => connection.close());
  const send = async (body: Buffer, encoding: string): Promise<number> => {
    const headers = { 'content-type': PUSH_MEDIA_TYPE, 'content-encoding': encoding };
    return (await connection.call({ method: 'POST', path: '/sync/v1/push', headers, body })).status;
  };
  const push = encodePush(request(50));
  expect(await send(zstdCompressSync(push), 'zstd')).toBe(200);
  expect(await send(push, 'identity')).toBe(200);
  expect(await send(zstdCompressSync(Buffer.alloc(500 * 1_024 * 1_024)), 'zstd'), 'half a gigabyte of zeros').toBe(413);
  expect(await send(push, 'zstd'), 'not compressed at all').toBe(400);
  expect(await send(zstdCompressSync(push).subarray(0, 50), 'zstd'), 'cut off').toBe(400);
  expect(await send(gzipSync(push), 'gzip')).toBe(400);
});

test('the mark of a log can be asked for, and what is not there is told so', async () => {
  const store = await bed();
  const connection = (await store.pair('lane-1')).connect();
  onTestFinished(() => connection.close());
  await new HttpUpstream(connection).push(request(), AbortSignal.timeout(10_000));
  const path = `/sync/v1/logs/${LOG.origin}/${LOG.epoch}/mark`;
  const answer = await connection.call({ method: 'GET', path });
  expect(JSON.parse(answer.body.toString())).toMatchObject({ type: 'mark', mark: { seq: 3 } });
  const ask = async (method: 'GET' | 'POST', to: string) => (await connection.call({ method, path: to })).status;
  expect(await ask('GET', '/sync/v1/logs/lane-2/x/mark')).toBe(403);
  expect(await ask('GET', '/sync/v1/feeds/catalogue')).toBe(404);
  expect(await ask('GET', '/sync/v1/health')).toBe(200);
  expect(await ask('GET', '/')).toBe(404);
  expect(await ask('POST', '/sync/v1/health')).toBe(404);
});
