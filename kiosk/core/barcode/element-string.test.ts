import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigit } from '../values/gtin.ts';
import { fullYear, readShortDate } from './calendar-date.ts';
import { GROUP_SEPARATOR } from './clean-scan.ts';
import { decimalToMinorUnits, formatDecimal, kilogramsToGrams } from './decimal.ts';
import { parseElementString } from './element-string.ts';
import { parseScan } from './parse-scan.ts';
import { DEFAULT_SCAN_OPTIONS } from './scan-options.ts';

// Goal: what a label says is what comes out, exactly, in whatever order its elements stand; dates fall into the right
// century. Method: write labels and read them back; walk through all years and months.

const YEAR = 2026;
const OPTIONS = { ...DEFAULT_SCAN_OPTIONS, today: '2026-11-22' };
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const gtin = digits(13).map((body) => body + checkDigit(body));
const text = fc.stringMatching(/^[A-Za-z0-9!"%&'()*+,./_:;=<>?-]{1,20}$/);

const label = fc
  .record({
    '01': gtin,
    '10': fc.option(text, { nil: undefined }),
    '21': fc.option(text, { nil: undefined }),
    '30': fc.option(fc.integer({ min: 1, max: 99_999_999 }).map(String), { nil: undefined }),
    '17': fc.option(fc.constantFrom('261231', '280229', '300600'), { nil: undefined }),
    '3103': fc.option(digits(6), { nil: undefined }),
    '3922': fc.option(fc.integer({ min: 1, max: 999_999_999 }).map(String), { nil: undefined }),
    '99': fc.option(text, { nil: undefined }),
  })
  .map((all) => Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined))
  .chain((pairs) => fc.shuffledSubarray(pairs, { minLength: pairs.length }));

const PREDEFINED = new Set(['01', '17', '3103']);

function write(pairs: readonly (readonly [string, string])[], ended: boolean): string {
  const whole = pairs.map(([ai, value]) => ai + value + (PREDEFINED.has(ai) ? '' : GROUP_SEPARATOR)).join('');
  return ended || !whole.endsWith(GROUP_SEPARATOR) ? whole : whole.slice(0, -1);
}

describe('parseElementString', () => {
  it('reads back every label that was written, in its order', () => {
    fc.assert(
      fc.property(label, fc.boolean(), (pairs, ended) => {
        const elements = parseElementString(write(pairs, ended), YEAR);
        expect('ok' in elements ? elements : [...elements]).toEqual(pairs);
      }),
    );
  });

  it('means the same in every order and in every carrier', () => {
    fc.assert(
      fc.property(label, (pairs) => {
        const facts = (prefix: string, all: typeof pairs) => {
          const scan = parseScan(prefix + write(all, false), OPTIONS);
          return scan.ok && scan.purpose === 'article'
            ? [scan.gtin14, scan.batch, scan.serial, scan.count, scan.useBy, scan.weight, scan.price, scan.lookupKeys]
            : scan;
        };
        expect(facts(']e0', pairs)).toEqual(facts(']d2', pairs.toReversed()));
      }),
    );
  });
});

describe('two-digit years', () => {
  it('lie from 49 years back to 50 ahead, each exactly once', () => {
    for (const thisYear of [1999, 2000, 2026, 2049, 2050, 2051, 2099]) {
      const years = Array.from({ length: 100 }, (_, short) => fullYear(short, thisYear)).toSorted((a, b) => a - b);
      expect(years[0]).toBe(thisYear - 49);
      expect(years[99]).toBe(thisYear + 50);
      expect(new Set(years).size).toBe(100);
    }
  });

  it('make only days that the calendar has', () => {
    for (let month = 0; month <= 13; month += 1) {
      for (let day = 0; day <= 32; day += 1) {
        const printed = `28${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
        const real = new Date(Date.UTC(2028, month - 1, day));
        const exists = month >= 1 && month <= 12 && day >= 1 && real.getUTCDate() === day;
        expect(readShortDate(printed, YEAR, false) !== undefined).toBe(exists);
        if (day === 0 && month >= 1 && month <= 12) {
          const last = new Date(Date.UTC(2028, month, 0)).toISOString().slice(0, 10);
          expect(readShortDate(printed, YEAR, true)).toBe(last);
        }
      }
    }
  });
});

describe('decimals', () => {
  it.each([
    [{ value: 1952, scale: 3 }, '1.952'],
    [{ value: 5, scale: 3 }, '0.005'],
    [{ value: 0, scale: 2 }, '0.00'],
    [{ value: 1234, scale: 0 }, '1234'],
  ])('%j is %s', (decimal, expected) => {
    expect(formatDecimal(decimal)).toBe(expected);
  });

  it('become minor units and grams only where that is exact', () => {
    expect(decimalToMinorUnits({ value: 1199, scale: 2 }, 2)).toBe(1199);
    expect(decimalToMinorUnits({ value: 35, scale: 1 }, 2)).toBe(350);
    expect(decimalToMinorUnits({ value: 1230, scale: 3 }, 2)).toBe(123);
    expect(decimalToMinorUnits({ value: 1234, scale: 3 }, 2)).toBeUndefined();
    expect(decimalToMinorUnits({ value: Number.MAX_SAFE_INTEGER, scale: 0 }, 2)).toBeUndefined();
    expect(kilogramsToGrams({ value: 1952, scale: 3 })).toBe(1952);
    expect(kilogramsToGrams({ value: 12, scale: 1 })).toBe(1200);
    expect(kilogramsToGrams({ value: 12_345, scale: 4 })).toBeUndefined();
  });
});

describe('what is wrong with a label is said', () => {
  it.each([
    ['8110', '(8110) has 0 characters, at least 1 are needed'],
    ['81109', '(8110) is not valid: 9'],
    ['3103123', '(3103) needs 6 characters'],
    [`10${'A'.repeat(21)}`, '(10) BATCH/LOT has 21 characters, at most 20 fit'],
    ['10', '(10) BATCH/LOT has 0 characters, at least 1 are needed'],
  ])('of %s', (data, message) => {
    expect(parseScan(`]C1${data}`, OPTIONS)).toMatchObject({ ok: false, message });
  });
});
