/*
 * Goal: a price that somebody types is that price to the cent, or none at all.
 * Method: amounts as people type them, and every amount there is in each way of writing it.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { typedAmount } from './typed-amount.ts';

it.each([
  ['1.99', 2, 199],
  ['1,9', 2, 190],
  [' 12 ', 2, 1200],
  ['0', 2, 0],
  ['250', 0, 250],
  ['1.999', 2, undefined],
  ['1.5', 0, undefined],
  ['-1', 2, undefined],
  ['1e3', 2, undefined],
  ['12345678', 2, undefined],
  ['', 2, undefined],
  ['1.234,50', 2, undefined],
] as const)('reads "%s" with %i decimals as %s', (text, exponent, amount) => {
  expect(typedAmount(text, exponent)).toBe(amount);
});

it('reads back every amount', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.constantFrom('.', ','), (amount, sign) => {
      const text = `${Math.trunc(amount / 100)}${sign}${String(amount % 100).padStart(2, '0')}`;
      expect(typedAmount(text, 2)).toBe(amount);
    }),
  );
});
