import { type RuleGroup } from './rule-groups.ts';
import { type Goods, type Lot } from './lots.ts';
import { type Candidate, type SetRule } from './set-rule.ts';
import type { Situation } from './situation.ts';
import { type ChosenSet } from './take-sets.ts';
/** Goods with the promotions on them, and what a hint about the next set can be worked out from. */
export interface PricedCluster {
    readonly lots: readonly Lot[];
    readonly stages: readonly DecidedStage[];
}
/** What was there to choose from in one stage, and what was chosen. */
export interface DecidedStage {
    readonly candidates: readonly Candidate[];
    /** Pieces of each candidate before any set was made. */
    readonly free: readonly number[];
    /** All rules that touch a piece, also those with too few pieces for a set. */
    readonly rules: readonly SetRule[];
    readonly groups: readonly DecidedGroup[];
}
export interface DecidedGroup {
    readonly group: RuleGroup;
    readonly sets: readonly ChosenSet[];
}
/** What the promotions on the goods are chosen with regard to. */
export interface GoodsPlan {
    /** Millionths of a price that the basket discounts leave to pay. */
    readonly keepOf: (goods: Goods) => number;
    /** Goods that an exclusive basket discount claims: nothing else may touch them. */
    readonly claims: ((goods: Goods) => boolean) | undefined;
    readonly exclusives: 'allowed' | 'left-out';
}
/** Applies the promotions on goods of one cluster: in one go, or priority by priority where the policy says so. */
export declare function priceCluster(goods: readonly Goods[], situation: Situation, plan: GoodsPlan): PricedCluster;
