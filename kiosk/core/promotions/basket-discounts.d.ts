import type { Goods, Lot } from './lots.ts';
import type { BasketPromotion } from './promotion.ts';
import type { Situation } from './situation.ts';
/** Which basket discounts apply together. Plans compete: the one with the lowest total is the basket's price. */
export interface BasketPlan {
    /** In the order in which they follow one another. */
    readonly discounts: readonly BasketPromotion[];
    /** The discount that claims its goods for itself alone. */
    readonly exclusive: BasketPromotion | undefined;
}
/** Some units of a lot on one line, with what basket discounts take off them. */
export interface Row {
    readonly lineNumber: number;
    readonly lot: Lot;
    readonly count: number;
    /** What is left to pay for them. */
    amount: number;
    readonly shares: {
        readonly promotion: BasketPromotion;
        readonly amount: number;
        readonly before: number;
    }[];
}
export declare function targetOf(promotion: BasketPromotion): NonNullable<BasketPromotion['target']>;
/** What the targeted goods cost without any promotion: what a threshold looks at. */
export declare function reachedBy(promotion: BasketPromotion, goods: readonly Goods[]): number;
/** All compounded discounts together, and each of the others for itself. */
export declare function basketPlans(situation: Situation): readonly BasketPlan[];
/** What a discount takes off an amount, at most all of it. */
export declare function rewardOn(promotion: BasketPromotion, amount: number, situation: Situation): number;
/** The millionths of a price that a plan's shares leave to pay. */
export declare function keepUnder(plan: BasketPlan, goods: Goods): number;
/** Lots by line: pieces of the same goods go to their lines in the order of line numbers. */
export declare function rowsOf(goods: readonly Goods[], lotsOf: ReadonlyMap<Goods, readonly Lot[]>): readonly Row[];
/** Takes a plan's discounts off the rows, one after the other. */
export declare function applyPlan(plan: BasketPlan, rows: readonly Row[], situation: Situation): void;
