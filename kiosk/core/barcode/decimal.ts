import { minorUnits, type MinorUnits } from '../values/money.ts';

/** An exact decimal number as barcodes carry it: value ÷ 10^scale. 1952 with scale 3 is 1.952. */
export interface Decimal {
  /** A safe integer, zero or more. */
  readonly value: number;
  /** Count of decimals, 0 to 9. */
  readonly scale: number;
}

const GRAM_DECIMALS = 3;

/** Writes a decimal with a point and all its decimals: 1952 with scale 3 is "1.952". */
export function formatDecimal(decimal: Decimal): string {
  if (decimal.scale === 0) return String(decimal.value);
  const digits = String(decimal.value).padStart(decimal.scale + 1, '0');
  return `${digits.slice(0, -decimal.scale)}.${digits.slice(-decimal.scale)}`;
}

/** @returns the number with another count of decimals, or undefined when that is not exact or not a safe integer */
function rescale(decimal: Decimal, scale: number): number | undefined {
  const shift = scale - decimal.scale;
  const factor = 10 ** Math.abs(shift);
  if (shift >= 0) return Number.isSafeInteger(decimal.value * factor) ? decimal.value * factor : undefined;
  return decimal.value % factor === 0 ? decimal.value / factor : undefined;
}

/**
 * The amount in the minor unit of the till's currency.
 * @param exponent the count of decimals of the currency
 * @returns undefined when the barcode states more decimals than the currency has and they are not zero
 */
export function decimalToMinorUnits(decimal: Decimal, exponent: number): MinorUnits | undefined {
  const value = rescale(decimal, exponent);
  return value === undefined ? undefined : minorUnits(value);
}

/** @returns a weight in kilograms as whole grams, or undefined when it is finer than a gram */
export function kilogramsToGrams(kilograms: Decimal): number | undefined {
  return rescale(kilograms, GRAM_DECIMALS);
}
