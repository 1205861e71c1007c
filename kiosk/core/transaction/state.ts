import type { Intervention } from '../assist/intervention.ts';
import type { BusinessDay, EpochMs, LanguageTag, TransactionId, WorkstationId } from '../values/identifiers.ts';
import type { BasketMove, MovedFrom, ReceiptMedium, SuspendReason, TransactionVoidReason } from './events.ts';
import type { SaleLineItem, TenderLineItem, Totals } from './line-item.ts';
import type { CouponUse, Shopper } from './shopper.ts';
import type { BasketDiscount } from './staff-decision.ts';

/** What every transaction has from its first article on, in whichever state it is. */
export interface TransactionBody {
  readonly transactionId: TransactionId;
  readonly workstationId: WorkstationId;
  readonly businessDay: BusinessDay;
  readonly startedAt: EpochMs;
  readonly currency: string;
  readonly language: LanguageTag;
  readonly catalogueRevision: string;
  /** In the order in which they were added, voided ones included. lines[n - 1] has line number n. */
  readonly lines: readonly SaleLineItem[];
  /** Tasks that nobody has settled yet. */
  readonly interventions: readonly Intervention[];
  /** The highest age that a person has confirmed for this basket, in years. */
  readonly confirmedAge: number;
  readonly shopper: Shopper;
  /** The presented coupons that this basket uses up. */
  readonly couponUses: readonly CouponUse[];
  /** What people took off the basket, in the order in which they did. */
  readonly discounts: readonly BasketDiscount[];
  /** The lane that it was begun at, if it was not this one. */
  readonly movedFrom?: MovedFrom | undefined;
}

/**
 * A sale: idle → open → tendering → settled → closed, with suspended and voided on the side. Each state has just the
 * facts that exist in it: a settled transaction has totals and tenders, an open one has neither.
 */
export type TransactionState =
  | { readonly status: 'idle' }
  | ({ readonly status: 'open' } & TransactionBody)
  | ({
      readonly status: 'suspended';
      readonly reason: SuspendReason;
      readonly move?: BasketMove | undefined;
      /** Why it was put aside before it began to move; a move that comes to nothing leaves it so. */
      readonly heldAs?: Exclude<SuspendReason, 'moving'> | undefined;
    } & TransactionBody)
  | ({
      readonly status: 'tendering';
      readonly totals: Totals;
      readonly tenders: readonly TenderLineItem[];
    } & TransactionBody)
  | ({ readonly status: 'settled' } & PaidFacts & TransactionBody)
  | ({ readonly status: 'closed' } & PaidFacts & TransactionBody)
  | ({ readonly status: 'voided'; readonly reason: TransactionVoidReason } & TransactionBody);

interface PaidFacts {
  readonly totals: Totals;
  readonly tenders: readonly TenderLineItem[];
  readonly settledAt: EpochMs;
  readonly receiptNumber: number;
  readonly receipt: ReceiptProgress;
}

export interface ReceiptProgress {
  readonly chosen: ReceiptMedium | undefined;
  /** How many copies went out, on any medium. */
  readonly issued: number;
  readonly failure: string | undefined;
}

export const IDLE: TransactionState = { status: 'idle' };
