import type { Promotion } from './promotion.ts';
/** A field of a promotion that cannot be used: where it is, what it is and what it may be. */
export interface PromotionProblem {
    readonly promotionId: string;
    /** Like "tiers[1].from". */
    readonly path: string;
    readonly value: unknown;
    readonly allowed: string;
}
/** What is wrong with the meaning of a promotion whose shape is right; empty where nothing is. */
export declare function promotionProblems(promotion: Promotion): PromotionProblem[];
