import { minorUnits, negate, type MinorUnits } from '#kiosk/core/values/money.ts';
import { amountText, momentText, quantityText, UNIT_CODES } from '../decimal.ts';
import type { FinishedSale, SoldLine } from '../finished-sale.ts';

/** MoneyBagInput. */
interface MoneyBag {
  readonly shopMoney: { readonly amount: string; readonly currencyCode: string };
}

const BASIS_DIGITS = 4;

/** "0.2100". */
function rateText(basisPoints: number): string {
  const digits = String(basisPoints).padStart(BASIS_DIGITS + 1, '0');
  return `${digits.slice(0, -BASIS_DIGITS)}.${digits.slice(-BASIS_DIGITS)}`;
}

/**
 * A sale as OrderCreateOrderInput. An order takes one discount at most, so discounts of the till are in the prices of
 * their lines; the one that is left is for what is given back for empties, because no price may be below zero.
 */
export function shopifyOrder(sale: FinishedSale): Record<string, unknown> {
  const money = (amount: MinorUnits): MoneyBag => ({
    shopMoney: { amount: amountText(amount, sale.currency), currencyCode: sale.currency.code },
  });
  const lines = sale.lines.filter(({ isVoided }) => !isVoided);
  const givenBack = minorUnits(lines.reduce((sum, { amount }) => sum + Math.min(0, amount), 0));
  return {
    sourceIdentifier: sale.transactionId,
    sourceName: 'handrail',
    processedAt: momentText(sale.endedAt),
    currency: sale.currency.code,
    financialStatus: 'PAID',
    fulfillmentStatus: 'FULFILLED',
    taxesIncluded: sale.totals?.taxOnTop === undefined,
    lineItems: lines.filter(({ amount }) => amount >= 0).map((line) => lineItem(line, money)),
    taxLines: (sale.totals?.taxLines ?? []).map(({ code, rateBasisPoints, tax }) => ({
      title: code,
      rate: rateText(rateBasisPoints),
      priceSet: money(tax),
    })),
    transactions: sale.tenders.map(({ amount }) => ({
      kind: 'SALE',
      status: 'SUCCESS',
      gateway: 'card',
      processedAt: momentText(sale.endedAt),
      amountSet: money(amount),
    })),
    ...(givenBack === 0
      ? {}
      : {
          discountCode: {
            itemFixedDiscountCode: { code: 'deposit-return', amountSet: money(negate(givenBack)) },
          },
        }),
    customAttributes: [
      { key: 'origin', value: sale.log.origin },
      { key: 'receipt', value: String(sale.receiptNumber ?? 0) },
      { key: 'business-day', value: sale.businessDay },
    ],
  };
}

function lineItem(line: SoldLine, money: (amount: MinorUnits) => MoneyBag): Record<string, unknown> {
  const { quantity, amount } = line;
  const isExact = quantity.kind === 'pieces' && quantity.count > 0 && amount % quantity.count === 0;
  const count = isExact ? quantity.count : 1;
  return {
    title: isExact ? line.name : `${line.name} (${quantityText(quantity)} ${UNIT_CODES[quantity.kind]})`,
    quantity: count,
    priceSet: money(minorUnits(amount / count)),
    sku: line.articleId,
    requiresShipping: false,
    taxable: line.tax.rateBasisPoints > 0,
    properties: line.discounts.map(({ label, amount: off }) => ({ name: label, value: money(off).shopMoney.amount })),
  };
}
