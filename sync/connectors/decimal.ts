import { formatAmount, type Currency, type MinorUnits } from '#kiosk/core/values/money.ts';
import type { PricedPer, Quantity } from '#kiosk/core/values/quantity.ts';

/** The decimals of a weight in kilograms and of a volume in litres. */
const THOUSANDTHS = 3;

/** "10.10": an amount in major units with all decimals of its currency. */
export function amountText(amount: MinorUnits, { exponent }: Currency): string {
  return formatAmount(amount, exponent);
}

/**
 * The same as a number of JSON, for systems that take nothing else. Written out again it has the very digits of the
 * text as long as it has at most 15; larger amounts do not come out of a till.
 */
export function amountNumber(amount: MinorUnits, currency: Currency): number {
  return Number(amountText(amount, currency));
}

/** Pieces, kilograms or litres, as a decimal: "3", "0.452". */
export function quantityText(quantity: Quantity): string {
  switch (quantity.kind) {
    case 'pieces':
      return String(quantity.count);
    case 'weight':
      return thousandths(quantity.grams);
    case 'volume':
      return thousandths(quantity.millilitres);
  }
}

function thousandths(value: number): string {
  const digits = String(Math.abs(value)).padStart(THOUSANDTHS + 1, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -THOUSANDTHS)}.${digits.slice(-THOUSANDTHS)}`;
}

/** Units by UN/ECE Recommendation 20: each, kilogram, litre. */
export const UNIT_CODES: Readonly<Record<PricedPer, string>> = { pieces: 'EA', weight: 'KGM', volume: 'LTR' };

/** "9.00": a tax rate in per cent. */
export function percentText(basisPoints: number): string {
  const digits = String(basisPoints).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** RFC 3339 in UTC. */
export function momentText(at: number): string {
  return new Date(at).toISOString();
}
