import type {
  BasketView,
  LaneStatusView,
  LaneView,
  LineView,
  PaymentView,
  ReceiptView,
  SessionView,
} from '#kiosk/api/views.ts';
import { openAttempts } from '#kiosk/core/payment/evolve.ts';
import { lineAmount, totalsOf } from '#kiosk/core/pricing/totals.ts';
import { isCountChangeable } from '#kiosk/core/transaction/decide-lines.ts';
import { isOver } from '#kiosk/core/transaction/evolve.ts';
import type { PromotionHint } from '#kiosk/core/promotions/price-modifier.ts';
import type { SaleLineItem } from '#kiosk/core/transaction/line-item.ts';
import type { TransactionState } from '#kiosk/core/transaction/state.ts';
import { type LaneSession, NO_PAYMENT } from './lane-session.ts';
import type { LaneSettings } from './lane-settings.ts';
import type { LaneState } from './lane-state.ts';
import { basketSummary } from './ticket-view.ts';

/** Why nobody can shop at the lane now. */
export type OutOfServiceReason = LaneView['outOfServiceReasons'][number];

/** What the pages show of a lane: pure functions from what it knows to the slices of the contract. */
export function laneView(state: LaneState, session: LaneSession, settings: LaneSettings): LaneView {
  const outOfServiceReasons = reasonsOutOfService(state, session);
  return {
    storeName: settings.storeName,
    laneNumber: settings.laneNumber,
    workstationId: settings.workstationId,
    currency: settings.currency.code,
    currencyExponent: settings.currency.exponent,
    screen: screenOf(state.transaction, outOfServiceReasons),
    outOfServiceReasons,
    mmPerPx: settings.mmPerPx,
    test: settings.testMode,
  };
}

/**
 * A lane that cannot take money takes no new shopper; one with a basket in it goes on, because a person can settle what
 * is missing while the shopper scans.
 */
export function reasonsOutOfService(state: LaneState, session: LaneSession): OutOfServiceReason[] {
  const reasons: OutOfServiceReason[] = [];
  if (session.recovering || openAttempts(state.payments).some((attempt) => attempt.phase === 'unknown')) {
    if (state.transaction.status !== 'tendering') reasons.push('payment-unsettled');
  }
  if (!isOver(state.transaction)) return reasons;
  if (state.paused) reasons.push('staff');
  if (session.diskShort) reasons.push('disk');
  for (const device of session.devices.values()) {
    const away = device.state === 'offline' || device.state === 'faulted';
    if (away && device.kind === 'terminal') reasons.push('terminal');
    if (away && device.kind === 'scanner') reasons.push('scanner');
  }
  return reasons;
}

function screenOf(transaction: TransactionState, reasons: readonly OutOfServiceReason[]): LaneView['screen'] {
  if (reasons.length > 0) return 'out-of-service';
  switch (transaction.status) {
    case 'idle':
    case 'closed':
    case 'voided':
      return 'welcome';
    case 'open':
      return 'basket';
    case 'suspended':
      return 'paused';
    case 'tendering':
      return 'payment';
    case 'settled':
      return 'thanks';
  }
}

export function sessionView(state: LaneState, session: LaneSession, settings: LaneSettings): SessionView {
  return {
    language: languageOf(state, session),
    languages: [...settings.languages],
    idleDeadline: session.idleDeadline,
  };
}

/** The language of the running sale, or what the next shopper chose on the welcome screen. */
export function languageOf(state: LaneState, session: LaneSession): string {
  const { transaction } = state;
  return isOver(transaction) ? session.language : transaction.language;
}

export function basketView(transaction: TransactionState): BasketView {
  if (isOver(transaction)) {
    return { status: 'idle', total: 0, discount: 0, articleCount: 0, lastLineNumber: null, tasks: [] };
  }
  const totals = totalsOf(transaction.lines);
  return {
    status: transaction.status,
    total: totals.total,
    discount: totals.discount,
    articleCount: totals.articleCount,
    lastLineNumber: transaction.lines.findLast((line) => !line.voided && line.kind === 'article')?.lineNumber ?? null,
    tasks: transaction.interventions.map((task) => ({
      interventionId: task.interventionId,
      kind: task.kind,
      minimumAge: task.minimumAge ?? null,
    })),
  };
}

export function lineView(line: SaleLineItem, hint: PromotionHint | undefined): LineView {
  return {
    lineNumber: line.lineNumber,
    parentLine: line.parentLine ?? null,
    kind: line.kind,
    name: line.name,
    content: line.content ?? null,
    picture: line.picture ?? null,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    pricedPer: line.pricedPer,
    regularAmount: line.regularAmount,
    amount: lineAmount(line),
    modifiers: line.modifiers.map(({ amount, label }) => ({ amount, label })),
    hint: hint === undefined ? null : hintView(hint),
    minimumAge: line.restrictions?.minimumAge ?? null,
    countChangeable: isCountChangeable(line),
  };
}

function hintView({ label, missingCount, isPart, saves }: PromotionHint): LineView['hint'] {
  return { label, missingCount, isPart: isPart === true, saves };
}

/** What a payment of an earlier sale has ended with is nothing to show for this one. */
export function paymentView({ transaction }: LaneState, session: LaneSession): PaymentView {
  const payment = transaction.status === 'tendering' ? session.payment : NO_PAYMENT;
  return { ...payment, amount: amountDue(transaction), covered: amountCovered(transaction) };
}

/** What is still to pay: the total less what other payments of this sale have covered. */
export function amountDue(transaction: TransactionState): number {
  if (transaction.status !== 'tendering') return 0;
  return transaction.totals.total - amountCovered(transaction);
}

function amountCovered(transaction: TransactionState): number {
  if (transaction.status !== 'tendering') return 0;
  return transaction.tenders.reduce((sum, tender) => sum + tender.amount, 0);
}

export function receiptView(state: LaneState, session: LaneSession, settings: LaneSettings): ReceiptView {
  const { transaction } = state;
  if (transaction.status !== 'settled') {
    return {
      choices: [],
      chosen: null,
      state: 'none',
      failure: null,
      url: null,
      receiptNumber: null,
      amount: 0,
      closesAt: null,
    };
  }
  return {
    choices: [...settings.receiptMedia],
    chosen: transaction.receipt.chosen ?? null,
    ...session.receipt,
    state: session.receipt.state === 'none' ? 'choosing' : session.receipt.state,
    receiptNumber: transaction.receiptNumber,
    amount: transaction.totals.total,
  };
}

export function laneStatusView(state: LaneState, session: LaneSession, settings: LaneSettings): LaneStatusView {
  return {
    workstationId: settings.workstationId,
    laneNumber: settings.laneNumber,
    state: laneStatus(state, session),
    connected: true,
    currency: settings.currency.code,
    currencyExponent: settings.currency.exponent,
    basket: basketSummary(state.transaction),
    basketRevision: session.basketRevision,
    directUrl: settings.directUrl ?? null,
    ...movingView(state),
  };
}

function movingView({ transaction }: LaneState): Pick<LaneStatusView, 'moving'> {
  return transaction.status === 'suspended' && transaction.move !== undefined
    ? { moving: { ...transaction.move } }
    : {};
}

function laneStatus(state: LaneState, session: LaneSession): LaneStatusView['state'] {
  const reasons = reasonsOutOfService(state, session);
  if (reasons.length > 0) return reasons.every((reason) => reason === 'staff') ? 'paused' : 'out-of-service';
  if (openAttempts(state.payments).some((attempt) => attempt.phase === 'unknown')) return 'held';
  if (state.tickets.size > 0) return 'help';
  switch (state.transaction.status) {
    case 'open':
      return 'scanning';
    case 'suspended':
      return 'held';
    case 'tendering':
    case 'settled':
      return 'paying';
    case 'idle':
    case 'closed':
    case 'voided':
      return 'free';
  }
}
