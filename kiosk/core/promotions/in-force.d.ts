import type { PromotionContext } from './basket-facts.ts';
import { type PromotionSet } from './compile.ts';
import type { Goods } from './lots.ts';
import type { BasketPromotion, GoodsPromotion, Promotion, TieredPromotion } from './promotion.ts';
import { type Capacity } from './set-rule.ts';
/** Which promotions apply at a moment to a shopper, whatever the basket. */
export interface InForce {
    /** YYYY-MM-DD */
    readonly today: string;
    readonly capacityOf: (promotion: Promotion) => Capacity;
    readonly on: (goods: Goods) => OpenPromotions;
    readonly basket: readonly BasketPromotion[];
}
/** The promotions in force that touch some goods, in their one order. */
export interface OpenPromotions {
    readonly all: readonly GoodsPromotion[];
    readonly tiers: readonly TieredPromotion[];
    /** Those by which goods depend on other goods: sets, and what is limited. */
    readonly tying: readonly GoodsPromotion[];
    readonly hasExclusive: boolean;
}
export declare function inForce(set: PromotionSet, context: PromotionContext): InForce;
