import { roundForCash } from '#kiosk/core/pricing/cash-rounding.ts';
import { priceBasket, type PricedBasket, type PricedLine } from '#kiosk/core/pricing/price-basket.ts';
import { formatAmount, minorUnits, subtract, type MinorUnits } from '#kiosk/core/values/money.ts';
import type { Quantity } from '#kiosk/core/values/quantity.ts';
import { explainHint, explainModifier } from './explain-modifier.ts';
import type { ReadBasket } from './read-basket.ts';

/** The priced basket as `handrail price` writes it: amounts in minor units, and as text where a person looks first. */
export function pricedDocument(basket: ReadBasket): object {
  const priced = priceBasket(basket.request);
  const { exponent } = basket;
  const text = (amount: MinorUnits): string => formatAmount(amount, exponent);
  const { totals } = priced;
  return {
    currency: basket.currency,
    exponent,
    total: totals.total,
    totalText: text(totals.total),
    regular: totals.regular,
    discount: totals.discount,
    ...(totals.taxOnTop === undefined ? {} : { taxOnTop: totals.taxOnTop }),
    ...cashIn(basket, totals.total),
    articleCount: totals.articleCount,
    taxLines: totals.taxLines,
    lines: priced.lines.map((line) => lineDocument(line, exponent)),
    hints: priced.hints.map((hint) => ({ ...hint, text: explainHint(hint, exponent) })),
    coupons: priced.coupons.map((coupon) => ({ ...coupon, used: coupon.promotionId !== undefined })),
    interventions: priced.interventions,
    refused: refusedIn(priced),
  };
}

function cashIn({ cashRounding, exponent }: ReadBasket, total: MinorUnits): object {
  if (cashRounding === undefined) return {};
  const rounded = roundForCash(total, cashRounding, total < 0 ? 'change' : 'payable');
  const difference = subtract(rounded, total);
  return { cash: { total: rounded, totalText: formatAmount(rounded, exponent), rounding: difference } };
}

function lineDocument({ item, position, amount, tax }: PricedLine, exponent: number): object {
  return {
    lineNumber: item.lineNumber,
    position,
    kind: item.kind,
    articleId: item.articleId,
    ...(item.parentLine === undefined ? {} : { parentLine: item.parentLine }),
    name: item.name,
    ...measureOf(item.quantity),
    unitPrice: item.unitPrice,
    regularAmount: item.regularAmount,
    discount: minorUnits(amount - item.regularAmount),
    amount,
    amountText: formatAmount(amount, exponent),
    tax: { ...item.tax, amount: tax },
    modifiers: item.modifiers.map(({ promotionId, label, amount: off, explanation }) => ({
      promotionId,
      label,
      amount: off,
      ...explanation,
      text: explainModifier({ promotionId, label, amount: off, explanation }, item.quantity.kind, exponent),
    })),
  };
}

function measureOf(quantity: Quantity): object {
  switch (quantity.kind) {
    case 'pieces':
      return { count: quantity.count };
    case 'weight':
      return { grams: quantity.grams };
    case 'volume':
      return { millilitres: quantity.millilitres };
  }
}

function refusedIn({ refused }: PricedBasket): readonly object[] {
  return refused.map(({ position, rejection }) => ({ position, code: rejection.code, ...rejection.data }));
}
