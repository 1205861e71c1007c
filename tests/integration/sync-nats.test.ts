// Goal: the chain's servers carry logs as every upstream must, seen from the stream alone and from the database
// behind it, and nobody reaches another store's subjects.
// Method: a real server of Debian's version with the users and permissions of the configuration that we write; the
// suite for upstreams with the stream as the far end, then with headquarters' intake behind it.
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { decodePush } from '#sync/http/push-format.ts';
import type { LogName, Mark, PushAnswer, PushRequest } from '#sync/log/log.ts';
import { plainRow } from '#sync/log/packed-rows.ts';
import { genesisMark } from '#sync/log/row-hash.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { readKey, writeKey } from '#sync/nats/key-value.ts';
import { writeKeptMark } from '#sync/nats/kept-marks.ts';
import { NatsIntake } from '#sync/nats/nats-intake.ts';
import { NatsLine } from '#sync/nats/nats-line.ts';
import { LOG_STREAM, logKeyOf, logSubject, MARKS_BUCKET, ORIGINS_BUCKET } from '#sync/nats/nats-names.ts';
import { NatsUpstream } from '#sync/nats/nats-upstream.ts';
import { provision } from '#sync/nats/provision.ts';
import { scanSubject } from '#sync/nats/scan-subject.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { describeUpstream } from '#tests/support/log-conformance.ts';
import { MemorySink, rowsAfter } from '#tests/support/memory-log.ts';
import { NatsServer } from '#tests/support/nats.ts';
import { until } from '#tests/support/until.ts';
import { failureOf, someLog, type Trouble, type UpstreamUnderTest } from '#tests/support/upstream-under-test.ts';

const STORE = 'store 7, Aarhus';
const LIMITS = { replicas: 1, bytesMax: 256 * 1024 * 1024 } as const;
const clocks = { now: () => Date.now(), monotonic: () => performance.now() };

describeUpstream('a stream of NATS, for a lane,', async () => openStream('writer'));
describeUpstream('a stream of NATS, for a store that forwards,', async () => openStream('forwarder'));
describeUpstream('headquarters behind a stream of NATS', openChain);

async function openStream(from: 'writer' | 'forwarder'): Promise<UpstreamUnderTest> {
  const server = await NatsServer.start([STORE]);
  const hq = new NatsLine(server.asHeadquarters());
  await provision(await hq.connection(), LIMITS);
  const upstream = new NatsUpstream({ ...server.asStore(STORE), store: STORE, from, ...clocks });
  return {
    upstream,
    from,
    rows: async (log) => rowsInStream(hq, log, server.asHeadquarters().inbox),
    wipe: async () => purge(hq),
    settle: async (log, settled) => settle(hq, log, settled),
    troubles: troublesOf(server, hq, upstream),
    close: async () => {
      await upstream.close();
      await hq.close();
      await server.stop();
    },
  };
}

async function rowsInStream(hq: NatsLine, log: LogName, inbox: string): Promise<readonly JournalRow[]> {
  const rows: JournalRow[] = [];
  for await (const { data } of scanSubject(hq, LOG_STREAM, logSubject(STORE, log), inbox)) {
    rows.push(...decodePush(Buffer.from(data)).rows.map(plainRow));
  }
  return rows;
}

async function purge(hq: NatsLine): Promise<void> {
  const manager = await jetstreamManager(await hq.connection());
  for (const stream of [LOG_STREAM, `KV_${MARKS_BUCKET}`, `KV_${ORIGINS_BUCKET}`]) await manager.streams.purge(stream);
}

async function settle(hq: NatsLine, log: LogName, settled: Mark): Promise<void> {
  const key = logKeyOf(STORE, log);
  const value = await readKey(hq, MARKS_BUCKET, key);
  await writeKey(hq, MARKS_BUCKET, key, writeKeptMark({ settled }), value?.revision ?? 0);
}

function troublesOf(server: NatsServer, hq: NatsLine, upstream: Upstream): readonly Trouble[] {
  const bytesMax = async (bytes: number): Promise<void> => {
    const manager = await jetstreamManager(await hq.connection());
    await manager.streams.update(LOG_STREAM, { max_bytes: bytes });
  };
  return [
    {
      name: 'the stream is full',
      code: 'busy',
      retryAfterMs: 5_000,
      begin: async () => {
        const manager = await jetstreamManager(await hq.connection());
        const { state } = await manager.streams.info(LOG_STREAM);
        await bytesMax(state.bytes + 1);
        return async () => bytesMax(LIMITS.bytesMax);
      },
    },
    {
      name: 'the server is down',
      code: 'unreachable',
      begin: async () => {
        await server.kill();
        return async () => {
          await server.restart();
          const log = someLog();
          const ask = { log, after: genesisMark(log), rows: [] };
          await until('both are connected again', async () =>
            Promise.all([upstream.push(ask, AbortSignal.timeout(5_000)), bytesMax(LIMITS.bytesMax)]).catch(() => false),
          );
        };
      },
    },
  ];
}

/** A sender that asks until what it sent is settled, so that it sees headquarters and not only the stream. */
class SettlingUpstream implements Upstream {
  readonly #upstream: Upstream;

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  async push(request: PushRequest, signal: AbortSignal): Promise<PushAnswer> {
    const answer = await this.#upstream.push(request, signal);
    if (answer.type !== 'mark') return answer;
    return until('headquarters has settled it', async () => {
      const asked = await this.#upstream.push({ ...request, after: answer.mark, rows: [] }, signal);
      return asked.type !== 'mark' || asked.settled.seq >= answer.mark.seq ? asked : undefined;
    });
  }

  async close(): Promise<void> {
    await this.#upstream.close();
  }
}

async function openChain(): Promise<UpstreamUnderTest> {
  const server = await NatsServer.start([STORE]);
  const hq = new NatsLine(server.asHeadquarters());
  const sink = new MemorySink(true);
  const receiver = new Receiver(sink, clocks);
  const intake = new NatsIntake({ ...server.asHeadquarters(), ...LIMITS, sink, receiver, mayBring: () => true });
  await intake.start();
  const upstream = new NatsUpstream({ ...server.asStore(STORE), store: STORE, from: 'writer', ...clocks });
  return {
    upstream: new SettlingUpstream(upstream),
    from: 'writer',
    rows: async (log) => [...(sink.kept(log)?.rows ?? [])],
    suspects: async (log) => (sink.kept(log)?.suspects ?? []).map((suspect) => suspect.seq),
    wipe: async () => {
      await purge(hq);
      sink.wipe();
    },
    troubles: [],
    close: async () => {
      await upstream.close();
      await intake.close();
      await hq.close();
      await server.stop();
    },
  };
}

let server: NatsServer;

beforeAll(async () => {
  server = await NatsServer.start([STORE, 'store-8']);
  const hq = new NatsLine(server.asHeadquarters());
  await provision(await hq.connection(), LIMITS);
  await hq.close();
});

afterAll(async () => server.stop());

it('refuses a store whatever belongs to another one', async () => {
  const log = someLog();
  const rows = rowsAfter(log, genesisMark(log), 2);
  const own = new NatsUpstream({ ...server.asStore(STORE), store: STORE, from: 'writer', ...clocks });
  const request = { log, after: genesisMark(log), rows };
  expect(await own.push(request, AbortSignal.timeout(10_000))).toMatchObject({ type: 'mark', mark: { seq: 2 } });
  const foreign = new NatsUpstream({ ...server.asStore('store-8'), store: STORE, from: 'writer', ...clocks });
  expect((await failureOf(foreign.push(request, AbortSignal.timeout(10_000)))).code).toBe('unauthorized');
  const line = new NatsLine(server.asStore('store-8'));
  const subject = logSubject(STORE, log);
  const forbidden = [
    subject,
    `$JS.API.DIRECT.GET.${LOG_STREAM}.${subject}`,
    `$JS.API.DIRECT.GET.${LOG_STREAM}`,
    `$JS.API.STREAM.MSG.GET.${LOG_STREAM}`,
    `$JS.API.CONSUMER.CREATE.${LOG_STREAM}.mine.${subject}`,
    `$JS.API.CONSUMER.CREATE.${LOG_STREAM}`,
    `$JS.API.CONSUMER.MSG.NEXT.${LOG_STREAM}.headquarters`,
    `$JS.API.STREAM.PURGE.${LOG_STREAM}`,
    `$JS.API.STREAM.DELETE.${LOG_STREAM}`,
    `$KV.${MARKS_BUCKET}.${logKeyOf('store-8', log)}`,
    `$KV.${ORIGINS_BUCKET}.${logKeyOf(STORE, log)}`,
  ];
  for (const each of forbidden) {
    const { code } = await failureOf(line.request(each, '{}'));
    expect({ each, code }).toEqual({ each, code: 'unauthorized' });
  }
  await Promise.all([own.close(), foreign.close(), line.close()]);
});

it('refuses a scan of another store behind a question about the own one', async () => {
  const line = new NatsLine(server.asStore('store-8'));
  const mine = logSubject('store-8', someLog());
  const config = {
    name: 'x',
    filter_subject: 'handrail.log.>',
    deliver_subject: `${server.asStore('store-8').inbox}.x`,
    deliver_policy: 'all',
    ack_policy: 'none',
    replay_policy: 'instant',
  };
  const subject = `$JS.API.CONSUMER.CREATE.${LOG_STREAM}.x.${mine}`;
  const answer = await line.request(subject, JSON.stringify({ stream_name: LOG_STREAM, config }));
  expect(answer.json()).toMatchObject({ error: { code: 400 } });
  await line.close();
});

it('says that a password is wrong, and that nobody is there', async () => {
  const wrong = new NatsUpstream({
    ...server.asStore('nobody'),
    store: 'nobody',
    from: 'writer',
    ...clocks,
  });
  const log = someLog();
  const ask = { log, after: genesisMark(log), rows: [] };
  expect((await failureOf(wrong.push(ask, AbortSignal.timeout(10_000)))).code).toBe('unauthorized');
  const nowhere = new NatsUpstream({ ...server.asStore(STORE, 1), store: STORE, from: 'writer', ...clocks });
  expect((await failureOf(nowhere.push(ask, AbortSignal.timeout(10_000)))).code).toBe('unreachable');
  await Promise.all([wrong.close(), nowhere.close()]);
});
