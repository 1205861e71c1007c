import type { Helper } from '../assist/person.ts';
import type { Intervention, InterventionOutcome } from '../assist/intervention.ts';
import type { PresentedCoupon } from '../promotions/basket-facts.ts';
import type { PriceModifier } from '../promotions/price-modifier.ts';
import type { BusinessDay, EpochMs, LanguageTag, TransactionId, WorkstationId } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';
import type { Quantity } from '../values/quantity.ts';
import type { SaleLineItem, TenderLineItem, Totals } from './line-item.ts';
import type { CouponUse, Member } from './shopper.ts';
import type { BasketDiscount, PriceOverride } from './staff-decision.ts';

/**
 * The version that every newly written event carries; older ones are lifted to it by upcast.ts. Version 2 knows
 * members, coupons and returned deposits, and notes which age was confirmed. Version 3 knows prices and discounts that
 * people give, and baskets that move from lane to lane.
 */
export const TRANSACTION_EVENT_VERSION = 3;

/**
 * What happened in a sale. Events are the record that is journalled: they state facts and amounts, never intentions.
 */
export type TransactionEvent =
  | {
      readonly type: 'transaction-started';
      readonly transactionId: TransactionId;
      readonly workstationId: WorkstationId;
      readonly businessDay: BusinessDay;
      readonly startedAt: EpochMs;
      readonly currency: string;
      readonly language: LanguageTag;
      readonly catalogueRevision: string;
    }
  | { readonly type: 'language-chosen'; readonly language: LanguageTag }
  | {
      readonly type: 'member-identified';
      readonly member: Member;
      /** By promotion: how often this member has had it in earlier sales. */
      readonly usedByShopper: Readonly<Record<string, number>>;
    }
  | { readonly type: 'coupon-presented'; readonly coupon: PresentedCoupon }
  /** The coupons that the basket as it now is uses up; the others wait for what they are for. */
  | { readonly type: 'coupons-applied'; readonly uses: readonly CouponUse[] }
  | { readonly type: 'line-added'; readonly line: SaleLineItem }
  | {
      readonly type: 'line-quantity-changed';
      readonly lineNumber: number;
      readonly quantity: Quantity;
      readonly regularAmount: MinorUnits;
    }
  | { readonly type: 'line-voided'; readonly lineNumber: number; readonly reason: LineVoidReason }
  | {
      readonly type: 'prices-modified';
      /** The lines whose modifiers changed, each with all that it now has. */
      readonly lines: readonly { readonly lineNumber: number; readonly modifiers: readonly PriceModifier[] }[];
    }
  | {
      readonly type: 'line-price-overridden';
      readonly lineNumber: number;
      /** What the line shows as its price: the regular one, or a dearer one that a person set. */
      readonly unitPrice: MinorUnits;
      readonly regularAmount: MinorUnits;
      /** Absent: the regular price counts again. */
      readonly override?: PriceOverride | undefined;
    }
  | { readonly type: 'basket-discount-given'; readonly discount: BasketDiscount }
  | { readonly type: 'basket-discounts-taken-back'; readonly by: Helper }
  | { readonly type: 'intervention-required'; readonly intervention: Intervention }
  | {
      readonly type: 'intervention-settled';
      readonly interventionId: string;
      readonly outcome: InterventionOutcome;
      readonly attendant: string;
      /** The age that the attendant decided about; version 1 did not note it, and meant the task’s own. */
      readonly minimumAge?: number | undefined;
    }
  /** No reason to intervene is left in the basket, for example because the article was taken off. */
  | { readonly type: 'intervention-lapsed'; readonly interventionId: string }
  | {
      readonly type: 'transaction-suspended';
      readonly reason: SuspendReason;
      /** Only of a basket that is on its way to another lane. */
      readonly move?: BasketMove | undefined;
    }
  | { readonly type: 'transaction-resumed' }
  /** The sale goes on here with the basket of another lane. */
  | { readonly type: 'basket-taken-over'; readonly from: MovedFrom }
  | { readonly type: 'tender-started'; readonly totals: Totals }
  | { readonly type: 'tender-cancelled' }
  | { readonly type: 'tender-added'; readonly tender: TenderLineItem }
  | { readonly type: 'transaction-settled'; readonly settledAt: EpochMs; readonly receiptNumber: number }
  | { readonly type: 'receipt-chosen'; readonly medium: ReceiptMedium }
  | { readonly type: 'receipt-issued'; readonly medium: ReceiptMedium; readonly copy: number }
  | { readonly type: 'receipt-failed'; readonly medium: ReceiptMedium; readonly cause: string }
  | { readonly type: 'transaction-closed'; readonly closedAt: EpochMs }
  | { readonly type: 'transaction-voided'; readonly reason: TransactionVoidReason; readonly voidedAt: EpochMs };

export type LineVoidReason = 'shopper' | 'staff' | 'age-refused';

/** `moved`: it goes on at another lane, which has it by now. */
export type TransactionVoidReason = 'shopper' | 'staff' | 'abandoned' | 'moved';

export type SuspendReason = 'idle' | 'staff' | 'moving';

/** A basket on its way. */
export interface BasketMove {
  readonly moveId: string;
  readonly to: WorkstationId;
}

export interface MovedFrom {
  readonly moveId: string;
  readonly workstationId: WorkstationId;
  readonly transactionId: TransactionId;
}

/** How a shopper takes the receipt along. */
export type ReceiptMedium = 'paper' | 'screen' | 'none';
