import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, formatAmount, minorUnits, multiplyRatio, parseAmount, type Rounding } from './money.ts';

// Goal: amounts stay exact whole numbers through every operation. Method: properties over random amounts, and the
// roundings that textbooks disagree about as examples.

const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map(minorUnits);

describe('minorUnits', () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %s', (value) => {
    expect(() => minorUnits(value)).toThrow('not an amount');
  });

  it('knows no negative zero', () => {
    expect(Object.is(minorUnits(-0), 0)).toBe(true);
  });
});

describe('multiplyRatio', () => {
  it.each<[number, number, number, Rounding, number]>([
    [5, 1, 2, 'half-up', 3],
    [-5, 1, 2, 'half-up', -3],
    [5, 1, 2, 'half-even', 2],
    [7, 1, 2, 'half-even', 4],
    [-5, 1, 2, 'half-even', -2],
    [9, 1, 10, 'down', 0],
    [-9, 1, 10, 'down', 0],
    [1, 1, 10, 'up', 1],
    [179, 1286, 1000, 'half-up', 230],
  ])('%i × %i ÷ %i, %s, is %i', (value, numerator, denominator, rounding, expected) => {
    expect(multiplyRatio(minorUnits(value), numerator, denominator, rounding)).toBe(expected);
  });

  it('computes products beyond the safe integers exactly', () => {
    expect(multiplyRatio(minorUnits(9_007_199_254_740_991), 1000, 1000)).toBe(9_007_199_254_740_991);
  });

  it('agrees with exact rational arithmetic in every rounding', () => {
    const rounding = fc.constantFrom<Rounding>('half-up', 'half-even', 'down', 'up');
    fc.assert(
      fc.property(
        amount,
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        rounding,
        (a, n, d, r) => {
          const product = BigInt(a) * BigInt(n);
          const error = product - BigInt(multiplyRatio(a, n, d, r)) * BigInt(d);
          const distance = error < 0n ? -error : error;
          expect(distance < BigInt(d)).toBe(true);
          if (r.startsWith('half')) expect(distance * 2n <= BigInt(d)).toBe(true);
        },
      ),
    );
  });
});

describe('allocate', () => {
  it('gives what is left over to the largest remainders, and among equals to the earlier', () => {
    expect(allocate(minorUnits(100), [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(minorUnits(-100), [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(allocate(minorUnits(10), [1, 2, 4])).toEqual([1, 3, 6]);
  });

  it('refuses to split by nothing', () => {
    expect(() => allocate(minorUnits(1), [0, 0])).toThrow('weight above zero');
    expect(() => allocate(minorUnits(1), [])).toThrow('weight above zero');
  });

  it('loses nothing, and no part is more than one unit from its exact share', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(amount, weights, (value, parts) => {
        const total = parts.reduce((sum, part) => sum + part, 0);
        fc.pre(total > 0);
        const shares = allocate(value, parts);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(value);
        for (const [index, share] of shares.entries()) {
          expect(Math.abs(share * total - value * (parts[index] ?? 0))).toBeLessThan(total + 1);
          if (parts[index] === 0) expect(Math.abs(share)).toBe(0);
        }
      }),
    );
  });
});

describe('reading and writing amounts', () => {
  it.each([
    ['10.10', 2, 1010],
    ['10', 2, 1000],
    ['-0.05', 2, -5],
    ['1.5', 2, 150],
    ['7', 0, 7],
  ])('reads %s', (text, exponent, expected) => {
    expect(parseAmount(text, exponent)).toBe(expected);
  });

  it.each(['', '.5', '1.', '1.234', '1e3', '1,5', ' 1', '1 ', '+1', '0x1', '99999999999999'])('refuses %j', (text) => {
    expect(parseAmount(text, 2)).toBeUndefined();
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 4 }), (value, exponent) => {
        expect(parseAmount(formatAmount(value, exponent), exponent)).toBe(value);
      }),
    );
  });
});
