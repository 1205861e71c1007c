import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayNumber, isLocalDate, isoWeekday, isTimeOfDay, isWithinTimes } from './local-time.ts';

// Goal: days and times of day without a clock. Method: the platform's calendar as the judge, over four centuries.

const date = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2299-12-31T00:00:00Z'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));

describe('local time', () => {
  it('counts days and weekdays as the platform does', () => {
    fc.assert(
      fc.property(date, (day) => {
        const at = new Date(`${day}T00:00:00Z`);
        expect(dayNumber(day)).toBe(at.getTime() / 86_400_000);
        expect(isoWeekday(day)).toBe(at.getUTCDay() === 0 ? 7 : at.getUTCDay());
        expect(isLocalDate(day)).toBe(true);
      }),
    );
  });

  it.each(['2026-02-29', '2100-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', '', '2026-01-01T00:00'])(
    'refuses the day %j',
    (text) => {
      expect(isLocalDate(text)).toBe(false);
    },
  );

  it.each([
    ['00:00', true],
    ['23:59', true],
    ['24:00', false],
    ['7:30', false],
    ['12:60', false],
  ])('%s is a time of day: %s', (text, expected) => {
    expect(isTimeOfDay(text)).toBe(expected);
  });

  it.each([
    ['08:00', '08:00', '20:00', true],
    ['20:00', '08:00', '20:00', false],
    ['07:59', '08:00', '20:00', false],
    ['23:00', '22:00', '06:00', true],
    ['05:59', '22:00', '06:00', true],
    ['06:00', '22:00', '06:00', false],
    ['12:00', '00:00', '00:00', true],
  ])('%s lies within %s to %s: %s', (time, from, to, expected) => {
    expect(isWithinTimes(time, from, to)).toBe(expected);
  });
});
