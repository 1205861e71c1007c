// Goal: figures can be read by Prometheus whatever names and states they are about, and say what is so.
// Method: states put in by hand; every line held to the grammar of the text format.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SenderStatus } from '#sync/sender/run-sender.ts';
import { floorMetrics } from './floor-metrics.ts';
import { metricsText } from './prometheus-text.ts';
import { sendingMetrics } from './sending-metrics.ts';

const LINE =
  /^[a-z_]+(?:\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? -?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/u;

const STATUS: SenderStatus = {
  log: { origin: 'lane-1', epoch: 'e1' },
  phase: 'idle',
  why: undefined,
  sent: { seq: 7, hash: '' },
  settled: { seq: 5, hash: '' },
  backlogRows: 2,
  unsettledRows: 4,
  oldestUnsettledAgeMs: 1_500,
  deadRows: 1,
  alarms: [],
  lastError: undefined,
  rewinds: 3,
};

test('any name of anything makes lines of the format', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 0 }), (origin, value) => {
      const samples = [{ labels: { origin, to: 'store' }, value }];
      const text = metricsText([{ name: 'handrail_rows', help: origin, type: 'gauge', samples }]);
      const [help, type, line, rest] = text.split('\n');
      expect(help?.startsWith('# HELP handrail_rows ')).toBe(true);
      expect([type, rest]).toEqual(['# TYPE handrail_rows gauge', '']);
      expect(line).toMatch(LINE);
    }),
  );
});

test('a metric has no more samples than it may, and none makes no lines', () => {
  const samples = Array.from({ length: 25_000 }, (_, value) => ({ labels: { lane: `lane-${value}` }, value }));
  const metric = { name: 'handrail_lane', help: 'x', type: 'gauge' } as const;
  expect(metricsText([{ ...metric, samples }]).split('\n')).toHaveLength(20_003);
  expect(metricsText([{ ...metric, samples: [] }])).toBe('');
});

test('lives of one journal are counted together, and what hinders them is named', () => {
  const fenced = { ...STATUS, log: { origin: 'lane-1', epoch: 'e2' }, phase: 'paused', why: 'fenced' } as const;
  const text = metricsText(
    sendingMetrics([
      { to: 'headquarters', status: STATUS },
      { to: 'headquarters', status: fenced },
    ]),
  );
  const labels = '{origin="lane-1",to="headquarters"}';
  expect(text).toContain(`handrail_sync_backlog_rows${labels} 4\n`);
  expect(text).toContain(`handrail_sync_unsettled_rows${labels} 8\n`);
  expect(text).toContain(`handrail_sync_oldest_unsettled_age_seconds${labels} 1.5\n`);
  expect(text).toContain(`handrail_sync_last_mark${labels} 7\n`);
  expect(text).toContain(`handrail_sync_rewinds_total${labels} 6\n`);
  expect(text).toContain('handrail_sync_hindered{origin="lane-1",to="headquarters",why="fenced"} 1\n');
  expect(text).toContain('handrail_sync_hindered{origin="lane-1",to="headquarters",why="fork"} 0\n');
});

test('open calls are counted, and the longest wait is that of whom nobody has come to', () => {
  const tickets = [
    { status: 'raised', raisedAt: 1_000, reopenedAt: null },
    { status: 'acknowledged', raisedAt: 500, reopenedAt: 4_000 },
    { status: 'attending', raisedAt: 0, reopenedAt: null },
  ];
  const devices = [{ deviceId: 'scanner-1', kind: 'scanner', state: 'faulted' }];
  const topics = { tickets, devices, lanes: [{ workstationId: 'lane-1', connected: true, state: 'paused' }] };
  const entries = (topic: string): ReadonlyMap<string, string> =>
    new Map(
      Object.entries(topics)
        .filter(([name]) => name === topic)
        .flatMap(([, views]) => views.map((view, index) => [String(index), JSON.stringify(view)] as const)),
    );
  const text = metricsText(floorMetrics({ entries }, 5_000));
  expect(text).toContain('handrail_open_tickets{status="attending"} 1\n');
  expect(text).toContain('handrail_longest_wait_seconds 4\n');
  expect(text).toContain('handrail_device_ready{device="scanner-1",kind="scanner"} 0\n');
  expect(text).toContain('handrail_lane_in_service{lane="lane-1"} 0\n');
});
