import { randomUUID } from 'node:crypto';
import type { NatsConnection } from '@nats-io/transport-node';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { encodePush } from '#sync/http/push-format.ts';
import { PUSH_ROWS_MAX, type LogName, type Mark } from '#sync/log/log.ts';
import { genesisMark } from '#sync/log/row-hash.ts';
import { NatsLine } from '#sync/nats/nats-line.ts';
import { NatsUpstream } from '#sync/nats/nats-upstream.ts';
import { provision } from '#sync/nats/provision.ts';
import { NatsServer } from '#tests/support/nats.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';
import { soldRows } from '../support/sold-rows.ts';
import { quantile } from '../statistics.ts';

// Question: how fast does a queue of 100,000 rows go to the chain's servers, and what do checks and marks cost?
// Method: one batch on its way at a time: it is judged, its hashes are checked, it is taken as one message and only
// behind the last one, and the mark is asked for before and after. Floor: the same rows, ONE MESSAGE EACH as any
// program would publish them, without a condition, 64 on their way at a time, all acknowledged, to the same server in
// turns with ours. So what is compared is our message of 200 rows with 200 messages of one row: most of what we win is
// that the server handles fewer messages. Samples are µs a row over a tenth of the rows. In the detail, bareBatches:
// our very batches, ready made, published like the floor, which is what the line and the server alone can do with
// them; against that, most of our time goes to checks, hashes and marks.
// No goal: what headquarters does with them, which drain-postgres measures.

const ROWS = 100_000;
const TURNS = 10;
const IN_FLIGHT = 64;
const STORE = 'store-1';
const LIMITS = { replicas: 1, bytesMax: 1_000_000_000 } as const;

async function measure(room: BenchRoom): Promise<Measurement> {
  const server = await NatsServer.start([STORE]);
  room.defer(() => server.stop());
  const hq = new NatsLine(server.asHeadquarters());
  room.defer(() => hq.close());
  const raw = await hq.connection();
  await provision(raw, LIMITS);
  const log = { origin: 'lane-1', epoch: randomUUID() };
  const { rows } = soldRows(log, ROWS);
  const upstream = new NatsUpstream({
    ...server.asStore(STORE),
    store: STORE,
    from: 'forwarder',
    now: () => Date.now(),
    monotonic: now,
  });
  room.defer(() => upstream.close());
  let mark = genesisMark(log);
  const samples: number[] = [];
  const floor: number[] = [];
  const bare: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const part = rows.slice((turn * ROWS) / TURNS, ((turn + 1) * ROWS) / TURNS);
    const begun = now();
    mark = await pushAll(upstream, log, mark, part);
    samples.push(((now() - begun) * 1_000) / part.length);
    const batches = batchesOf(part).map((batch) => encodePush({ log, after: mark, rows: batch }));
    bare.push((await publishAll(raw, 'handrail.log.raw.batches.x', batches)) / part.length);
    const bodies = part.map((row) => Buffer.from(row.body));
    floor.push((await publishAll(raw, 'handrail.log.raw.rows.x', bodies)) / part.length);
  }
  if (mark.seq !== ROWS) throw new Error(`only ${mark.seq} rows arrived`);
  return { samples, floor, detail: { bareBatches: quantile(bare, 0.5) } };
}

async function pushAll(upstream: NatsUpstream, log: LogName, after: Mark, rows: readonly JournalRow[]): Promise<Mark> {
  let mark = after;
  for (const batch of batchesOf(rows)) {
    const answer = await upstream.push({ log, after: mark, rows: batch }, AbortSignal.timeout(30_000));
    if (answer.type !== 'mark') throw new Error(`the upstream answered ${answer.type}`);
    ({ mark } = answer);
  }
  return mark;
}

function batchesOf(rows: readonly JournalRow[]): readonly (readonly JournalRow[])[] {
  return Array.from({ length: Math.ceil(rows.length / PUSH_ROWS_MAX) }, (_, index) =>
    rows.slice(index * PUSH_ROWS_MAX, (index + 1) * PUSH_ROWS_MAX),
  );
}

/** @returns how long it took until the last was acknowledged, in microseconds */
async function publishAll(connection: NatsConnection, subject: string, messages: readonly Buffer[]): Promise<number> {
  const begun = now();
  let next = 0;
  const publisher = async (): Promise<void> => {
    for (let message = messages[next]; message !== undefined; message = messages[next]) {
      next += 1;
      const answer = await connection.request(subject, message, { timeout: 30_000 });
      if (answer.json<{ seq?: number }>().seq === undefined) throw new Error(answer.string());
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, publisher));
  return (now() - begun) * 1_000;
}

export const drainNats: Bench = {
  name: 'drain-nats',
  unit: 'µs',
  question: 'Time a row to send a queue of 100,000 to a NATS server, checked and taken behind the last one.',
  measure,
};
