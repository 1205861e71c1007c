import type { PromotionContext } from './basket-facts.ts';
import type { Promotion } from './promotion.ts';
/** Whether a promotion's time windows and requirements are met; a coupon's owner is looked at elsewhere. */
export declare function isInForce(promotion: Promotion, context: PromotionContext): boolean;
/** How many coupons of a kind were presented; the same serial counts once. */
export declare function presentedCount(couponId: string, context: PromotionContext): number;
/**
 * How often a promotion that is in force may still apply in this transaction: pieces, sets or basket discounts.
 * @returns Infinity where nothing limits it
 */
export declare function applicationsLeft(promotion: Promotion, context: PromotionContext): number;
