import type { TicketView } from '#kiosk/api/views.ts';

/** How often a page says that the person still has what they took, in milliseconds; well below every lease. */
export const RENEW_EVERY_MS = 20_000;
/** Who touched the page so recently is there, in milliseconds. */
const TOUCHED_WITHIN_MS = 60_000;
/** "Still coming?" is asked when so much of the lease is left, in milliseconds. */
const ASK_BEFORE_END_MS = 40_000;

/** What the page knows of whoever holds it. */
export interface Presence {
  readonly visible: boolean;
  /** Milliseconds since somebody touched it. */
  readonly untouchedMs: number;
}

/**
 * The calls of mine whose lease is renewed without a word. A page that lies on a table keeps no shopper waiting:
 * without a touch it renews only while its person stands with somebody.
 */
export function leasesToRenew(mine: readonly TicketView[], { visible, untouchedMs }: Presence): readonly TicketView[] {
  if (!visible) return [];
  const isWithSomebody = mine.some(({ status }) => status === 'attending');
  return isWithSomebody || untouchedMs < TOUCHED_WITHIN_MS ? mine : [];
}

/** On the way for so long that the shopper may be forgotten. */
export function isArrivalDoubtful({ status, leaseUntil }: TicketView, now: number): boolean {
  return status === 'acknowledged' && leaseUntil !== null && leaseUntil - now < ASK_BEFORE_END_MS;
}
