// Goal: figures of headquarters say how far each store is behind, also one that is away, and whether the record can be
// written; nothing that a machine says can spoil them.
// Method: a real bus on which stores tell; a sink that fails when it is told to; time held by hand.
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LocalBus } from '#sync/bus/local-bus.ts';
import { SinkFailure } from '#sync/log/log-sink.ts';
import { genesisMark } from '#sync/log/row-hash.ts';
import { MemorySink, rowsAfter } from '#tests/support/memory-log.ts';
import { startFiguresServer } from '../http/figures-server.ts';
import { systemClock } from '../system-clock.ts';
import { hqMetrics } from './hq-metrics.ts';
import { measuredSink } from './measured-sink.ts';
import { StoreBacklogs, tellBacklog } from './store-backlogs.ts';

const SILENT = { debug: () => {}, warn: () => {}, error: () => {} };
const LOG = { origin: '0042.lane-1', epoch: 'e' };

/** Headquarters with a memory for a record. */
function headquarters() {
  const bus = new LocalBus(systemClock, SILENT);
  const at = { now: 1_000_000, isDown: false };
  const record = new MemorySink(true);
  const append = record.append.bind(record);
  record.append = async (...batch) => {
    at.now += 500;
    if (at.isDown) throw new SinkFailure('the disk is full');
    return append(...batch);
  };
  const measured = measuredSink(record, { now: () => at.now, monotonic: () => at.now });
  const backlogs = new StoreBacklogs(bus, () => at.now);
  const sinkState = async (): Promise<{ heldRows: number; bytes: number }> => {
    if (at.isDown) throw new SinkFailure('the disk is full');
    return { heldRows: 3, bytes: 4_096 };
  };
  const figures = async (): Promise<string> =>
    hqMetrics({ directory: path.sep, takenIn: measured.figures, backlogs, sinkState, now: () => at.now });
  return { at, bus, measured, figures };
}

const VIEW = { origin: '0042.lane-1', to: 'headquarters', pending: 7, state: 'waiting', detail: null } as const;

test('a store is as far behind as it told, and grows older while it is away', async () => {
  const { at, bus, figures } = headquarters();
  const views = [
    { ...VIEW, oldestUnsettledAt: at.now - 60_000 },
    { ...VIEW, origin: '0042.store', pending: 2, oldestUnsettledAt: at.now - 1_000, state: 'fork' } as const,
    { ...VIEW, to: 'store', pending: 100, oldestUnsettledAt: 0 } as const,
  ];
  tellBacklog(bus, '0042.store', views, at.now);
  at.now += 10_000;
  const text = await figures();
  expect(text).toContain('handrail_hq_store_backlog_rows{store="0042"} 9\n');
  expect(text).toContain('handrail_hq_store_oldest_unsettled_age_seconds{store="0042"} 70\n');
  expect(text).toContain('handrail_hq_store_hindered_logs{store="0042"} 1\n');
  expect(text).toContain('handrail_hq_store_told_age_seconds{store="0042"} 10\n');
  tellBacklog(bus, '0042.store', [], at.now);
  expect(await figures()).toContain('handrail_hq_store_oldest_unsettled_age_seconds{store="0042"} 0\n');
});

test('what is no backlog is not taken for one', async () => {
  const { bus, figures } = headquarters();
  for (const message of [{}, { rows: -1, oldestAgeMs: 0, hindered: 0 }, { rows: 'x', oldestAgeMs: 1, hindered: 0 }]) {
    bus.publish('state.0042.store.backlog', message);
  }
  bus.publish('state.0042.lane-1.backlog', { rows: 1, oldestAgeMs: 1, hindered: 0 });
  expect(await figures()).not.toContain('handrail_hq_store_backlog_rows');
});

test('what went in is counted, and a record that cannot be used is told', async () => {
  const { at, measured, figures } = headquarters();
  await measured.sink.append(LOG, rowsAfter(LOG, genesisMark(LOG), 5), []);
  at.now += 2_000;
  const text = await figures();
  for (const line of [
    'handrail_hq_sink_up 1',
    'handrail_hq_quarantine_rows 3',
    'handrail_hq_sink_bytes 4096',
    'handrail_hq_rows_total 5',
    'handrail_hq_commit_seconds_total 0.5',
    'handrail_hq_store_last_row_age_seconds{store="0042"} 2',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  at.isDown = true;
  await expect(measured.sink.append(LOG, [], [])).rejects.toThrow('full');
  const broken = await figures();
  expect(broken).toContain('handrail_hq_sink_up 0\n');
  expect(broken).toContain('handrail_hq_commit_failures_total 1\n');
  expect(broken).not.toContain('handrail_hq_sink_bytes');
});

test('figures are for this machine unless they are open, and never for a page that pretends to be at home', async () => {
  const text = async (): Promise<string> => 'handrail_x 1\n';
  const open = async (isOpen: boolean): Promise<string> => {
    const server = await startFiguresServer({
      host: '127.0.0.1',
      port: 0,
      allowedHosts: [],
      metrics: { text, isOpen },
    });
    onTestFinished(() => server.close());
    return `http://127.0.0.1:${server.port}`;
  };
  const [shut, wide] = [await open(false), await open(true)];
  const proxied = { headers: { 'x-forwarded-for': '192.0.2.7' } };
  expect(await (await fetch(`${shut}/metrics`)).text()).toBe('handrail_x 1\n');
  expect((await fetch(`${shut}/metrics`, proxied)).status).toBe(404);
  expect((await fetch(`${wide}/metrics`, proxied)).status).toBe(200);
  expect((await fetch(`${shut}/metrics`, { method: 'POST' })).status).toBe(404);
  expect(await (await fetch(`${shut}/healthz`)).json()).toEqual({ status: 'ok' });
});
