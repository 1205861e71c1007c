import type { Totals } from '#kiosk/core/transaction/line-item.ts';
import { ZERO, type MinorUnits } from '#kiosk/core/values/money.ts';
import { amountText, momentText, percentText, quantityText, UNIT_CODES } from '../decimal.ts';
import type { FinishedSale } from '../finished-sale.ts';
import { lineTaxes } from '../line-taxes.ts';

type Money = (minor: MinorUnits) => { readonly minor: number; readonly text: string };

/**
 * A sale as JSON of our own, for who would rather not learn POSLog. Amounts stand twice: as a decimal text, and in
 * minor units, which are whole numbers; quantities are decimal texts with a unit.
 */
export function saleRecord(sale: FinishedSale): Record<string, unknown> {
  const { currency, totals, log } = sale;
  const money: Money = (minor) => ({ minor, text: amountText(minor, currency) });
  return {
    v: 1,
    id: sale.transactionId,
    outcome: sale.outcome,
    store: sale.storeId,
    workstation: sale.workstationId,
    origin: log.origin,
    epoch: log.epoch,
    seq: sale.seq,
    receiptNumber: sale.receiptNumber ?? null,
    businessDay: sale.businessDay,
    begin: momentText(sale.startedAt),
    end: momentText(sale.endedAt),
    operator: 'self',
    currency: currency.code,
    language: sale.language,
    catalogueRevision: sale.catalogueRevision,
    lines: linesOf(sale, money),
    taxes: (totals?.taxLines ?? []).map(({ code, rateBasisPoints, net, tax, gross }) => ({
      code,
      percent: percentText(rateBasisPoints),
      net: money(net),
      tax: money(tax),
      gross: money(gross),
    })),
    tenders: sale.tenders.map(({ tenderType, amount, attemptId, card }) => ({
      type: tenderType,
      amount: money(amount),
      attempt: attemptId,
      card: card?.cardName ?? null,
      last4: card?.cardLast4 ?? null,
      authorisation: card?.authorisationCode ?? null,
    })),
    totals: totals === undefined ? null : totalsIn(totals, money),
  };
}

function totalsIn({ regular, discount, taxOnTop, total, articleCount }: Totals, money: Money): object {
  return {
    regular: money(regular),
    discount: money(discount),
    taxOnTop: taxOnTop === undefined ? null : money(taxOnTop),
    total: money(total),
    articles: articleCount,
  };
}

function linesOf(sale: FinishedSale, money: Money): readonly object[] {
  const taxes = new Map(lineTaxes(sale).map(({ line, tax }) => [line.lineNumber, tax]));
  return sale.lines.map((line) => ({
    n: line.lineNumber,
    kind: line.kind,
    ofLine: line.parentLine ?? null,
    article: line.articleId,
    code: line.code ?? null,
    name: line.name,
    entry: line.entry,
    quantity: quantityText(line.quantity),
    unit: UNIT_CODES[line.quantity.kind],
    unitPrice: money(line.unitPrice),
    regular: money(line.regularAmount),
    amount: money(line.amount),
    tax: {
      code: line.tax.code,
      percent: percentText(line.tax.rateBasisPoints),
      amount: money(taxes.get(line.lineNumber) ?? ZERO),
    },
    discounts: line.discounts.map(({ promotionId, amount, label }) => ({
      promotion: promotionId,
      amount: money(amount),
      label,
    })),
    voided: line.isVoided,
  }));
}
