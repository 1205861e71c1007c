import type { CouponResult } from '../promotions/apply.ts';
import type { PresentedCoupon } from '../promotions/basket-facts.ts';

/**
 * A member, as far as prices need one. Never the number of the card, and nothing that names its holder: only who keeps
 * the secret that keys are made with can find the sales of a card.
 */
export interface Member {
  /** Tells one member from another, see ShopperKeys of the lane. */
  readonly key: string;
  /** The programmes that the card stands for. */
  readonly programmes: readonly string[];
}

/** Who is buying and what she has brought, as promotions ask for it. */
export interface Shopper {
  readonly member?: Member | undefined;
  /** In the order in which they were presented. */
  readonly coupons: readonly PresentedCoupon[];
  readonly usedByShopper?: Readonly<Record<string, number>> | undefined;
}

/** A coupon that a basket uses up, and the promotion that it opens. */
export type CouponUse = PresentedCoupon & { readonly promotionId: string };

export const NOBODY: Shopper = { coupons: [] };

export const NO_HISTORY: ShopperHistory = { isUsed: () => false, usedBy: () => ({}) };

/** What sales before this one have used up. */
export interface ShopperHistory {
  /** @param mark of what counts once only, from couponMark or slipMark */
  isUsed(mark: string): boolean;
  /** By promotion: how many pieces or sets of it a member has had. */
  usedBy(memberKey: string): Readonly<Record<string, number>>;
}

/** @returns what a coupon that counts once is known by; undefined for one that bears no serial number */
export function couponMark({ couponId, serial }: PresentedCoupon): string | undefined {
  return serial === undefined ? undefined : `coupon:${couponId}:${serial}`;
}

export function slipMark(reference: string): string {
  return `slip:${reference}`;
}

/** The coupons of a basket that are used up by it. */
export function usesOf(coupons: readonly CouponResult[]): readonly CouponUse[] {
  return coupons.flatMap(({ couponId, serial, promotionId }) =>
    promotionId === undefined ? [] : [{ couponId, ...(serial === undefined ? {} : { serial }), promotionId }],
  );
}
