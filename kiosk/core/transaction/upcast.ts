import { TRANSACTION_EVENT_VERSION, type TransactionEvent } from './events.ts';

/**
 * Lifts a journalled event to the version that the program works with today. Journals are kept for years: every change
 * of an event's shape raises TRANSACTION_EVENT_VERSION and adds the step from the version before, and no step is ever
 * removed.
 */
type Step = (event: Record<string, unknown>) => Record<string, unknown>;

/** steps[n] lifts version n to version n + 1. Version 1 is the first one that was ever written. */
const steps: Readonly<Record<number, Step>> = {
  // What version 2 added is absent from what version 1 wrote, and absent says what version 1 meant.
  1: (event) => event,
  // Version 3 as well: nobody had set a price or given a discount, and every basket stayed where it was.
  2: (event) => event,
};

/** Event types by their first version, so that a word that nobody ever wrote is noticed. */
const TYPES: ReadonlySet<string> = new Set<TransactionEvent['type']>([
  'transaction-started',
  'language-chosen',
  'member-identified',
  'coupon-presented',
  'coupons-applied',
  'line-added',
  'line-price-overridden',
  'basket-discount-given',
  'basket-discounts-taken-back',
  'basket-taken-over',
  'line-quantity-changed',
  'line-voided',
  'prices-modified',
  'intervention-required',
  'intervention-settled',
  'intervention-lapsed',
  'transaction-suspended',
  'transaction-resumed',
  'tender-started',
  'tender-cancelled',
  'tender-added',
  'transaction-settled',
  'receipt-chosen',
  'receipt-issued',
  'receipt-failed',
  'transaction-closed',
  'transaction-voided',
]);

export type Upcast =
  | { readonly ok: true; readonly event: TransactionEvent }
  | { readonly ok: false; readonly problem: 'from-the-future' | 'unknown-version' | 'unknown-type' };

/** @param event as parsed from the journal; its hash has been checked, so it is what some version of us wrote */
export function upcastTransactionEvent(
  version: number,
  event: Record<string, unknown>,
  current: number = TRANSACTION_EVENT_VERSION,
  ladder: Readonly<Record<number, Step>> = steps,
): Upcast {
  if (version > current) return { ok: false, problem: 'from-the-future' };
  let lifted = event;
  for (let at = version; at < current; at += 1) {
    const step = ladder[at];
    if (step === undefined) return { ok: false, problem: 'unknown-version' };
    lifted = step(lifted);
  }
  if (version < 1 || !Number.isInteger(version)) return { ok: false, problem: 'unknown-version' };
  if (typeof lifted.type !== 'string' || !TYPES.has(lifted.type)) return { ok: false, problem: 'unknown-type' };
  return { ok: true, event: lifted as TransactionEvent };
}
