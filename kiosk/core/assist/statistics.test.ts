// Goal: figures that managers plan by are right.
// Method: values worked out by hand or printed in the literature, and what must hold for any input (fast-check).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peopleFor, shareThatWaits, shareWithin } from './staffing.ts';
import { gini, quantile, shareOf } from './statistics.ts';

describe('quantile', () => {
  it.each<[readonly number[], number, number | undefined]>([
    [[], 0.8, undefined],
    [[7], 0.8, 7],
    [[5, 1, 4, 2, 3], 0.8, 4],
    [[5, 1, 4, 2, 3], 0, 1],
    [[5, 1, 4, 2, 3], 1, 5],
  ])('of %j at %d is %s', (values, share, expected) => {
    expect(quantile(values, share)).toBe(expected);
  });
});

describe('Gini', () => {
  it.each<[readonly number[], number]>([
    [[], 0],
    [[0, 0], 0],
    [[3, 3, 3], 0],
    [[0, 0, 0, 1], 0.75],
    [[1, 2, 3, 4], 0.25],
  ])('of %j is %d', (values, expected) => {
    expect(gini(values)).toBeCloseTo(expected, 10);
  });

  it('is from 0 to 1, and the same in any unit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }), (values) => {
        const spread = gini(values);
        expect(spread).toBeGreaterThanOrEqual(0);
        expect(spread).toBeLessThan(1);
        expect(gini(values.map((value) => value * 60))).toBeCloseTo(spread, 10);
      }),
    );
  });
});

describe('a share', () => {
  it('of nothing is no share', () => {
    expect(shareOf(0, 0)).toBeUndefined();
  });

  it('comes with what chance may make of it (Wilson): 81 of 100 is 72 to 88 %', () => {
    const { low = 0, high = 0 } = shareOf(81, 100) ?? {};
    expect(low).toBeCloseTo(0.722, 2);
    expect(high).toBeCloseTo(0.875, 2);
  });
});

describe('Erlang C', () => {
  // Calls in an hour, seconds with each, people, share that waits, share within 30 s.
  it.each([
    [30, 45, 1, 0.37, 0.75],
    [60, 30, 1, 0.5, 0.7],
    [60, 45, 1, 0.75, 0.37],
    [60, 45, 2, 0.2, 0.91],
    [90, 45, 2, 0.41, 0.77],
    [120, 45, 2, 0.64, 0.54],
    [120, 45, 3, 0.24, 0.91],
  ])('%d calls of %d s for %d people: %d wait', (callsPerHour, busySeconds, people, waits, within) => {
    const load = { callsPerHour, busySeconds };
    expect(shareThatWaits(load, people)).toBeCloseTo(waits, 1);
    expect(shareWithin(load, people, 30)).toBeCloseTo(within, 1);
  });

  it('never ends with fewer people than there is work', () => {
    expect(shareThatWaits({ callsPerHour: 120, busySeconds: 60 }, 2)).toBe(1);
    expect(shareWithin({ callsPerHour: 120, busySeconds: 60 }, 2, 3600)).toBe(0);
  });

  it('plans nobody for no calls, the fewest that do, and no number where none does', () => {
    expect(peopleFor({ callsPerHour: 0, busySeconds: 60 }, 30, 0.8)).toBe(0);
    expect(peopleFor({ callsPerHour: 60, busySeconds: 45 }, 30, 0.8)).toBe(2);
    expect(peopleFor({ callsPerHour: 1_000_000, busySeconds: 3600 }, 30, 0.8)).toBeUndefined();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 300 }), (callsPerHour, busySeconds) => {
        const load = { callsPerHour, busySeconds };
        const people = peopleFor(load, 30, 0.8) ?? 0;
        expect(shareWithin(load, people, 30)).toBeGreaterThanOrEqual(0.8);
        expect(shareWithin(load, people - 1, 30)).toBeLessThan(0.8);
      }),
    );
  });
});
