import type { BasketPromotion, GoodsPromotion, Promotion, PromotionPolicy } from './promotion.ts';
import { type TargetedGoods } from './target.ts';
import { type PromotionProblem } from './promotion-problems.ts';
/**
 * Promotions made ready for pricing: checked, ordered and indexed by what they are about, so that pricing a basket
 * costs what its goods are touched by and not what the shop has running.
 */
export interface PromotionSet {
    readonly policy: PromotionPolicy;
    /** Promotions that could not be used, each with the reason; they have no effect. */
    readonly problems: readonly PromotionProblem[];
    /** Promotions on single pieces and on sets, by what they name. */
    readonly goods: TargetIndex<GoodsPromotion>;
    /** Basket discounts, highest priority first. */
    readonly basket: readonly BasketPromotion[];
    /** Promotions that a kind of coupon opens, in their one order. */
    readonly byCoupon: ReadonlyMap<string, readonly Promotion[]>;
}
export interface TargetIndex<Entry> {
    readonly byArticle: ReadonlyMap<string, readonly Entry[]>;
    readonly byGroup: ReadonlyMap<string, readonly Entry[]>;
    readonly onEverything: readonly Entry[];
}
/** The set without any promotion. */
export declare const NO_PROMOTIONS: PromotionSet;
/** The order of the promotions does not matter: priority, then the identifier decides wherever one must come first. */
export declare function compilePromotions(promotions: readonly Promotion[], policy?: PromotionPolicy): PromotionSet;
/** Highest priority first, then by identifier: the one order in which promotions are ever taken. */
export declare function byPriority(a: Promotion, b: Promotion): number;
/** The promotions that touch these goods, each once, in their one order. */
export declare function promotionsTouching(set: PromotionSet, goods: TargetedGoods): readonly GoodsPromotion[];
