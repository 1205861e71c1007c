import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import { PUSH_ROWS_MAX, type LogName } from '#sync/log/log.ts';
import { genesisMark } from '#sync/log/row-hash.ts';
import { encodeRows } from '#sync/postgres/encode-rows.ts';
import { PostgresSink } from '#sync/postgres/postgres-sink.ts';
import { LAN_PATIENCE } from '#sync/sender/back-off.ts';
import { runSender, type RunningSender } from '#sync/sender/run-sender.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { inProcessUpstream } from '#tests/support/in-process-upstream.ts';
import { MemorySource } from '#tests/support/memory-log.ts';
import { PostgresServer } from '#tests/support/postgres.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';
import { soldRows } from '../support/sold-rows.ts';

// Question: how fast does headquarters take a queue into its database, and what do checks, marks and partitions cost?
// Method: 100,000 rows of sales of one lane, sent by the real sender with up to four pushes on their way: each is
// judged, its hashes are checked, and it is answered once it is committed; pushes that wait are committed together.
// Floor: the same rows in batches as large as a push, one statement and one commit each, one after the other, into one
// plain table with the same columns, its parameters packed as well as ours, on the same server, in turns with ours.
// Samples are µs a row over a tenth of the rows.
// No goal: many lanes at once, which share the server's flushes and go faster.

const ROWS = 100_000;
const TURNS = 10;
const TODAY = '2026-09-21';
/** Longer than anything takes here: nothing but the queue is on its way. Milliseconds. */
const HEARTBEAT_MS = 60_000;

const TABLE = `CREATE TABLE plain (log bigint, seq bigint, business_day date, id uuid, kind text, wall bigint, boot text,
  monotonic bigint, body bytea, hash bytea, PRIMARY KEY (log, seq))`;
const INSERT = `INSERT INTO plain SELECT 1, $1::bigint + n, day, id, kind, wall, boot, monotonic,
    substring($9::bytea FROM start + 1 FOR finish - start), substring($10::bytea FROM (n::integer - 1) * 32 + 1 FOR 32)
  FROM unnest($2::date[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::bigint[],
    array_prepend(0, $8::integer[]), $8::integer[])
    WITH ORDINALITY AS row (day, id, kind, wall, boot, monotonic, start, finish, n)
  WHERE finish IS NOT NULL ON CONFLICT DO NOTHING`;

async function measure(room: BenchRoom): Promise<Measurement> {
  const server = await PostgresServer.start(['max_wal_size=2GB']);
  room.defer(() => server.stop());
  const log = { origin: 'lane-1', epoch: randomUUID() };
  const { rows, perSale } = soldRows(log, ROWS);
  const sink = await PostgresSink.open({ url: server.url(), today: TODAY });
  room.defer(() => sink.close());
  const raw = new pg.Client({ connectionString: server.url() });
  await raw.connect();
  room.defer(() => raw.end());
  await raw.query(TABLE);
  const written: JournalRow[] = [];
  const lane = new SendingLane(log, written, inProcessUpstream(sink, 'forwarder'));
  room.defer(() => lane.stop());
  const samples: number[] = [];
  const floor: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const part = rows.slice((turn * ROWS) / TURNS, ((turn + 1) * ROWS) / TURNS);
    const begun = now();
    written.push(...part);
    await lane.sends(written.length);
    samples.push(((now() - begun) * 1_000) / part.length);
    const rawBegun = now();
    for (const batch of batchesOf(part)) await insertPlainly(raw, batch);
    floor.push(((now() - rawBegun) * 1_000) / part.length);
  }
  const bytesPerRow = await bytesOf(sink);
  return {
    samples,
    floor,
    detail: { rowsPerSale: perSale, bodyBytes: meanBody(rows), bytesPerRow, bytesPerSale: bytesPerRow * perSale },
  };
}

/** A journal in memory, and the real sender that sends what is written to it. */
class SendingLane {
  readonly #sender: RunningSender;
  #end = Infinity;
  #arrived = (): void => {};

  constructor(log: LogName, written: readonly JournalRow[], receiver: Upstream) {
    const upstream: Upstream = {
      push: async (request, signal) => {
        const answer = await receiver.push(request, signal);
        if (answer.type !== 'mark') throw new Error(`the receiver answered ${answer.type}`);
        if (answer.mark.seq >= this.#end) this.#arrived();
        return answer;
      },
      close: async () => receiver.close(),
    };
    const source = new MemorySource(log, () => ({ base: genesisMark(log), rows: written }));
    const ports = { source, upstream, clock: systemClock, random: Math.random };
    this.#sender = runSender(ports, { isForwarding: false, patience: LAN_PATIENCE, heartbeatMs: HEARTBEAT_MS });
  }

  /** Resolves when all up to a row is committed. */
  async sends(end: number): Promise<void> {
    this.#end = end;
    const arrived = new Promise<void>((resolve) => {
      this.#arrived = resolve;
    });
    this.#sender.wake();
    await arrived;
  }

  async stop(): Promise<void> {
    await this.#sender.stop();
  }
}

function* batchesOf(rows: readonly JournalRow[]): Generator<readonly JournalRow[]> {
  for (let from = 0; from < rows.length; from += PUSH_ROWS_MAX) yield rows.slice(from, from + PUSH_ROWS_MAX);
}

async function insertPlainly(client: pg.Client, rows: readonly JournalRow[]): Promise<void> {
  const { days, ids, kinds, walls, boots, monotonics, ends, bodies, hashes } = encodeRows(rows);
  await client.query({
    name: 'plain',
    text: INSERT,
    values: [(rows[0]?.seq ?? 1) - 1, days, ids, kinds, walls, boots, monotonics, ends, bodies, hashes],
  });
}

/** What a row takes in the database, with its part of the indexes. */
async function bytesOf(sink: PostgresSink): Promise<number> {
  const [found] = await sink.connections.query<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(inhrelid)) AS bytes FROM pg_inherits WHERE inhparent = 'handrail.journal'::regclass`,
  );
  return Number(found?.bytes ?? 0) / ROWS;
}

function meanBody(rows: readonly JournalRow[]): number {
  return rows.reduce((sum, row) => sum + Buffer.byteLength(row.body), 0) / rows.length;
}

export const drainPostgres: Bench = {
  name: 'drain-postgres',
  unit: 'µs',
  question: 'Time a row to take a lane’s queue of 100,000 into PostgreSQL, checked and committed batch by batch.',
  measure,
};
