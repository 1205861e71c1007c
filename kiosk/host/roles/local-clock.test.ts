import { describe, expect, it } from 'vitest';
import { localClock } from './local-clock.ts';

// Goal: the store's own calendar decides, over midnight, the start of the business day and the change of summer time.
// Method: moments in UTC whose local reading is known.

describe('the clock of a store in Amsterdam whose day starts at four', () => {
  const clock = localClock('Europe/Amsterdam', '04:00');
  it.each([
    ['2026-11-22T11:05:00Z', { date: '2026-11-22', time: '12:05' }, '2026-11-22'],
    ['2026-11-21T23:30:00Z', { date: '2026-11-22', time: '00:30' }, '2026-11-21'],
    ['2026-11-22T02:59:00Z', { date: '2026-11-22', time: '03:59' }, '2026-11-21'],
    ['2026-11-22T03:00:00Z', { date: '2026-11-22', time: '04:00' }, '2026-11-22'],
    ['2026-03-29T01:30:00Z', { date: '2026-03-29', time: '03:30' }, '2026-03-28'],
    ['2026-12-31T23:59:00Z', { date: '2027-01-01', time: '00:59' }, '2026-12-31'],
  ])('%s', (utc, local, day) => {
    expect(clock.localTime(Date.parse(utc))).toEqual(local);
    expect(clock.businessDay(Date.parse(utc))).toBe(day);
  });
});
