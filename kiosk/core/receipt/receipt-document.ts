import { lineAmount } from '../pricing/totals.ts';
import type { PaymentDetails } from '../payment/payment.ts';
import type { SaleLineItem, TaxLineItem, TenderLineItem } from '../transaction/line-item.ts';
import type { TransactionState } from '../transaction/state.ts';
import type { AttemptId, BusinessDay, EpochMs, LocalizedText } from '../values/identifiers.ts';
import type { Currency, MinorUnits } from '../values/money.ts';
import type { PricedPer, Quantity } from '../values/quantity.ts';

/**
 * A receipt before any device: what the law and the shopper want to read, in amounts and texts of every language.
 * Paper, screen and speech are made from this one document, so that they cannot tell different stories.
 */
export interface ReceiptDocument {
  readonly seller: Seller;
  readonly till: { readonly workstationId: string; readonly laneNumber: number; readonly softwareVersion: string };
  readonly receiptNumber: number;
  readonly transactionId: string;
  readonly businessDay: BusinessDay;
  /** The first scan: where the law asks for the start of the process, this is it. */
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  readonly currency: Currency;
  readonly lines: readonly ReceiptLine[];
  readonly regular: MinorUnits;
  readonly discount: MinorUnits;
  readonly total: MinorUnits;
  readonly taxLines: readonly TaxLineItem[];
  readonly payments: readonly ReceiptPayment[];
  readonly articleCount: number;
  /** 1 is the receipt itself; from 2 on it must say that it is a copy. */
  readonly copy: number;
  /** Sales for practice are marked, so that nobody takes the paper for a receipt. */
  readonly test: boolean;
}

export interface Seller {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly vatId: string | undefined;
  readonly registrationNumber: string | undefined;
  readonly phone: string | undefined;
}

export interface ReceiptLine {
  readonly kind: 'article' | 'deposit';
  readonly name: LocalizedText;
  readonly quantity: Quantity;
  readonly unitPrice: MinorUnits;
  readonly pricedPer: PricedPer;
  readonly regularAmount: MinorUnits;
  readonly modifiers: readonly { readonly label: LocalizedText; readonly amount: MinorUnits }[];
  readonly amount: MinorUnits;
  readonly taxCode: string;
}

export interface ReceiptPayment {
  readonly tenderType: TenderLineItem['tenderType'];
  readonly amount: MinorUnits;
  readonly details: PaymentDetails | undefined;
}

export interface ReceiptContext {
  readonly seller: Seller;
  readonly laneNumber: number;
  readonly softwareVersion: string;
  readonly currency: Currency;
  readonly paymentDetails: ReadonlyMap<AttemptId, PaymentDetails>;
  readonly test: boolean;
}

/** The receipt of a settled sale. The copy number counts those that went out before it. */
export function receiptDocument(
  transaction: Extract<TransactionState, { status: 'settled' | 'closed' }>,
  context: ReceiptContext,
): ReceiptDocument {
  const { totals } = transaction;
  return {
    seller: context.seller,
    till: {
      workstationId: transaction.workstationId,
      laneNumber: context.laneNumber,
      softwareVersion: context.softwareVersion,
    },
    receiptNumber: transaction.receiptNumber,
    transactionId: transaction.transactionId,
    businessDay: transaction.businessDay,
    startedAt: transaction.startedAt,
    endedAt: transaction.settledAt,
    currency: context.currency,
    lines: transaction.lines.filter((line) => !line.voided).map(receiptLine),
    regular: totals.regular,
    discount: totals.discount,
    total: totals.total,
    taxLines: totals.taxLines,
    payments: transaction.tenders.map((tender) => ({
      tenderType: tender.tenderType,
      amount: tender.amount,
      details: context.paymentDetails.get(tender.attemptId),
    })),
    articleCount: totals.articleCount,
    copy: transaction.receipt.issued + 1,
    test: context.test,
  };
}

function receiptLine(line: SaleLineItem): ReceiptLine {
  return {
    kind: line.kind,
    name: line.name,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    pricedPer: line.pricedPer,
    regularAmount: line.regularAmount,
    modifiers: line.modifiers.map(({ label, amount }) => ({ label, amount })),
    amount: lineAmount(line),
    taxCode: line.tax.code,
  };
}
