/*
 * Goal: what is on its way worries nobody while it moves, and somebody when it does not.
 * Method: states and ages, and how they look.
 */
import { expect, it } from 'vitest';
import { backlogTone } from './backlog-words.ts';

const NOW = 100 * 60_000;

it.each([
  ['up-to-date', 0, null, 'calm'],
  ['sending', 12, NOW - 2_000, 'calm'],
  ['sending', 900, NOW - 61_000, 'amber'],
  ['waiting', 3, NOW - 5_000, 'amber'],
  ['paused', 0, null, 'amber'],
  ['waiting', 3, NOW - 16 * 60_000, 'red'],
  ['fork', 0, null, 'red'],
  ['fenced', 0, null, 'red'],
] as const)('%s with %s rows since %s is %s', (state, pending, oldestUnsettledAt, tone) => {
  const backlog = { origin: '0042.lane-1', to: 'store', pending, oldestUnsettledAt, state, detail: null } as const;
  expect(backlogTone(backlog, NOW)).toBe(tone);
});
