import type { Candidate, SetRule } from './set-rule.ts';
import { type ChosenSet } from './take-sets.ts';
/**
 * The sets that save the shopper most, among all that rules which want the same pieces allow. Exact where one rule stands
 * alone, and where a search ends within its steps; else the best of several good ways that take time in proportion to the
 * pieces. The same rules and pieces always get the same answer.
 * @param free pieces of each candidate that may be used
 * @param owner the promotions that the rules are made from, who remembers the answer
 */
export declare function chooseSets(rules: readonly SetRule[], candidates: readonly Candidate[], free: readonly number[], owner: object): readonly ChosenSet[];
export declare function gainOf(sets: readonly ChosenSet[]): number;
