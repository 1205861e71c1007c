// Goal: a wall clock that was set is written down, and one that goes as it should is not.
// Method: pairs of moments, by the wall clock, the run of the system and the clock that never goes back.
import { expect, test } from 'vitest';
import { clockJump } from './clock-jump.ts';

const BEFORE = { wall: 1_000_000, boot: 'a', monotonic: 500 };

test.each([
  ['as much went by on both', { wall: 1_060_000, boot: 'a', monotonic: 60_500 }],
  ['they differ by less than two seconds', { wall: 1_061_900, boot: 'a', monotonic: 60_500 }],
  ['the machine was off for a while', { wall: 9_000_000, boot: 'b', monotonic: 3 }],
])('no jump: %s', (_, now) => {
  expect(clockJump(BEFORE, now)).toBeUndefined();
});

test.each([
  ['forward', { wall: 1_100_000, boot: 'a', monotonic: 60_500 }, 60_000],
  ['back', { wall: 400_000, boot: 'a', monotonic: 60_500 }, 60_000],
  ['back over a restart of the machine', { wall: 999_999, boot: 'b', monotonic: 3 }, null],
])('a jump %s', (_, now, elapsedMs) => {
  expect(clockJump(BEFORE, now)).toEqual({ type: 'clock-jump', from: 1_000_000, to: now.wall, elapsedMs });
});

test('the first row of all has nothing to be compared with', () => {
  expect(clockJump(undefined, BEFORE)).toBeUndefined();
});
