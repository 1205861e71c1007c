// Goal: a lane's rows come to headquarters' database over the chain's servers, each once, in order and byte for byte,
// whichever part of the way dies meanwhile.
// Method: real senders, a real NATS server or three of them, the intake, and a real PostgreSQL; servers are killed with
// SIGKILL while the lanes go on selling, and the intake is ended and begun again.
import { expect, it, onTestFinished } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import type { LogName } from '#sync/log/log.ts';
import { genesisMark } from '#sync/log/row-hash.ts';
import type { LogSink } from '#sync/log/log-sink.ts';
import { NatsIntake } from '#sync/nats/nats-intake.ts';
import { NatsLine } from '#sync/nats/nats-line.ts';
import { LOG_STREAM } from '#sync/nats/nats-names.ts';
import { NatsUpstream } from '#sync/nats/nats-upstream.ts';
import { provision } from '#sync/nats/provision.ts';
import { PostgresSink } from '#sync/postgres/postgres-sink.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { LAN_PATIENCE } from '#sync/sender/back-off.ts';
import { runSender } from '#sync/sender/run-sender.ts';
import { MemorySink, MemorySource, rowsAfter } from '#tests/support/memory-log.ts';
import { NatsServer } from '#tests/support/nats.ts';
import { PostgresServer } from '#tests/support/postgres.ts';
import { until } from '#tests/support/until.ts';
import { someLog } from '#tests/support/upstream-under-test.ts';

const STORE = 'store-7';
const ROWS = 3_000;
/** A sender that waits for headquarters asks less and less often, once a minute in the end. */
const PATIENCE_MS = 75_000;
const settings = { isForwarding: false, patience: LAN_PATIENCE, heartbeatMs: 1_000 };

/** A lane that sells while this test goes on: its rows become more and its sender is told of them. */
class SellingLane {
  readonly log: LogName = someLog();
  readonly rows: readonly JournalRow[] = rowsAfter(this.log, genesisMark(this.log), ROWS);
  readonly #sold: JournalRow[] = [];
  readonly #source = new MemorySource(this.log, () => ({ base: genesisMark(this.log), rows: this.#sold }));

  constructor(upstream: NatsUpstream) {
    const sender = runSender({ source: this.#source, upstream, clock: systemClock, random: Math.random }, settings);
    const selling = setInterval(() => {
      this.#sold.push(...this.rows.slice(this.#sold.length, this.#sold.length + 20));
      sender.wake();
      if (this.#sold.length === this.rows.length) clearInterval(selling);
    }, 25);
    onTestFinished(async () => {
      clearInterval(selling);
      await sender.stop();
      await upstream.close();
    });
  }

  async settled(): Promise<number> {
    return (await this.#source.progress()).settled.seq;
  }
}

async function startIntake(server: NatsServer, sink: LogSink, replicas: 1 | 3): Promise<NatsIntake> {
  const options = { ...server.asHeadquarters(), replicas, bytesMax: 256 * 1024 * 1024 };
  const intake = new NatsIntake({ ...options, sink, receiver: new Receiver(sink, systemClock), mayBring: () => true });
  await intake.start();
  return intake;
}

async function settledOf(lanes: readonly SellingLane[]): Promise<number> {
  const each = await Promise.all(lanes.map(async (lane) => lane.settled()));
  return each.reduce((sum, settled) => sum + settled, 0);
}

it('brings every row to the database once while servers, database and intake die in turns', async () => {
  const [server, database] = await Promise.all([NatsServer.start([STORE]), PostgresServer.start()]);
  const sink = await PostgresSink.open({ url: database.url(), today: '2026-03-02' });
  let intake = await startIntake(server, sink, 1);
  onTestFinished(async () => {
    await intake.close();
    await sink.close();
    await Promise.all([server.stop(), database.stop()]);
  });
  const upstream = (): NatsUpstream =>
    new NatsUpstream({ ...server.asStore(STORE), store: STORE, from: 'writer', ...systemClock });
  const lanes = [1, 2, 3].map(() => new SellingLane(upstream()));
  const faults = [
    async () => {
      await server.kill();
      await server.restart();
    },
    async () => {
      await database.kill();
      await database.restart();
    },
    async () => {
      await intake.close();
      intake = await startIntake(server, sink, 1);
    },
    async () => {
      await Promise.all([server.kill(), database.kill()]);
      await Promise.all([server.restart(), database.restart()]);
    },
  ];
  for (const [index, fault] of faults.entries()) {
    const goal = (lanes.length * ROWS * (index + 1)) / (faults.length + 2);
    await until(`${goal} rows are settled`, async () => (await settledOf(lanes)) >= goal, PATIENCE_MS);
    await fault();
  }
  await until('all is settled', async () => (await settledOf(lanes)) === lanes.length * ROWS, PATIENCE_MS);
  for (const { log, rows } of lanes) expect(await sink.read(log, 0, ROWS + 1)).toEqual(rows);
}, 240_000);

it('goes on when one of three servers dies, whichever it is', async () => {
  const servers = await NatsServer.startCluster([STORE]);
  const [first] = servers;
  if (first === undefined) throw new Error('a cluster has servers');
  const all = { servers: servers.flatMap((server) => server.asStore(STORE).servers) };
  const hqLine = new NatsLine({ ...first.asHeadquarters(), ...all });
  const limits = { replicas: 3, bytesMax: 256 * 1024 * 1024 } as const;
  await until(
    'the servers have found each other',
    async () =>
      hqLine
        .connection()
        .then(async (connection) => provision(connection, limits).then(() => true))
        .catch(() => false),
    PATIENCE_MS,
  );
  const sink = new MemorySink(true);
  const intake = new NatsIntake({
    ...first.asHeadquarters(),
    ...all,
    ...limits,
    sink,
    receiver: new Receiver(sink, systemClock),
    mayBring: () => true,
  });
  await intake.start();
  onTestFinished(async () => {
    await intake.close();
    await hqLine.close();
    await Promise.all(servers.map(async (server) => server.stop()));
  });
  const upstream = (): NatsUpstream =>
    new NatsUpstream({ ...first.asStore(STORE), ...all, store: STORE, from: 'writer', ...systemClock });
  const lanes = [1, 2].map(() => new SellingLane(upstream()));
  for (const [index, server] of servers.entries()) {
    const goal = (lanes.length * ROWS * (index + 1)) / (servers.length + 2);
    await until(`${goal} rows are settled`, async () => (await settledOf(lanes)) >= goal, PATIENCE_MS);
    await server.kill();
    await until('rows go on being settled', async () => (await settledOf(lanes)) > goal + 100, PATIENCE_MS);
    await server.restart();
    await until(
      'it is in step again',
      async () => {
        const answer = await hqLine.request(`$JS.API.STREAM.INFO.${LOG_STREAM}`).catch(() => undefined);
        const info = answer?.json<{ cluster?: { replicas?: readonly { current: boolean }[] } }>();
        const { replicas = [] } = info?.cluster ?? {};
        return replicas.length === 2 && replicas.every((replica) => replica.current);
      },
      PATIENCE_MS,
    );
  }
  await until('all is settled', async () => (await settledOf(lanes)) === lanes.length * ROWS, PATIENCE_MS);
  for (const { log, rows } of lanes) expect(sink.kept(log)?.rows).toEqual(rows);
}, 240_000);
