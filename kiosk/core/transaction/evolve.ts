import { assert, assertNever } from '../values/assert.ts';
import type { TransactionEvent } from './events.ts';
import type { SaleLineItem } from './line-item.ts';
import { NOBODY } from './shopper.ts';
import type { TransactionBody, TransactionState } from './state.ts';

type InProgress = Exclude<TransactionState, { status: 'idle' }>;

/**
 * The state after an event. Events are facts: whatever the journal holds is applied as it is. An event that does not
 * fit the state cannot come from a journal that decide() wrote, so it is our own bug.
 *
 * @throws AssertionError when the event does not fit the state
 */
export function evolve(state: TransactionState, event: TransactionEvent): TransactionState {
  if (event.type === 'transaction-started') {
    assert(isOver(state), `a transaction started while another one was ${state.status}`);
    return started(event);
  }
  assert(state.status !== 'idle', `${event.type} without a transaction`);
  return evolveStarted(state, event);
}

export function evolveAll(state: TransactionState, events: readonly TransactionEvent[]): TransactionState {
  return events.reduce(evolve, state);
}

/** Whether the lane is free for the next shopper. */
export function isOver(
  state: TransactionState,
): state is Extract<TransactionState, { status: 'idle' | 'closed' | 'voided' }> {
  return state.status === 'idle' || state.status === 'closed' || state.status === 'voided';
}

export function activeLines(body: TransactionBody): readonly SaleLineItem[] {
  return body.lines.filter((line) => !line.voided);
}

function started(event: Extract<TransactionEvent, { type: 'transaction-started' }>): TransactionState {
  return {
    status: 'open',
    transactionId: event.transactionId,
    workstationId: event.workstationId,
    businessDay: event.businessDay,
    startedAt: event.startedAt,
    currency: event.currency,
    language: event.language,
    catalogueRevision: event.catalogueRevision,
    lines: [],
    interventions: [],
    confirmedAge: 0,
    shopper: NOBODY,
    couponUses: [],
    discounts: [],
  };
}

function evolveStarted(
  state: InProgress,
  event: Exclude<TransactionEvent, { type: 'transaction-started' }>,
): TransactionState {
  switch (event.type) {
    case 'language-chosen':
      return { ...state, language: event.language };
    case 'member-identified': {
      const { member, usedByShopper } = event;
      return { ...state, shopper: { ...state.shopper, member, usedByShopper } };
    }
    case 'coupon-presented':
      return { ...state, shopper: { ...state.shopper, coupons: [...state.shopper.coupons, event.coupon] } };
    case 'coupons-applied':
      return { ...state, couponUses: event.uses };
    case 'basket-discount-given':
      return { ...state, discounts: [...state.discounts, event.discount] };
    case 'basket-discounts-taken-back':
      return { ...state, discounts: [] };
    case 'basket-taken-over':
      return { ...state, movedFrom: event.from };
    case 'line-added':
    case 'line-price-overridden':
    case 'line-quantity-changed':
    case 'line-voided':
    case 'prices-modified':
      return { ...state, lines: evolveLines(state.lines, event) };
    case 'intervention-required':
    case 'intervention-settled':
    case 'intervention-lapsed':
      return { ...state, ...evolveInterventions(state, event) };
    case 'transaction-suspended': {
      assert(state.status === 'open' || state.status === 'suspended', `suspended while ${state.status}`);
      const aside = { ...bodyOf(state), status: 'suspended', reason: event.reason } as const;
      if (event.move === undefined) return aside;
      const heldAs = state.status === 'suspended' && state.reason !== 'moving' ? state.reason : undefined;
      return { ...aside, move: event.move, ...(heldAs === undefined ? {} : { heldAs }) };
    }
    case 'transaction-resumed': {
      assert(state.status === 'suspended', `resumed while ${state.status}`);
      return { ...bodyOf(state), status: 'open' };
    }
    case 'tender-started':
    case 'tender-cancelled':
    case 'tender-added':
    case 'transaction-settled':
      return evolveTender(state, event);
    case 'receipt-chosen':
    case 'receipt-issued':
    case 'receipt-failed':
    case 'transaction-closed':
      return evolveReceipt(state, event);
    case 'transaction-voided':
      return { ...bodyOf(state), status: 'voided', reason: event.reason };
    default:
      return assertNever(event);
  }
}

function evolveLines(
  lines: readonly SaleLineItem[],
  event: Extract<
    TransactionEvent,
    { type: 'line-added' | 'line-price-overridden' | 'line-quantity-changed' | 'line-voided' | 'prices-modified' }
  >,
): readonly SaleLineItem[] {
  switch (event.type) {
    case 'line-added':
      assert(event.line.lineNumber === lines.length + 1, `line ${event.line.lineNumber} after ${lines.length} lines`);
      return [...lines, event.line];
    case 'line-quantity-changed':
      return replaceLine(lines, event.lineNumber, (line) => ({
        ...line,
        quantity: event.quantity,
        regularAmount: event.regularAmount,
      }));
    case 'line-price-overridden':
      return replaceLine(lines, event.lineNumber, (line) => ({
        ...line,
        unitPrice: event.unitPrice,
        regularAmount: event.regularAmount,
        priceOverride: event.override,
      }));
    case 'line-voided':
      return replaceLine(lines, event.lineNumber, (line) => ({ ...line, voided: true, modifiers: [] }));
    case 'prices-modified': {
      const next = [...lines];
      for (const { lineNumber, modifiers } of event.lines) {
        const line = next[lineNumber - 1];
        assert(line !== undefined, `modifiers for line ${lineNumber}, which does not exist`);
        next[lineNumber - 1] = { ...line, modifiers };
      }
      return next;
    }
    default:
      return assertNever(event);
  }
}

function replaceLine(
  lines: readonly SaleLineItem[],
  lineNumber: number,
  change: (line: SaleLineItem) => SaleLineItem,
): readonly SaleLineItem[] {
  const line = lines[lineNumber - 1];
  assert(line !== undefined, `line ${lineNumber} does not exist`);
  return lines.with(lineNumber - 1, change(line));
}

function evolveInterventions(
  state: InProgress,
  event: Extract<TransactionEvent, { type: 'intervention-required' | 'intervention-settled' | 'intervention-lapsed' }>,
): Pick<TransactionBody, 'interventions' | 'confirmedAge'> {
  const id = event.type === 'intervention-required' ? event.intervention.interventionId : event.interventionId;
  const settled = state.interventions.find((intervention) => intervention.interventionId === id);
  const others = state.interventions.filter((intervention) => intervention.interventionId !== id);
  switch (event.type) {
    case 'intervention-required':
      // The same task again, with more lines or a higher age, takes the place of the earlier one.
      return { interventions: [...others, event.intervention], confirmedAge: state.confirmedAge };
    case 'intervention-lapsed':
      return { interventions: others, confirmedAge: state.confirmedAge };
    case 'intervention-settled': {
      const confirmed = event.outcome === 'approved' ? (event.minimumAge ?? settled?.minimumAge ?? 0) : 0;
      return { interventions: others, confirmedAge: Math.max(state.confirmedAge, confirmed) };
    }
    default:
      return assertNever(event);
  }
}

function evolveTender(
  state: InProgress,
  event: Extract<
    TransactionEvent,
    { type: 'tender-started' | 'tender-cancelled' | 'tender-added' | 'transaction-settled' }
  >,
): TransactionState {
  if (event.type === 'tender-started') {
    assert(state.status === 'open', `tender started while ${state.status}`);
    return { ...state, status: 'tendering', totals: event.totals, tenders: [] };
  }
  assert(state.status === 'tendering', `${event.type} while ${state.status}`);
  switch (event.type) {
    case 'tender-cancelled':
      return { ...bodyOf(state), status: 'open' };
    case 'tender-added':
      return { ...state, tenders: [...state.tenders, event.tender] };
    case 'transaction-settled':
      return {
        ...state,
        status: 'settled',
        settledAt: event.settledAt,
        receiptNumber: event.receiptNumber,
        receipt: { chosen: undefined, issued: 0, failure: undefined },
      };
    default:
      return assertNever(event);
  }
}

function evolveReceipt(
  state: InProgress,
  event: Extract<
    TransactionEvent,
    { type: 'receipt-chosen' | 'receipt-issued' | 'receipt-failed' | 'transaction-closed' }
  >,
): TransactionState {
  assert(state.status === 'settled' || state.status === 'closed', `${event.type} while ${state.status}`);
  switch (event.type) {
    case 'receipt-chosen':
      return { ...state, receipt: { ...state.receipt, chosen: event.medium, failure: undefined } };
    case 'receipt-issued':
      return { ...state, receipt: { ...state.receipt, issued: state.receipt.issued + 1, failure: undefined } };
    case 'receipt-failed':
      return { ...state, receipt: { ...state.receipt, failure: event.cause } };
    case 'transaction-closed':
      return { ...state, status: 'closed' };
    default:
      return assertNever(event);
  }
}

/** Just what every transaction has, without what only its present state has. */
function bodyOf(state: InProgress): TransactionBody {
  const { transactionId, workstationId, businessDay, startedAt, currency, language } = state;
  const { catalogueRevision, lines, interventions, confirmedAge, shopper, couponUses, discounts, movedFrom } = state;
  return {
    transactionId,
    workstationId,
    businessDay,
    startedAt,
    currency,
    language,
    catalogueRevision,
    lines,
    interventions,
    confirmedAge,
    shopper,
    couponUses,
    discounts,
    ...(movedFrom === undefined ? {} : { movedFrom }),
  };
}
