import type { LineDiscount, FinishedSale, PaidTender, SoldLine } from '../finished-sale.ts';
import { amountText, momentText, percentText, quantityText, UNIT_CODES } from '../decimal.ts';

/** A tree of elements; names that begin with "@" are attributes. */
export interface Element {
  readonly [name: string]: string | Element | readonly Element[] | undefined;
}

export const POSLOG_NAMESPACE = 'http://www.nrf-arts.org/IXRetail/namespace/';

/** SequenceNumber is an unsigned number of 32 bits in POSLog; beyond it begins again, and TransactionID still tells. */
const SEQUENCE_NUMBERS = 2 ** 32;
const ENTRY_METHODS: Readonly<Record<SoldLine['entry'], string>> = {
  scanned: 'Scanned',
  keyed: 'Keyed',
  chosen: 'Tapped',
};

/** A sale as a Transaction with the names of POSLog 6. */
export function poslogTransaction(sale: FinishedSale): Element {
  const isCancelled = sale.outcome === 'cancelled';
  const positions = sale.lines.map((line) => saleItem(sale, line));
  const tenders = sale.tenders.map((tender) => tenderItem(sale, tender));
  const taxes = (sale.totals?.taxLines ?? []).map(({ code, rateBasisPoints, net, tax }) => ({
    Tax: {
      '@TaxType': 'VAT',
      TaxableAmount: amountText(net, sale.currency),
      Amount: amountText(tax, sale.currency),
      Percent: percentText(rateBasisPoints),
      TaxRuleID: code,
    },
  }));
  // Lines of the sale keep their own numbers, which voids and deposits refer to; the others follow.
  const numbered = [...tenders, ...taxes].map((item, index) => ({
    '@VoidFlag': 'false',
    SequenceNumber: String(sale.lines.length + index + 1),
    ...item,
  }));
  return {
    '@CancelFlag': String(isCancelled),
    '@TrainingModeFlag': 'false',
    '@OfflineFlag': 'false',
    '@SuspendFlag': 'false',
    RetailStoreID: sale.storeId,
    WorkstationID: sale.workstationId,
    SequenceNumber: String(sale.seq % SEQUENCE_NUMBERS),
    TransactionID: sale.transactionId,
    BusinessDayDate: sale.businessDay,
    BeginDateTime: momentText(sale.startedAt),
    EndDateTime: momentText(sale.endedAt),
    OperatorID: 'self',
    CurrencyCode: sale.currency.code,
    ...(sale.receiptNumber === undefined ? {} : { ReceiptNumber: String(sale.receiptNumber) }),
    RetailTransaction: {
      LineItem: [...positions, ...numbered],
      Total: totalsOf(sale),
    },
  };
}

function saleItem(sale: FinishedSale, line: SoldLine): Element {
  const { currency } = sale;
  return {
    '@VoidFlag': String(line.isVoided),
    '@EntryMethod': ENTRY_METHODS[line.entry],
    SequenceNumber: String(line.lineNumber),
    Sale: {
      '@ItemType': line.kind === 'deposit' ? 'Deposit' : 'Stock',
      ...(line.code === undefined ? {} : { POSIdentity: { POSItemID: line.code } }),
      ItemID: line.articleId,
      Description: line.name,
      ...(line.parentLine === undefined ? {} : { ItemLink: String(line.parentLine) }),
      RegularSalesUnitPrice: amountText(line.unitPrice, currency),
      ExtendedAmount: amountText(line.amount, currency),
      Quantity: { '@UnitOfMeasureCode': UNIT_CODES[line.quantity.kind], '#text': quantityText(line.quantity) },
      RetailPriceModifier: line.discounts.map((discount, index) => modifier(sale, discount, index)),
      Tax: { '@TaxType': 'VAT', Percent: percentText(line.tax.rateBasisPoints), TaxRuleID: line.tax.code },
    },
  };
}

function modifier({ currency }: FinishedSale, { promotionId, amount, label }: LineDiscount, index: number): Element {
  const { text, action } =
    amount < 0
      ? { text: amountText(amount, currency).slice(1), action: 'Subtract' }
      : { text: amountText(amount, currency), action: 'Add' };
  return {
    SequenceNumber: String(index + 1),
    Amount: { '@Action': action, '#text': text },
    PromotionID: promotionId,
    Description: label,
  };
}

function tenderItem({ currency }: FinishedSale, { amount, attemptId, card }: PaidTender): Element {
  return {
    Tender: {
      '@TenderType': 'CreditDebit',
      Amount: amountText(amount, currency),
      TenderID: attemptId,
      ...(card === undefined ? {} : { CreditDebit: cardOf(card) }),
      ...(card?.authorisationCode === undefined
        ? {}
        : { Authorization: { AuthorizationCode: card.authorisationCode } }),
    },
  };
}

function cardOf({ cardName, cardLast4 }: NonNullable<PaidTender['card']>): Element {
  return {
    ...(cardName === undefined ? {} : { '@CardType': cardName }),
    ...(cardLast4 === undefined ? {} : { PrimaryAccountNumber: `************${cardLast4}` }),
  };
}

function totalsOf({ totals, currency }: FinishedSale): readonly Element[] {
  if (totals === undefined) return [];
  const net = totals.taxLines.reduce((sum, line) => sum + line.net, 0) as typeof totals.total;
  const tax = totals.taxLines.reduce((sum, line) => sum + line.tax, 0) as typeof totals.total;
  const amounts = [
    ['TransactionGrossAmount', totals.total],
    ['TransactionNetAmount', net],
    ['TransactionTaxAmount', tax],
    ['TransactionDiscountAmount', totals.discount],
  ] as const;
  return amounts.map(([type, amount]) => ({ '@TotalType': type, '#text': amountText(amount, currency) }));
}
