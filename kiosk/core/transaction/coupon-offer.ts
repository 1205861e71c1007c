import { isInForce } from '../promotions/conditions.ts';
import type { Promotion } from '../promotions/promotion.ts';
import type { LocalTime } from '../values/local-time.ts';

/**
 * Whether a coupon for this promotion is worth keeping now: it runs at this time. Whether the shopper is a member, or
 * has what it is for, may still come.
 */
export function isOfferedAt(promotion: Promotion, localTime: LocalTime): boolean {
  return isInForce({ ...promotion, requires: undefined }, { localTime });
}

/** How many coupons without a serial number a basket may bring: one, unless the promotion says how often it applies. */
export function applicationsOpenedBy(promotion: Promotion): number {
  return promotion.limits?.perTransaction ?? 1;
}
