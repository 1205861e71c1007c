// Goal: a lane stops beginning sales before the disk is full, gives up its ballast when it is, and comes back without
// flickering.
// Method: the decision on data: each level against each look, and random histories.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideDisk, DISK_UNSEEN, type DiskEvent, type DiskState } from './disk-level.ts';

const LIMITS = { ballastBytes: 64, floorBytes: 200 };
const WITH: DiskState = { level: 'ample', hasBallast: true };

function looked(freeBytes: number, hasBallast = true): DiskEvent {
  return { type: 'looked', freeBytes, hasBallast };
}

test.each<[string, DiskState, DiskEvent, DiskState, string]>([
  ['the first look at a roomy disk makes the ballast', DISK_UNSEEN, looked(900, false), WITH, 'make'],
  ['a first look at a tight one does not', DISK_UNSEEN, looked(250, false), { ...DISK_UNSEEN }, 'keep'],
  ['at the floor it is still ample', WITH, looked(200), WITH, 'keep'],
  ['below it is low', WITH, looked(199), { level: 'low', hasBallast: true }, 'keep'],
  [
    'a little above does not bring it back',
    { level: 'low', hasBallast: true },
    looked(210),
    { level: 'low', hasBallast: true },
    'keep',
  ],
  ['enough above does', { level: 'low', hasBallast: true }, looked(221), WITH, 'keep'],
  [
    'a refused write gives up the ballast',
    { level: 'low', hasBallast: true },
    { type: 'refused' },
    { level: 'full', hasBallast: false },
    'give-up',
  ],
  [
    'which there is only once',
    { level: 'full', hasBallast: false },
    { type: 'refused' },
    { level: 'full', hasBallast: false },
    'keep',
  ],
  [
    'what was given up does not make it less full',
    { level: 'full', hasBallast: false },
    looked(230, false),
    { level: 'full', hasBallast: false },
    'keep',
  ],
  ['room for a new ballast does', { level: 'full', hasBallast: false }, looked(284, false), WITH, 'make'],
])('%s', (_, state, event, next, ballast) => {
  expect(decideDisk(state, event, LIMITS)).toEqual({ state: next, ballast });
});

test('whatever happened: with less than the floor it is never ample, and a roomy disk always comes back', () => {
  const event = fc.oneof(
    fc.constant<DiskEvent>({ type: 'refused' }),
    fc.record({ type: fc.constant('looked' as const), freeBytes: fc.nat(500), hasBallast: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(event), fc.nat(199), fc.boolean(), (history, free, hasBallast) => {
      const state = history.reduce((before, each) => decideDisk(before, each, LIMITS).state, DISK_UNSEEN);
      const tight = decideDisk({ ...state, hasBallast: true }, looked(free), LIMITS).state;
      expect(tight.level).not.toBe('ample');
      expect(decideDisk(tight, looked(1_000, hasBallast), LIMITS).state).toEqual(WITH);
    }),
  );
});
