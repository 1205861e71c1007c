import type { PresentedCoupon, PromotionContext, PromotionLine } from './basket-facts.ts';
import type { PromotionSet } from './compile.ts';
import type { PriceModifier, PromotionHint } from './price-modifier.ts';
export interface AppliedPromotions {
    /** By line number, in the order in which they follow one another; lines without any are absent. */
    readonly modifiersByLine: ReadonlyMap<number, readonly PriceModifier[]>;
    readonly hints: readonly PromotionHint[];
    /** The presented coupons, in their order. */
    readonly coupons: readonly CouponResult[];
}
export interface CouponResult extends PresentedCoupon {
    /** The promotion that used it up; absent where it was of no use in this basket. */
    readonly promotionId?: string | undefined;
}
/**
 * Prices a basket: of all ways in which its promotions may come together, the one that costs the shopper least. The
 * answer is a function of the goods, not of the order or the lines in which they came; it is the same everywhere, and
 * takes a bounded number of steps: searches are cut off (see searchSets), the rest is in proportion to the lines and
 * the promotions that touch them. Nothing gets dearer, and nothing costs less than zero.
 * @param lines goods that are sold; deposits and voided lines are not among them
 */
export declare function applyPromotions(lines: readonly PromotionLine[], set: PromotionSet, context: PromotionContext): AppliedPromotions;
