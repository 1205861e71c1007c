import type { GoodsPromotion, PromotionTarget } from './promotion.ts';
/** What a target looks at. */
export interface TargetedGoods {
    readonly articleId: string;
    readonly groups: readonly string[];
}
/** Everything that a promotion names: its target, or those of its parts. */
export declare function targetsOf(promotion: GoodsPromotion): readonly PromotionTarget[];
export declare function isTargeted(target: PromotionTarget, goods: TargetedGoods): boolean;
