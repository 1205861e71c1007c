import { lineAmount } from '../pricing/totals.ts';
import type { DiscountCeiling } from '../promotions/promotion.ts';
import type { PriceModifier } from '../promotions/price-modifier.ts';
import { isTargeted } from '../promotions/target.ts';
import { allocate, minorUnits, type MinorUnits, negate } from '../values/money.ts';
import { priceOf } from '../values/quantity.ts';
import type { SaleLineItem } from './line-item.ts';
import type { BasketDiscount } from './staff-decision.ts';

/** What records know these by, in place of a promotion. */
const STAFF_PRICE = 'staff-price';
const STAFF_DISCOUNT = 'staff-discount';

const WHOLE_BASIS_POINTS = 10_000;

/** What a lowered price takes off its line; a raised one is the line's regular amount already. */
export function overrideModifiers(line: SaleLineItem): readonly PriceModifier[] {
  const { priceOverride: set, quantity, regularAmount } = line;
  if (set === undefined) return [];
  const amount = minorUnits(priceOf(quantity, set.unitPrice) - regularAmount);
  return amount < 0 ? [{ promotionId: STAFF_PRICE, amount, label: set.label }] : [];
}

/**
 * Spreads what people took off the basket over its goods, in proportion to what they cost, by largest remainder. A
 * discount that is more than the basket still costs waits until the basket is worth it again. Deposits are money of the
 * shopper's own, and goods that a ceiling protects keep their price: neither takes part.
 *
 * @param lines that count, each with the modifiers that it has before
 */
export function withBasketDiscounts(
  lines: readonly SaleLineItem[],
  discounts: readonly BasketDiscount[],
  ceilings: readonly DiscountCeiling[],
): readonly SaleLineItem[] {
  let priced = lines;
  for (const discount of discounts) {
    if (discount.amount <= discountable(priced, ceilings)) priced = withDiscount(priced, discount, ceilings);
  }
  return priced;
}

/** The most that can be taken off these lines; never more than the basket costs with slips taken off. */
export function discountable(lines: readonly SaleLineItem[], ceilings: readonly DiscountCeiling[]): MinorUnits {
  const goods = lines.reduce((sum, line) => sum + weightOf(line, ceilings), 0);
  const total = lines.reduce((sum, line) => sum + lineAmount(line), 0);
  return minorUnits(Math.max(0, Math.min(goods, total)));
}

/** The least that a unit of this line may cost by the ceilings in force. */
export function lowestUnitPrice(line: SaleLineItem, regular: MinorUnits, ceilings: readonly DiscountCeiling[]): number {
  return ceilings
    .filter(({ target }) => isTargeted(target, line))
    .reduce(
      (floor, { basisPoints }) => Math.max(floor, regular - Math.floor((regular * basisPoints) / WHOLE_BASIS_POINTS)),
      0,
    );
}

function withDiscount(
  lines: readonly SaleLineItem[],
  { amount, label }: BasketDiscount,
  ceilings: readonly DiscountCeiling[],
): readonly SaleLineItem[] {
  const shares = allocate(
    amount,
    lines.map((line) => weightOf(line, ceilings)),
  );
  return lines.map((line, index) => {
    const share = shares[index] ?? 0;
    if (share === 0) return line;
    const modifier: PriceModifier = { promotionId: STAFF_DISCOUNT, amount: negate(minorUnits(share)), label };
    return { ...line, modifiers: [...line.modifiers, modifier] };
  });
}

function weightOf(line: SaleLineItem, ceilings: readonly DiscountCeiling[]): number {
  if (line.kind !== 'article' || ceilings.some(({ target }) => isTargeted(target, line))) return 0;
  return Math.max(0, lineAmount(line));
}
