import type { Lot } from './lots.ts';
import type { GoodsPromotion, SetPromotion, SetReward } from './promotion.ts';
import { type UnitOption } from './unit-price.ts';
/**
 * One way to put pieces together: so many for each place. A promotion on single pieces that is limited (a coupon, "at
 * most 3 per shopper") is a rule with sets of one piece.
 */
export interface SetRule {
    readonly promotion: GoodsPromotion;
    /** Pieces that each place takes; one place for all but mix-and-match and bundles. */
    readonly places: readonly number[];
    readonly size: number;
    readonly reward: SetReward | 'single';
    /** How many sets may be made; shared by all rules of one promotion. */
    readonly capacity: Capacity;
    readonly exclusive: boolean;
    /** Works on the prices that compounded promotions have left, and not on regular prices. */
    readonly compounded: boolean;
    /** Candidates that may fill a place, by their index, and the places by bits. */
    readonly members: {
        readonly index: number;
        readonly places: number;
    }[];
}
export interface Capacity {
    readonly limit: number;
}
/**
 * A lot with what a unit of it costs in each way but in a set. Worth is what the shopper will pay in the end, in
 * millionths of a minor unit: after the basket discounts that are reckoned with, which exclusive promotions shut out.
 */
export interface Candidate {
    readonly lot: Lot;
    readonly alone: UnitOption;
    readonly aloneWorth: number;
    readonly chain: UnitOption;
    /** The millionths of a price that basket discounts leave to pay. */
    readonly keep: number;
    /** For a limited promotion on single pieces: what a unit costs with it. */
    readonly limited: ReadonlyMap<GoodsPromotion, UnitOption>;
}
export declare const WORTH_SCALE = 1000000;
export declare function worthOf(price: number, exclusive: boolean, keep: number): number;
/**
 * How much less the shopper pays for a set than for every unit on its own, in worth.
 * @returns zero where the set would not save anything
 */
export declare function gainOfSet(rule: SetRule, units: readonly Candidate[]): number;
/**
 * What each unit of a set costs, in the order of the units. What it takes off is spread over its pieces in proportion
 * to their prices by largest remainder; of equal remainders the earlier piece gets the unit, and pieces are ordered
 * dearest first.
 * @param units one candidate for each piece, dearest first
 */
export declare function priceSet(rule: SetRule, units: readonly Candidate[]): readonly UnitOption[];
/** What a piece costs when a set promotion looks at it. */
export declare function basisOf(rule: SetRule, unit: Candidate): number;
/** What a reward takes off pieces at these prices, in minor units; zero where the pieces cost less anyway. */
export declare function discountOf(reward: SetReward, bases: readonly number[]): number;
export declare function cheapestShare(reward: Extract<SetReward, {
    type: 'cheapest';
}>): number;
/** How a set promotion is put together: its places and what a full set gets. */
export declare function shapeOf(promotion: SetPromotion): {
    readonly places: readonly number[];
    readonly reward: SetReward;
};
export declare function isSet(promotion: GoodsPromotion): promotion is SetPromotion;
