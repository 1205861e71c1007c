import { assert, AssertionError } from './assert.ts';

declare const minorUnitsBrand: unique symbol;

/**
 * An amount of money in the smallest unit of its currency (cent, øre): a safe integer, negative for what is given back.
 * The currency travels beside the amount; one transaction has one currency.
 */
export type MinorUnits = number & { readonly [minorUnitsBrand]: true };

/** A currency by ISO 4217: letters, number and the count of decimals that its minor unit stands for (0 to 4). */
export interface Currency {
  readonly code: string;
  readonly numeric: number;
  readonly exponent: number;
}

/**
 * How a fraction of a minor unit becomes a whole one. Halves go away from zero, or to the even neighbour; `down` cuts
 * off.
 */
export type Rounding = 'half-up' | 'half-even' | 'down' | 'up';

export const ZERO = 0 as MinorUnits;

/** @throws AssertionError when the number is not a safe integer: money is never a fraction and never approximate. */
export function minorUnits(value: number): MinorUnits {
  // Asked here and not in assert, which would put the message together for every amount that is right.
  if (!Number.isSafeInteger(value)) throw new AssertionError(`not an amount of minor units: ${value}`);
  // Adding zero turns -0 into 0, so that equal amounts are also identical and print alike.
  return (value + 0) as MinorUnits;
}

export function add(...amounts: readonly MinorUnits[]): MinorUnits {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return minorUnits(sum);
}

export function subtract(from: MinorUnits, amount: MinorUnits): MinorUnits {
  return minorUnits(from - amount);
}

export function negate(amount: MinorUnits): MinorUnits {
  return minorUnits(0 - amount);
}

/**
 * amount × numerator ÷ denominator with one rounding at the end. The product is computed with BigInt: 9 quadrillion
 * times a weight in grams does not fit a double.
 * @param denominator a positive safe integer
 */
export function multiplyRatio(
  amount: MinorUnits,
  numerator: number,
  denominator: number,
  rounding: Rounding = 'half-up',
): MinorUnits {
  assert(Number.isSafeInteger(numerator), `not an integer numerator: ${numerator}`);
  assert(Number.isSafeInteger(denominator) && denominator > 0, `not a positive integer denominator: ${denominator}`);
  const product = amount * numerator;
  if (Number.isSafeInteger(product)) return minorUnits(roundQuotient(product, denominator, rounding));
  return minorUnits(Number(roundBigQuotient(BigInt(amount) * BigInt(numerator), BigInt(denominator), rounding)));
}

function roundQuotient(product: number, denominator: number, rounding: Rounding): number {
  const sign = product < 0 ? -1 : 1;
  const magnitude = Math.abs(product);
  const remainder = magnitude % denominator;
  const whole = (magnitude - remainder) / denominator;
  if (remainder === 0) return sign * whole;
  // Comparing with what is left to the next whole avoids doubling the remainder beyond the safe integers.
  return (
    sign * (roundsAway(Math.sign(remainder - (denominator - remainder)), whole % 2 === 1, rounding) ? whole + 1 : whole)
  );
}

function roundBigQuotient(product: bigint, denominator: bigint, rounding: Rounding): bigint {
  const sign = product < 0n ? -1n : 1n;
  const magnitude = product < 0n ? -product : product;
  const whole = magnitude / denominator;
  const remainder = magnitude % denominator;
  if (remainder === 0n) return sign * whole;
  const twice = remainder * 2n;
  const side = twice < denominator ? -1 : twice > denominator ? 1 : 0;
  return sign * (roundsAway(side, whole % 2n === 1n, rounding) ? whole + 1n : whole);
}

/** @param side -1 below one half, 0 exactly one half, 1 above */
function roundsAway(side: number, wholeIsOdd: boolean, rounding: Rounding): boolean {
  switch (rounding) {
    case 'down':
      return false;
    case 'up':
      return true;
    case 'half-up':
      return side >= 0;
    case 'half-even':
      return side > 0 || (side === 0 && wholeIsOdd);
  }
}

/**
 * Splits an amount by weights so that the parts add up to it exactly: the method of the largest remainder. Each part
 * gets its share rounded towards zero; the units left over go to the parts with the largest remainders, and where
 * remainders are equal to the earlier part.
 * @param weights non-negative safe integers, not all zero
 */
export function allocate(amount: MinorUnits, weights: readonly number[]): readonly MinorUnits[] {
  let total = 0;
  let heaviest = 0;
  // A basket is spread again with each scan: iterators would leave a heap of garbage behind.
  for (let index = 0; index < weights.length; index += 1) {
    const weight = weights[index] ?? 0;
    if (!Number.isSafeInteger(weight) || weight < 0) throw new AssertionError(`not a weight: ${weight}`);
    total += weight;
    heaviest = Math.max(heaviest, weight);
  }
  assert(total > 0, 'an amount needs at least one weight above zero to go to');
  const magnitude = Math.abs(amount);
  const isSmall = Number.isSafeInteger(total) && Number.isSafeInteger(magnitude * heaviest);
  const shares = isSmall ? sharesOf(magnitude, weights, total) : bigSharesOf(magnitude, weights);
  giveRest(magnitude, shares);
  return amount < 0 ? shares.whole.map(negate) : shares.whole;
}

/** By the position of the weight. */
interface Shares {
  readonly whole: MinorUnits[];
  readonly remainders: Float64Array | readonly bigint[];
}

/** Gives the units left over to the largest remainders, one each. */
function giveRest(magnitude: number, { whole, remainders }: Shares): void {
  let left = magnitude;
  for (let index = 0; index < whole.length; index += 1) left -= whole[index] ?? 0;
  if (left === 0) return;
  const ascending = inAscendingOrder(remainders);
  const least = ascending[ascending.length - left] ?? 0;
  // Of those with just the least remainder that still gets a unit, the earlier ones do.
  let atLeast = left;
  for (let index = ascending.length - 1; index >= 0 && (ascending[index] ?? 0) > least; index -= 1) atLeast -= 1;
  for (let index = 0; index < whole.length; index += 1) {
    const remainder = remainders[index] ?? 0;
    if (remainder < least || (remainder === least && atLeast === 0)) continue;
    if (remainder === least) atLeast -= 1;
    whole[index] = minorUnits((whole[index] ?? 0) + 1);
  }
}

function inAscendingOrder(remainders: Shares['remainders']): Shares['remainders'] {
  if (remainders instanceof Float64Array) return remainders.toSorted();
  return remainders.toSorted((a, b) => (a === b ? 0 : a < b ? -1 : 1));
}

function sharesOf(magnitude: number, weights: readonly number[], total: number): Shares {
  const remainders = new Float64Array(weights.length);
  const whole = weights.map((weight, index) => {
    const product = magnitude * weight;
    const remainder = product % total;
    remainders[index] = remainder;
    return minorUnits((product - remainder) / total);
  });
  return { whole, remainders };
}

/** The same for products beyond the safe integers. */
function bigSharesOf(magnitude: number, weights: readonly number[]): Shares {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const products = weights.map((weight) => BigInt(magnitude) * BigInt(weight));
  const remainders = products.map((product) => product % total);
  return { whole: products.map((product) => minorUnits(Number(product / total))), remainders };
}

const DECIMAL = /^(-?)(\d{1,13})(?:\.(\d{1,4}))?$/;

/**
 * Reads an amount in major units with a point ("10.10") without ever making a float of it.
 * @returns undefined when the text is not such an amount, or has more decimals than the currency
 */
export function parseAmount(text: string, exponent: number): MinorUnits | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > exponent) return undefined;
  const magnitude = Number(whole + fraction.padEnd(exponent, '0'));
  return Number.isSafeInteger(magnitude) ? minorUnits(sign === '-' ? -magnitude : magnitude) : undefined;
}

/** Writes an amount in major units with a point and all its decimals: 1010 with exponent 2 is "10.10". */
export function formatAmount(amount: MinorUnits, exponent: number): string {
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const sign = amount < 0 ? '-' : '';
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
