import { z } from 'zod';
import type { PaymentDetails } from '#kiosk/core/payment/payment.ts';
import { lineAmount } from '#kiosk/core/pricing/totals.ts';
import type { PriceModifier } from '#kiosk/core/promotions/price-modifier.ts';
import type { SaleLineItem, TaxLineItem, TenderLineItem, Totals } from '#kiosk/core/transaction/line-item.ts';
import type { TransactionState } from '#kiosk/core/transaction/state.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import { inLanguage } from '#kiosk/core/values/identifiers.ts';
import { minorUnits, type Currency, type MinorUnits } from '#kiosk/core/values/money.ts';
import type { PricedPer, Quantity } from '#kiosk/core/values/quantity.ts';
import type { LogName } from '../log/log.ts';

/** A sale that was paid, or a basket that was given up as a whole, as connectors get it. Amounts in minor units. */
export interface FinishedSale {
  /** Names the sale for ever: what another system has under this id already is this very sale. */
  readonly transactionId: string;
  readonly log: LogName;
  /** The row that ended it. */
  readonly seq: number;
  readonly storeId: string;
  readonly workstationId: string;
  readonly outcome: 'paid' | 'cancelled';
  readonly businessDay: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Undefined for what was cancelled. */
  readonly receiptNumber: number | undefined;
  readonly currency: Currency;
  readonly language: string;
  readonly catalogueRevision: string;
  /** Voided lines included. */
  readonly lines: readonly SoldLine[];
  /** As the core worked them out; undefined for what was cancelled. */
  readonly totals: Totals | undefined;
  readonly tenders: readonly PaidTender[];
}

export interface SoldLine {
  readonly lineNumber: number;
  readonly kind: 'article' | 'deposit';
  readonly parentLine: number | undefined;
  readonly articleId: string;
  readonly code: string | undefined;
  readonly entry: SaleLineItem['entry'];
  /** In the language of the sale. */
  readonly name: string;
  readonly quantity: Quantity;
  readonly unitPrice: MinorUnits;
  readonly pricedPer: PricedPer;
  readonly regularAmount: MinorUnits;
  readonly discounts: readonly LineDiscount[];
  /** What the line costs: its regular amount and all discounts; 0 for a voided one. */
  readonly amount: MinorUnits;
  readonly tax: SaleLineItem['tax'];
  readonly isVoided: boolean;
}

export interface LineDiscount {
  readonly promotionId: string;
  /** Negative: what it takes off. */
  readonly amount: MinorUnits;
  readonly label: string;
}

export interface PaidTender extends TenderLineItem {
  readonly card: Pick<PaymentDetails, 'cardName' | 'cardLast4' | 'authorisationCode'> | undefined;
}

/** A sale whose records do not make one that could be handed on; a person has to look. */
export class UnfitSale extends Error {
  override readonly name = 'UnfitSale';
}

/** What the records of a sale come from, besides the state that they lead to. */
export interface SaleOrigin {
  readonly log: LogName;
  readonly seq: number;
  readonly endedAt: number;
  /** By attempt. */
  readonly payments: ReadonlyMap<string, PaymentDetails>;
}

/**
 * The sale that a state of the core's is, after a look at every value: rows are kept as they came, whoever wrote them.
 *
 * @throws UnfitSale naming what is wrong
 */
export function finishedSale(state: TransactionState, origin: SaleOrigin): FinishedSale {
  const checked = stateSchema.safeParse(state);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new UnfitSale(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a sale'}`);
  }
  if (!moment.safeParse(origin.endedAt).success) throw new UnfitSale('its end is no moment');
  const { transactionId, workstationId, businessDay, startedAt, language, catalogueRevision } = checked.data;
  const currency = currencyByCode(checked.data.currency);
  if (currency === undefined) throw new UnfitSale(`the currency ${checked.data.currency} is not known`);
  const paid = state.status === 'settled' ? state : undefined;
  const { lines: stateLines } = state as Extract<TransactionState, { status: 'settled' | 'voided' }>;
  const lines = stateLines.map((line) => soldLine(line, language));
  const tenders = (paid?.tenders ?? []).map(({ attemptId, tenderType, amount }) => {
    return { attemptId, tenderType, amount, card: origin.payments.get(attemptId) };
  });
  if (paid !== undefined) mustAddUp(lines, paid.totals, tenders);
  return {
    transactionId,
    log: origin.log,
    seq: origin.seq,
    storeId: storeOf(origin.log.origin),
    workstationId,
    outcome: paid === undefined ? 'cancelled' : 'paid',
    businessDay,
    startedAt,
    endedAt: origin.endedAt,
    receiptNumber: paid?.receiptNumber,
    currency,
    language,
    catalogueRevision,
    lines,
    totals: paid?.totals,
    tenders,
  };
}

/** Origins are named "0042.lane-3" after the store; see journals. */
function storeOf(origin: string): string {
  return origin.split('.')[0] ?? origin;
}

export function laneOf(origin: string): string {
  return origin.slice(storeOf(origin).length + 1);
}

function soldLine(line: SaleLineItem, language: string): SoldLine {
  return {
    lineNumber: line.lineNumber,
    kind: line.kind,
    parentLine: line.parentLine,
    articleId: line.articleId,
    code: line.code,
    entry: line.entry,
    name: inLanguage(line.name, language, 'en'),
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    pricedPer: line.pricedPer,
    regularAmount: line.regularAmount,
    discounts: line.modifiers.map(({ promotionId, amount, label }: PriceModifier) => ({
      promotionId,
      amount,
      label: inLanguage(label, language, 'en'),
    })),
    amount: line.voided ? minorUnits(0) : lineAmount(line),
    tax: line.tax,
    isVoided: line.voided,
  };
}

/** What is handed on adds up, or it is not handed on. */
function mustAddUp(lines: readonly SoldLine[], totals: Totals, tenders: readonly TenderLineItem[]): void {
  const { regular, discount, taxOnTop = 0, total, taxLines } = totals;
  const say = (what: string, found: number, told: number): void => {
    if (found !== told) throw new UnfitSale(`${what} come to ${found}, and the sale says ${told}`);
  };
  say('regular, discount and tax on top', regular + discount + taxOnTop, total);
  say('its lines', sum(lines.map(({ amount }) => amount)), regular + discount);
  say('its taxes', sum(taxLines.map(({ gross }: TaxLineItem) => gross)), total);
  const paid = sum(tenders.map(({ amount }) => amount));
  if (paid < total) throw new UnfitSale(`${paid} was paid of ${total}`);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, amount) => all + amount, 0);
}

const TEXT_LENGTH_MAX = 1_000;
const LINES_MAX = 10_000;
const MOMENT_MAX = 8_640_000_000_000_000;

const text = z.string().max(TEXT_LENGTH_MAX);
const identifier = text.min(1);
const amount = z.int();
const texts = z.record(text, text);
const moment = z.int().min(0).max(MOMENT_MAX);

const quantity = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pieces'), count: z.int() }),
  z.object({ kind: z.literal('weight'), grams: z.int() }),
  z.object({ kind: z.literal('volume'), millilitres: z.int() }),
]);

const tax = z.object({ code: text, rateBasisPoints: z.int().min(0).max(100_000) });

const line = z.object({
  lineNumber: z.int().min(1),
  kind: z.enum(['article', 'deposit']),
  parentLine: z.int().optional(),
  articleId: identifier,
  code: text.optional(),
  entry: z.enum(['scanned', 'keyed', 'chosen']),
  name: texts,
  quantity,
  unitPrice: amount,
  pricedPer: z.enum(['pieces', 'weight', 'volume']),
  regularAmount: amount,
  modifiers: z.array(z.object({ promotionId: identifier, amount, label: texts })).max(LINES_MAX),
  tax,
  voided: z.boolean(),
});

const body = {
  transactionId: identifier,
  workstationId: identifier,
  businessDay: z.iso.date(),
  startedAt: moment,
  currency: text,
  language: text,
  catalogueRevision: text,
  lines: z.array(line).max(LINES_MAX),
};

const stateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('voided'), ...body }),
  z.object({
    status: z.literal('settled'),
    ...body,
    totals: z.object({
      regular: amount,
      discount: amount,
      total: amount,
      taxOnTop: amount.optional(),
      articleCount: z.int(),
      taxLines: z.array(z.object({ ...tax.shape, net: amount, tax: amount, gross: amount })).max(LINES_MAX),
    }),
    tenders: z.array(z.object({ attemptId: identifier, tenderType: z.literal('card'), amount })).max(LINES_MAX),
    settledAt: moment,
    receiptNumber: z.int().min(0),
  }),
]);
