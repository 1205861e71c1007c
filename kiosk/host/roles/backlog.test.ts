// Goal: staff see the worst of what is on its way, and why. Method: states of senders and refusals put in by hand.
import { expect, test } from 'vitest';
import type { SenderStatus } from '#sync/sender/run-sender.ts';
import { backlogOf, mergedBacklogs } from './backlog.ts';
import { RefusedLogs } from './refused-logs.ts';

const MARK = { seq: 3, hash: '' };
const STATUS: SenderStatus = {
  log: { origin: 'lane-1', epoch: 'e1' },
  phase: 'idle',
  why: undefined,
  sent: MARK,
  settled: MARK,
  backlogRows: 0,
  unsettledRows: 0,
  oldestUnsettledAgeMs: undefined,
  deadRows: 0,
  alarms: [],
  lastError: undefined,
  rewinds: 0,
};

test.each([
  [{}, 'up-to-date', null],
  [{ unsettledRows: 2 }, 'sending', null],
  [{ unsettledRows: 2, lastError: 'no route' }, 'waiting', 'no route'],
  [{ phase: 'paused', why: 'unauthorized', lastError: 'who?' }, 'paused', 'who?'],
  [{ phase: 'paused', why: 'fenced', lastError: 'a copy' }, 'fenced', 'a copy'],
  [{ phase: 'stopped', why: 'fork', lastError: 'another row' }, 'fork', 'another row'],
  [{ phase: 'stopped', why: 'receiver-ahead', alarms: ['receiver-ahead'] }, 'fork', 'receiver-ahead'],
  [{ deadRows: 2, alarms: ['row-set-aside'] }, 'up-to-date', 'rows set aside: 2'],
] as const)('%j is shown as %s', (part, state, detail) => {
  expect(backlogOf({ ...STATUS, ...part }, 'store', 10)).toMatchObject({ state, detail });
});

test('what staff should know besides is told with it', () => {
  expect(backlogOf({ ...STATUS, lastError: 'no route' }, 'store', 10, ['it began anew']).detail).toBe(
    'no route; it began anew',
  );
});

test('several lives of one journal are one line with the worst state, all rows and the oldest age', () => {
  const one = backlogOf({ ...STATUS, unsettledRows: 2, oldestUnsettledAgeMs: 5 }, 'store', 10);
  const other = { ...one, pending: 1, oldestUnsettledAt: 3, state: 'fork', detail: 'another row' } as const;
  const elsewhere = { ...one, to: 'headquarters' } as const;
  expect([...mergedBacklogs([one, other, elsewhere]).values()]).toEqual([
    { ...one, pending: 3, oldestUnsettledAt: 3, state: 'fork', detail: 'another row' },
    elsewhere,
  ]);
});

test('a log that is not let in is shown until it was let in, or not heard for a while', () => {
  let now = 0;
  const refused = new RefusedLogs(() => now);
  const log = { origin: 'lane-1', epoch: 'e2' };
  refused.hear({ type: 'fenced', log, liveEpoch: 'e1' });
  expect(refused.views()).toMatchObject([{ origin: 'lane-1', state: 'fenced' }]);
  refused.hear({ type: 'epoch-took-over', log, because: 'silent' });
  expect(refused.views()).toEqual([]);
  refused.hear({ type: 'fenced', log, liveEpoch: 'e1' });
  now = 5 * 60_000;
  expect(refused.views()).toEqual([]);
});
