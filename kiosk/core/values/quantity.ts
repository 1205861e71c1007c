import { assert } from './assert.ts';
import { minorUnits, multiplyRatio, type MinorUnits, type Rounding } from './money.ts';

/**
 * How much of an article: pieces, or a weight in grams, or a volume in millilitres. The kinds are never mixed.
 * All are whole numbers; a returned article has a negative count.
 */
export type Quantity =
  | { readonly kind: 'pieces'; readonly count: number }
  | { readonly kind: 'weight'; readonly grams: number }
  | { readonly kind: 'volume'; readonly millilitres: number };

/** What a price is per: one piece, one kilogram or one litre. */
export type PricedPer = Quantity['kind'];

const GRAMS_PER_KILOGRAM = 1000;
const MILLILITRES_PER_LITRE = 1000;

export function pieces(count: number): Quantity {
  assert(Number.isSafeInteger(count), `not a count of pieces: ${count}`);
  return { kind: 'pieces', count };
}

export function grams(value: number): Quantity {
  assert(Number.isSafeInteger(value), `not a weight in grams: ${value}`);
  return { kind: 'weight', grams: value };
}

/** The amount that a quantity costs at a price for one piece, kilogram or litre: one multiplication, one rounding. */
export function priceOf(quantity: Quantity, unitPrice: MinorUnits, rounding: Rounding = 'half-up'): MinorUnits {
  switch (quantity.kind) {
    case 'pieces':
      return minorUnits(unitPrice * quantity.count);
    case 'weight':
      return multiplyRatio(unitPrice, quantity.grams, GRAMS_PER_KILOGRAM, rounding);
    case 'volume':
      return multiplyRatio(unitPrice, quantity.millilitres, MILLILITRES_PER_LITRE, rounding);
  }
}

/** How many articles a line counts for on the screen: its pieces, or one for whatever was weighed. */
export function articleCount(quantity: Quantity): number {
  return quantity.kind === 'pieces' ? quantity.count : 1;
}
