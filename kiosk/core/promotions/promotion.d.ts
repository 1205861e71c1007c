import type { LocalizedText } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';
/**
 * A promotion as data: what a shop's pricing manager writes, a back office sends and a lane applies. Optional fields
 * have the defaults that are named here. Percentages are basis points (2500 is 25 %), amounts minor units, times local
 * to the store. A member price, a staff discount and a coupon are ordinary promotions with a requirement.
 */
export type Promotion = SinglePromotion | SetPromotion | BasketPromotion;
/** Prices each piece, weighing or pour on its own. */
export type SinglePromotion = AmountOffPromotion | PercentOffPromotion | FixedPricePromotion | TieredPromotion | BestBeforePromotion;
/** Prices a set of several pieces together. A piece belongs to one set at most. */
export type SetPromotion = NForMPromotion | NForPricePromotion | CheapestFreePromotion | MixAndMatchPromotion | BundlePromotion;
/** What is about single goods, as opposed to the basket as a whole. */
export type GoodsPromotion = SinglePromotion | SetPromotion;
export type PromotionKind = Promotion['kind'];
interface PromotionBase {
    /** Unique in a set of promotions; 1 to 64 characters. */
    readonly promotionId: string;
    /** What the shopper and the receipt are told: { "en": "2 for 4.00" }. */
    readonly label: LocalizedText;
    /** -1000 to 1000, higher first; 0 by default. Orders compounding and settles ties; see PromotionPolicy. */
    readonly priority?: number | undefined;
    /** 'best-price' by default. */
    readonly stacking?: Stacking | undefined;
    readonly validity?: PromotionValidity | undefined;
    readonly requires?: PromotionRequirements | undefined;
    readonly limits?: PromotionLimits | undefined;
}
/**
 * How promotions share a piece. 'exclusive': nothing else touches the piece, basket discounts included. 'best-price':
 * no other promotion on the goods touches it; a basket discount may follow. 'compounded': all compounded promotions
 * that apply follow one another by priority, each on the price that the one before has left.
 */
export type Stacking = 'exclusive' | 'best-price' | 'compounded';
/** The goods that a promotion is about: everything, or the named articles and groups; less the exceptions. */
export interface PromotionTarget {
    readonly everything?: boolean | undefined;
    readonly articles?: readonly string[] | undefined;
    readonly groups?: readonly string[] | undefined;
    readonly exceptArticles?: readonly string[] | undefined;
    readonly exceptGroups?: readonly string[] | undefined;
}
/** When it is in force, in the store's local time. What is absent does not restrict. */
export interface PromotionValidity {
    /** YYYY-MM-DD or YYYY-MM-DDTHH:MM, inclusive. */
    readonly from?: string | undefined;
    /** YYYY-MM-DD (that whole day is included) or YYYY-MM-DDTHH:MM (that minute is not). */
    readonly until?: string | undefined;
    /** ISO 8601 weekdays: 1 is Monday, 7 is Sunday. */
    readonly weekdays?: readonly number[] | undefined;
    /** HH:MM, from inclusive, to exclusive; a window whose end is not after its start runs past midnight. */
    readonly times?: readonly {
        readonly from: string;
        readonly to: string;
    }[] | undefined;
}
/** Who or what must be there. All that are named must be met. */
export interface PromotionRequirements {
    /** Only for members, of any programme or of the named one. */
    readonly member?: true | undefined;
    readonly programme?: string | undefined;
    /** Only for the store's own staff. */
    readonly staff?: true | undefined;
    /**
     * Only with a coupon of this kind. Each presented coupon pays for one application: `pieces` pieces of a promotion on
     * single pieces (1 by default), one set, or one basket discount; 'all' lets one coupon open the promotion for all
     * pieces.
     */
    readonly coupon?: {
        readonly couponId: string;
        readonly pieces?: number | 'all' | undefined;
    } | undefined;
}
/** How often it applies: pieces for a promotion on single pieces, sets for one on sets. 1 or more. */
export interface PromotionLimits {
    readonly perTransaction?: number | undefined;
    /** Over all transactions of one shopper: what the shopper has had before is passed in with the basket. */
    readonly perShopper?: number | undefined;
}
/** `amount` off each piece, kilogram or litre; never below zero. */
export interface AmountOffPromotion extends PromotionBase {
    readonly kind: 'amount-off';
    readonly target: PromotionTarget;
    readonly amount: MinorUnits;
}
export interface PercentOffPromotion extends PromotionBase {
    readonly kind: 'percent-off';
    readonly target: PromotionTarget;
    /** 1 to 10000. */
    readonly basisPoints: number;
}
/** Each piece, kilogram or litre costs `price`, where that is less. */
export interface FixedPricePromotion extends PromotionBase {
    readonly kind: 'fixed-price';
    readonly target: PromotionTarget;
    readonly price: MinorUnits;
}
/** The more of the target is in the basket, the less each piece costs; the highest step that is reached counts. */
export interface TieredPromotion extends PromotionBase {
    readonly kind: 'tiers';
    readonly target: PromotionTarget;
    /** 'quantity' counts pieces, 'value' adds up regular amounts, of all targeted goods in the basket. */
    readonly by: 'quantity' | 'value';
    /** 1 to 10 steps, `from` (pieces or minor units) rising. */
    readonly tiers: readonly {
        readonly from: number;
        readonly reward: UnitReward;
    }[];
}
/** Goods near their best-before date cost less; the step with the fewest days left that still holds counts. */
export interface BestBeforePromotion extends PromotionBase {
    readonly kind: 'best-before';
    readonly target: PromotionTarget;
    /**
     * 1 to 10 steps. `daysLeft` 0 is the best-before day itself: { daysLeft: 2, basisPoints: 2500 } from two days before.
     */
    readonly steps: readonly {
        readonly daysLeft: number;
        readonly basisPoints: number;
    }[];
}
/** Take 3, pay 2: the cheapest of each set are free. */
export interface NForMPromotion extends PromotionBase {
    readonly kind: 'n-for-m';
    readonly target: PromotionTarget;
    /** 2 to 24. */
    readonly take: number;
    /** 1 to take - 1. */
    readonly pay: number;
    /** 'any' (by default): different articles of the target make a set; 'same-article': only pieces of one article do. */
    readonly mix?: 'any' | 'same-article' | undefined;
}
/** 2 for 4.00. */
export interface NForPricePromotion extends PromotionBase {
    readonly kind: 'n-for-price';
    readonly target: PromotionTarget;
    /** 2 to 24. */
    readonly take: number;
    readonly price: MinorUnits;
    readonly mix?: 'any' | 'same-article' | undefined;
}
/** Of each `take` pieces the `free` cheapest cost nothing, or `basisPoints` less ("second one half price"). */
export interface CheapestFreePromotion extends PromotionBase {
    readonly kind: 'cheapest-free';
    readonly target: PromotionTarget;
    /** 2 to 24. */
    readonly take: number;
    /** 1 to take - 1; 1 by default. */
    readonly free?: number | undefined;
    /** 10000 (free) by default. */
    readonly basisPoints?: number | undefined;
}
/** So many of each part together: a sandwich, a drink and a fruit for 5.00. */
export interface MixAndMatchPromotion extends PromotionBase {
    readonly kind: 'mix-and-match';
    /** 1 to 6 parts, in all 2 to 24 pieces. A piece fills one place only. */
    readonly parts: readonly {
        readonly target: PromotionTarget;
        readonly count: number;
    }[];
    readonly reward: SetReward;
}
/** A set of named articles for a price. */
export interface BundlePromotion extends PromotionBase {
    readonly kind: 'bundle';
    /** 1 to 6 articles, in all 2 to 24 pieces. */
    readonly articles: readonly {
        readonly articleId: string;
        readonly count: number;
    }[];
    readonly price: MinorUnits;
}
/**
 * Off the whole basket, or off all its targeted goods, once they reach a threshold. It comes after the promotions on
 * the goods, works on what these have left, and is spread over the lines.
 */
export interface BasketPromotion extends PromotionBase {
    readonly kind: 'basket-discount';
    /** Everything by default. */
    readonly target?: PromotionTarget | undefined;
    /**
     * Reached by the regular amounts of the targeted goods, so that no other promotion can take it away; 0 by default.
     */
    readonly threshold?: MinorUnits | undefined;
    readonly reward: {
        readonly type: 'percent';
        readonly basisPoints: number;
    } | AmountReward;
}
interface AmountReward {
    readonly type: 'amount';
    readonly amount: MinorUnits;
}
/** What one piece, kilogram or litre gets. */
export type UnitReward = {
    readonly type: 'percent';
    readonly basisPoints: number;
} | AmountReward | {
    readonly type: 'price';
    readonly price: MinorUnits;
};
/** What a set gets: a share or an amount off, a price for all of it, or its cheapest pieces free (or for less). */
export type SetReward = UnitReward | {
    readonly type: 'cheapest';
    readonly count: number;
    readonly basisPoints?: number | undefined;
};
/** Rules of the shop or the law that stand above single promotions. */
export interface PromotionPolicy {
    /**
     * What priority means between promotions on the goods. 'compete' (by default): every promotion competes whatever its
     * priority, so none can make a basket dearer. 'override': a piece takes promotions of the highest priority that has
     * one for it and none below. 'compound': the best of each priority, one on top of the other. In the last two the
     * exclusive promotions come before all others.
     */
    readonly acrossPriorities?: 'compete' | 'override' | 'compound' | undefined;
    /** The most that goods may be reduced by in all, for example alcohol by 25 % in the Netherlands. */
    readonly ceilings?: readonly DiscountCeiling[] | undefined;
}
export interface DiscountCeiling {
    readonly target: PromotionTarget;
    /** 0 to 10000. */
    readonly basisPoints: number;
    /** The law or rule that asks for it, shown to staff. */
    readonly legalReference?: string | undefined;
}
export {};
