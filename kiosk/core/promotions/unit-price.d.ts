import type { Goods, Part } from './lots.ts';
import type { SinglePromotion, TieredPromotion, UnitReward } from './promotion.ts';
/** What a unit costs with some promotions on it. */
export interface UnitOption {
    readonly price: number;
    readonly parts: readonly Part[];
    readonly exclusive: boolean;
}
/** How much of a tiered promotion's target the basket holds. */
export interface TierReach {
    readonly pieces: number;
    /** Regular amounts, minor units. */
    readonly value: number;
}
/** What a promotion on single pieces looks at besides the goods. */
export interface UnitSituation {
    /** YYYY-MM-DD, the store's day. */
    readonly today: string;
    readonly reachOf: (promotion: TieredPromotion) => TierReach;
}
/**
 * The price of one unit after a promotion on single pieces: never above what it was, never below the goods' floor.
 * Every piece is priced and rounded on its own, halves of a cent off for the shopper.
 * @param price what the unit costs before it, minor units
 */
export declare function unitPriceAfter(promotion: SinglePromotion, goods: Goods, price: number, situation: UnitSituation): number;
export declare function rewarded(reward: UnitReward, goods: Goods, price: number): number;
/** A share of an amount, rounded half up. */
export declare function percentOf(amount: number, basisPoints: number): number;
export declare function tierReached(promotion: TieredPromotion, reach: TierReach): TieredPromotion['tiers'][number] | undefined;
/** Promotions on single pieces one after another, each on what the one before has left. */
export declare function chained(promotions: readonly SinglePromotion[], goods: Goods, price: number, situation: UnitSituation): UnitOption;
