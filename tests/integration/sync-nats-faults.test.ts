// Goal: whatever happens to the servers, to the database behind them or to the line, no row is lost and none is
// doubled, and the two find together again by themselves.
// Method: a real server that is killed with SIGKILL, answers that are swallowed after the stream has taken a message,
// and each of the three memories wiped on its own: the stream, the bucket of marks, the database. Then messages that
// no sender of ours writes, and rows that headquarters finds to be others.
import { jetstreamManager } from '@nats-io/jetstream';
import { expect, it, onTestFinished } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { encodePush } from '#sync/http/push-format.ts';
import type { LogName, Mark, PushAnswer } from '#sync/log/log.ts';
import { genesisMark, markOf } from '#sync/log/row-hash.ts';
import { UpstreamFailure, type Upstream } from '#sync/log/upstream.ts';
import { publishBehind } from '#sync/nats/key-value.ts';
import { NatsIntake, type NatsIntakeEvent } from '#sync/nats/nats-intake.ts';
import { NatsLine } from '#sync/nats/nats-line.ts';
import { LOG_STREAM, logSubject, MARKS_BUCKET } from '#sync/nats/nats-names.ts';
import { NatsUpstream } from '#sync/nats/nats-upstream.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { MemorySink, rowsAfter } from '#tests/support/memory-log.ts';
import { NatsServer } from '#tests/support/nats.ts';
import { FaultProxy } from '#tests/support/fault-proxy.ts';
import { until } from '#tests/support/until.ts';
import { someLog } from '#tests/support/upstream-under-test.ts';

const STORE = 'store-7';
const LIMITS = { replicas: 1, bytesMax: 256 * 1024 * 1024 } as const;
const PATIENCE_MS = 30_000;
const KILLS = 3;
/** A lane of another store. */
const FOREIGN = someLog();
const clocks = { now: () => Date.now(), monotonic: () => performance.now() };

/** A server with headquarters behind it, all gone when the test is over. */
async function openChain() {
  const server = await NatsServer.start([STORE]);
  const sink = new MemorySink(true);
  const events: NatsIntakeEvent[] = [];
  const receiver = new Receiver(sink, clocks);
  const mayBring = (_store: string, origin: string): boolean => origin !== FOREIGN.origin;
  const onEvent = (event: NatsIntakeEvent): void => void events.push(event);
  const intake = new NatsIntake({ ...server.asHeadquarters(), ...LIMITS, sink, receiver, mayBring, onEvent });
  await intake.start();
  const hq = new NatsLine(server.asHeadquarters());
  onTestFinished(async () => {
    await intake.close();
    await hq.close();
    await server.stop();
  });
  const newUpstream = (port = server.port): NatsUpstream => {
    const options = { ...server.asStore(STORE, port), answerTimeoutMs: 1_000 };
    const upstream = new NatsUpstream({ ...options, store: STORE, from: 'writer', ...clocks });
    onTestFinished(async () => upstream.close());
    return upstream;
  };
  return { server, sink, intake, hq, events, newUpstream };
}

/** A sender in short: the mark is believed in both directions, until all is settled. */
async function settleAll(upstream: Upstream, log: LogName, rows: readonly JournalRow[], batch = 20): Promise<void> {
  let mark: Mark = genesisMark(log);
  let settled = 0;
  const deadline = performance.now() + PATIENCE_MS;
  while (settled < rows.length) {
    if (performance.now() > deadline) throw new Error(`only ${settled} of ${rows.length} rows were settled`);
    const request = { log, after: mark, rows: rows.slice(mark.seq, mark.seq + batch) };
    const answer = await upstream
      .push(request, AbortSignal.timeout(PATIENCE_MS))
      .catch(async (error: unknown): Promise<PushAnswer | undefined> => {
        if (!(error instanceof UpstreamFailure) || error.code === 'rejected') throw error;
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
        return undefined;
      });
    if (answer === undefined) continue;
    if (answer.type !== 'mark') throw new Error(`unexpected answer ${JSON.stringify(answer)}`);
    ({ mark } = answer);
    settled = answer.settled.seq;
  }
}

function freshLog(count: number) {
  const log = someLog();
  return { log, rows: rowsAfter(log, genesisMark(log), count) };
}

it('loses and doubles nothing when the server is killed again and again', async () => {
  const { server, sink, newUpstream } = await openChain();
  const lanes = [1, 2, 3, 4].map(() => freshLog(2_000));
  const done = Promise.all(lanes.map(async ({ log, rows }) => settleAll(newUpstream(), log, rows)));
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const goal = kill * 1_500;
    await until('some rows have come', () => {
      const counts = lanes.map(({ log }) => sink.kept(log)?.rows.length ?? 0);
      return counts.reduce((sum, count) => sum + count, 0) >= goal;
    });
    await server.kill();
    await server.restart();
  }
  await done;
  for (const { log, rows } of lanes) expect(sink.kept(log)?.rows).toEqual(rows);
});

it('takes a message once whose answer was lost, however often it is sent again', async () => {
  const { server, sink, hq, newUpstream } = await openChain();
  const line = await FaultProxy.open(server.port);
  onTestFinished(async () => line.close());
  const upstream = newUpstream(line.port);
  const { log, rows } = freshLog(60);
  await settleAll(upstream, log, rows.slice(0, 20));
  line.setWeather({ losesAnswers: true });
  const after = rows[19] === undefined ? genesisMark(log) : markOf(rows[19]);
  const lost = upstream.push({ log, after, rows: rows.slice(20, 40) }, AbortSignal.timeout(PATIENCE_MS));
  await expect(lost).rejects.toMatchObject({ code: 'unreachable' });
  line.setWeather({});
  line.resetAll();
  await settleAll(upstream, log, rows);
  expect(sink.kept(log)?.rows).toEqual(rows);
  const behind = await publishBehind(hq, logSubject(STORE, log), encodePush({ log, after, rows: rows.slice(20) }), 1);
  expect(behind).toEqual({ type: 'moved' });
});

it('lets headquarters see a message twice with no effect', async () => {
  const { sink, hq, events, newUpstream } = await openChain();
  const { log, rows } = freshLog(40);
  const upstream = newUpstream();
  await settleAll(upstream, log, rows.slice(0, 20));
  const connection = await hq.connection();
  const again = encodePush({ log, after: genesisMark(log), rows: rows.slice(0, 20) });
  for (let time = 0; time < 3; time += 1) await connection.request(logSubject(STORE, log), again);
  await settleAll(upstream, log, rows);
  expect(sink.kept(log)?.rows).toEqual(rows);
  expect(events).toEqual([]);
});

it('begins where the database is when the stream and everything beside it was wiped', async () => {
  const { server, sink, newUpstream } = await openChain();
  const upstream = newUpstream();
  const { log, rows } = freshLog(300);
  await settleAll(upstream, log, rows.slice(0, 100));
  await server.kill();
  server.wipe();
  await server.restart();
  await settleAll(upstream, log, rows);
  expect(sink.kept(log)?.rows).toEqual(rows);
});

it('sends again what the stream lost before headquarters had it', async () => {
  const { sink, intake, hq, newUpstream } = await openChain();
  const upstream = newUpstream();
  const { log, rows } = freshLog(200);
  await settleAll(upstream, log, rows.slice(0, 50));
  await intake.close();
  const after = rows[49] === undefined ? genesisMark(log) : markOf(rows[49]);
  await upstream.push({ log, after, rows: rows.slice(50, 120) }, AbortSignal.timeout(PATIENCE_MS));
  const manager = await jetstreamManager(await hq.connection());
  await manager.streams.purge(LOG_STREAM);
  const next = rows[119] === undefined ? genesisMark(log) : markOf(rows[119]);
  const request = { log, after: next, rows: rows.slice(120, 130) };
  const answer = await upstream.push(request, AbortSignal.timeout(PATIENCE_MS));
  expect(answer).toMatchObject({ type: 'mark', mark: { seq: 50 }, settled: { seq: 50 } });
  expect(sink.kept(log)?.rows).toHaveLength(50);
});

it('has everything sent again when the database was wiped, also of lanes that are silent', async () => {
  const { sink, intake, hq, newUpstream } = await openChain();
  const upstream = newUpstream();
  const { log, rows } = freshLog(120);
  await settleAll(upstream, log, rows);
  const manager = await jetstreamManager(await hq.connection());
  // Headquarters has trimmed the first half already.
  await manager.streams.purge(LOG_STREAM, { filter: logSubject(STORE, log), keep: 3 });
  sink.wipe();
  await intake.compare();
  const last = rows.at(-1);
  const after = last === undefined ? genesisMark(log) : markOf(last);
  const answer = await upstream.push({ log, after, rows: [] }, AbortSignal.timeout(PATIENCE_MS));
  expect(answer).toMatchObject({ type: 'mark', mark: { seq: 0 }, settled: { seq: 0 } });
  await settleAll(upstream, log, rows);
  expect(sink.kept(log)?.rows).toEqual(rows);
});

it('tells the mark again when the bucket of marks was wiped', async () => {
  const { hq, newUpstream } = await openChain();
  const upstream = newUpstream();
  const { log, rows } = freshLog(50);
  await settleAll(upstream, log, rows);
  const manager = await jetstreamManager(await hq.connection());
  await manager.streams.purge(`KV_${MARKS_BUCKET}`);
  await manager.streams.purge(LOG_STREAM);
  const ask = { log, after: genesisMark(log), rows: [] };
  const answer = await upstream.push(ask, AbortSignal.timeout(PATIENCE_MS));
  expect(answer).toMatchObject({ type: 'mark', mark: { seq: 50 }, settled: { seq: 50 } });
});

it('throws away what no sender of ours writes, and goes on', async () => {
  const { sink, hq, events, newUpstream } = await openChain();
  const connection = await hq.connection();
  const { log, rows } = freshLog(30);
  const other = freshLog(3);
  const push = encodePush({ log: other.log, after: genesisMark(other.log), rows: other.rows });
  const hostile = [Buffer.from(''), Buffer.from('\u0000'.repeat(100)), push, push.subarray(0, -20)];
  for (const bytes of hostile) await connection.request(logSubject(STORE, log), bytes);
  await connection.request('handrail.log.nonsense', push);
  const foreign = rowsAfter(FOREIGN, genesisMark(FOREIGN), 3);
  const theirs = encodePush({ log: FOREIGN, after: genesisMark(FOREIGN), rows: foreign });
  await connection.request(logSubject(STORE, FOREIGN), theirs);
  await settleAll(newUpstream(), log, rows);
  expect(sink.kept(log)?.rows).toEqual(rows);
  expect(sink.kept(other.log)).toBeUndefined();
  expect(sink.kept(FOREIGN)).toBeUndefined();
  expect(events.map((event) => event.type)).toEqual(Array.from({ length: 6 }, () => 'unreadable'));
});

it('stops a log that is another one at headquarters until a person has looked, and no other log', async () => {
  const { sink, intake, events, newUpstream } = await openChain();
  const { log, rows } = freshLog(40);
  const others = rowsAfter(log, genesisMark(log), 10, () => ({ body: '{"other":1,"v":1}' }));
  await sink.append(log, others, []);
  const upstream = newUpstream();
  const first = { log, after: genesisMark(log), rows: rows.slice(0, 20) };
  const stopped = await until('headquarters has stopped it', async () => {
    const answer = await upstream.push(first, AbortSignal.timeout(PATIENCE_MS));
    return answer.type === 'fork' ? answer : undefined;
  });
  expect(stopped).toMatchObject({ type: 'fork', mark: { seq: 10 } });
  expect(events.some((event) => event.type === 'stopped')).toBe(true);
  const free = freshLog(30);
  await settleAll(upstream, free.log, free.rows);
  expect(sink.kept(free.log)?.rows).toEqual(free.rows);
  sink.wipe();
  await intake.release(STORE, log);
  await settleAll(newUpstream(), log, rows);
  expect(sink.kept(log)?.rows).toEqual(rows);
});

it('keeps what waits for a database that cannot commit', async () => {
  const { sink, newUpstream } = await openChain();
  const upstream = newUpstream();
  const { log, rows } = freshLog(60);
  const append = sink.append.bind(sink);
  let failures = 0;
  sink.append = async (...all): ReturnType<typeof append> => {
    failures += 1;
    if (failures <= 3) throw new UpstreamFailure('busy', 'no room on the disk');
    return append(...all);
  };
  await settleAll(upstream, log, rows);
  expect(failures).toBeGreaterThan(3);
  expect(sink.kept(log)?.rows).toEqual(rows);
});
