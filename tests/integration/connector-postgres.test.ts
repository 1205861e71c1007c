// Goal: connectors of headquarters read PostgreSQL as they read a file: all sales, in order, without what a person
// said to leave out.
// Method: a real PostgreSQL that lanes' rows were taken into, a connector that writes files, and a row that nobody can
// read.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresTakenIn } from '#kiosk/host/connectors/taken-in.ts';
import { readConnectors } from '#kiosk/storage/connectors/read-connectors.ts';
import { PoslogFiles } from '#sync/connectors/poslog/poslog-files.ts';
import { PostgresSink } from '#sync/postgres/postgres-sink.ts';
import { decideQuarantined } from '#sync/postgres/quarantine.ts';
import { ConnectorBed, newLane, scan, sell } from '#tests/support/connectors/connector-bed.ts';
import { PostgresServer } from '#tests/support/postgres.ts';
import type { SaleWriter } from '#tests/support/postgres-sales.ts';

let server: PostgresServer;
let sink: PostgresSink;

beforeAll(async () => {
  server = await PostgresServer.start();
  sink = await PostgresSink.open({ url: await server.newDatabase('connectors'), today: '2026-09-21' });
});

afterAll(async () => {
  await sink.close();
  await server.stop();
});

async function takeIn(lane: SaleWriter, suspects: readonly { seq: number; reason: string }[] = []): Promise<void> {
  for (let at = 0; at < lane.rows.length; at += 200) {
    const rows = lane.rows.slice(at, at + 200);
    await sink.append(
      lane.log,
      rows,
      suspects.filter(({ seq }) => rows.some((row) => row.seq === seq)),
    );
  }
}

test('sales of many lanes become files, and a row that was dropped is left out', async () => {
  const bed = new ConnectorBed();
  const directory = path.join(bed.directory, 'out');
  mkdirSync(directory);
  const lanes = ['0042.lane-1', '0042.lane-2'].map((origin) => newLane(origin));
  const ids = lanes.flatMap((lane) => Array.from({ length: 60 }, () => sell(lane).transactionId));
  for (const lane of lanes) await takeIn(lane);
  const odd = newLane('0042.lane-3');
  odd.run(scan('milk'));
  const { seq } = odd.writeRow('transaction.something-new', '{"v":3,"event":{"type":"something-new"}}');
  const last = sell(odd, []);
  await takeIn(odd, [{ seq, reason: 'not understood' }]);
  const takenIn = postgresTakenIn(sink);
  const files = new PoslogFiles({ directory, format: 'json', salesPerFile: 1 });
  expect(await bed.deliver(files, { takenIn })).toBe(true);
  expect(idsIn(directory)).toEqual(new Set(ids));
  expect(readConnectors(bed.store.file).held).toMatchObject([{ transactionId: last.transactionId, state: 'held' }]);
  const decision = { log: odd.log, seq, state: 'dropped', by: 'Sara', reason: 'nothing of ours' } as const;
  expect(await decideQuarantined(sink.connections, decision)).toBe(true);
  const [held] = readConnectors(bed.store.file).held;
  bed.store.decide('it', odd.log, held?.seq ?? 0, 'released', '', 1);
  await bed.deliver(files, { takenIn });
  expect(idsIn(directory)).toEqual(new Set([...ids, last.transactionId]));
  const again = path.join(bed.directory, 'again');
  mkdirSync(again);
  const anew = new PoslogFiles({ directory: again, format: 'json', salesPerFile: 50 });
  expect(await bed.deliver(anew, { takenIn, name: 'another' })).toBe(true);
  expect(idsIn(again)).toEqual(new Set([...ids, last.transactionId]));
});

function idsIn(directory: string): ReadonlySet<string> {
  const files = readdirSync(directory).map((name) => readFileSync(path.join(directory, name), 'utf8'));
  const all = files.flatMap((text) => [...text.matchAll(/"TransactionID": "([^"]+)"/g)].map(([, id]) => id ?? ''));
  expect(new Set(all).size).toBe(all.length);
  return new Set(all);
}
