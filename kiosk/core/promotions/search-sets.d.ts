import { type Candidate, type SetRule } from './set-rule.ts';
import type { ChosenSet, Supply } from './take-sets.ts';
/** The most rules that a search decides between; more are left to the quicker way, as with the next two. */
export declare const RULES_IN_SEARCH_MAX = 24;
/** What a search found. Complete: nothing better exists. */
export interface SearchResult {
    readonly sets: readonly ChosenSet[];
    readonly gain: number;
    readonly complete: boolean;
}
/**
 * Looks for the best choice of sets among rules that want the same pieces: depth first, the most rewarding kind of set
 * first, cutting off branches that cannot beat the best choice so far. The first way down is the greedy choice, so that a
 * search that runs out of steps still has a good answer.
 * @returns undefined where there is too much to choose from
 */
export declare function searchSets(rules: readonly SetRule[], candidates: readonly Candidate[], supply: Supply): SearchResult | undefined;
