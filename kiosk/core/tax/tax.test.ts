import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorUnits, type Rounding } from '../values/money.ts';
import {
  CONSUMER_TAX_SCHEME,
  OUTSIDE_TAX_CODE,
  taxLines,
  taxOfLines,
  type TaxableLine,
  type TaxScheme,
} from './tax.ts';

// Goal: tax is exact, adds up in every direction, and follows the country's scheme. Method: worked examples with the
// sums done by hand, and properties over random lines, negative ones included, in every scheme.

const A = { code: 'A', rateBasisPoints: 2100 };
const B = { code: 'B', rateBasisPoints: 900 };
const ZERO_RATE = { code: 'Z', rateBasisPoints: 0 };

function lines(...amounts: readonly (readonly [number, typeof A])[]): readonly TaxableLine[] {
  return amounts.map(([amount, tax]) => ({ amount: minorUnits(amount), tax }));
}

function scheme(change: Partial<TaxScheme>): TaxScheme {
  return { ...CONSUMER_TAX_SCHEME, ...change };
}

describe('prices that include tax', () => {
  it('bear r in 100 + r parts of it, per rate on the sum', () => {
    expect(taxLines(lines([121, A], [1210, A], [109, B]))).toEqual([
      { ...A, net: 1100, tax: 231, gross: 1331 },
      { ...B, net: 100, tax: 9, gross: 109 },
    ]);
  });

  it('differ by how often is rounded', () => {
    const three = lines([10, A], [10, A], [10, A]);
    // 30 × 21 ÷ 121 = 5.21 once; 10 × 21 ÷ 121 = 1.74 three times.
    expect(taxLines(three)[0]?.tax).toBe(5);
    expect(taxLines(three, scheme({ rounding: 'per-line' }))[0]?.tax).toBe(6);
  });

  it.each<[Rounding, number]>([
    ['half-up', 1],
    ['half-even', 0],
    ['down', 0],
    ['up', 1],
  ])('round half a unit %s to %i', (mode, tax) => {
    // 3 × 20 ÷ 120 is exactly one half.
    expect(taxLines(lines([3, { code: 'C', rateBasisPoints: 2000 }]), scheme({ mode }))[0]?.tax).toBe(tax);
  });

  it('cost nothing and bear nothing in an empty or free basket', () => {
    expect(taxLines([])).toEqual([]);
    expect(taxLines(lines([0, A]))).toEqual([{ ...A, net: 0, tax: 0, gross: 0 }]);
  });
});

describe('prices that exclude tax', () => {
  it('get it on top', () => {
    expect(taxLines(lines([100, A], [150, A]), scheme({ prices: 'excluding' }))).toEqual([
      { ...A, net: 250, tax: 53, gross: 303 },
    ]);
  });
});

describe('deposits', () => {
  const deposit: TaxableLine = { kind: 'deposit', amount: minorUnits(121), tax: A };

  it('bear the tax that they are sold with, or none where the country says so', () => {
    expect(taxLines([deposit])[0]).toMatchObject({ code: 'A', tax: 21 });
    expect(taxLines([deposit], scheme({ deposits: 'outside' }))).toEqual([
      { code: OUTSIDE_TAX_CODE, rateBasisPoints: 0, net: 121, tax: 0, gross: 121 },
    ]);
  });

  it('give back their tax when they are returned', () => {
    expect(taxLines([{ ...deposit, amount: minorUnits(-121) }])[0]).toMatchObject({ net: -100, tax: -21, gross: -121 });
  });
});

describe('the tax of each line', () => {
  it('is its share of the rate, the units left over going to the largest fractions and then to the earlier line', () => {
    // Each 10 bears 1.7355; the rate bears 5.
    expect(taxOfLines(lines([10, A], [10, A], [10, A]))).toEqual([2, 2, 1]);
    expect(taxOfLines(lines([100, A], [10, B], [121, A]))).toEqual([17, 1, 21]);
  });
});

const category = fc.constantFrom(A, B, ZERO_RATE, { code: 'D', rateBasisPoints: 550 });
const taxable = fc.record({
  kind: fc.constantFrom('article' as const, 'article' as const, 'deposit' as const),
  amount: fc.integer({ min: -5000, max: 1_000_000 }).map(minorUnits),
  tax: category,
});
const anyScheme = fc.record({
  prices: fc.constantFrom('including' as const, 'excluding' as const),
  rounding: fc.constantFrom('per-rate' as const, 'per-line' as const),
  mode: fc.constantFrom<Rounding>('half-up', 'half-even', 'down', 'up'),
  deposits: fc.constantFrom('taxed' as const, 'outside' as const),
});

describe('in every scheme', () => {
  it('net + tax = gross for each rate, and the amounts of the lines are all there', () => {
    fc.assert(
      fc.property(fc.array(taxable, { maxLength: 30 }), anyScheme, (basket, rules) => {
        const rates = taxLines(basket, rules);
        for (const rate of rates) expect(rate.net + rate.tax).toBe(rate.gross);
        const sum = basket.reduce((total, line) => total + line.amount, 0);
        const kept = rates.reduce((total, rate) => total + (rules.prices === 'including' ? rate.gross : rate.net), 0);
        expect(kept).toBe(sum);
      }),
    );
  });

  it('the tax of the lines adds up to the tax of their rate, none more than a unit off its exact share', () => {
    fc.assert(
      fc.property(fc.array(taxable, { maxLength: 30 }), anyScheme, (basket, rules) => {
        const shares = taxOfLines(basket, rules);
        const whole = taxLines(basket, rules).reduce((total, rate) => total + rate.tax, 0);
        expect(shares.reduce((total, share) => total + share, 0)).toBe(whole);
        for (const [index, line] of basket.entries()) {
          const rate = line.kind === 'deposit' && rules.deposits === 'outside' ? 0 : line.tax.rateBasisPoints;
          const exact = (line.amount * rate) / (rules.prices === 'including' ? 10_000 + rate : 10_000);
          expect(Math.abs((shares[index] ?? 0) - exact)).toBeLessThan(1.000_001);
        }
      }),
    );
  });

  it('no order of the lines changes the tax of a rate', () => {
    fc.assert(
      fc.property(fc.array(taxable, { maxLength: 30 }), anyScheme, (basket, rules) => {
        expect(taxLines(basket.toReversed(), rules)).toEqual(taxLines(basket, rules));
      }),
    );
  });
});
