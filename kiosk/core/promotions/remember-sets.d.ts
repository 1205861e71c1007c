import type { Candidate, SetRule } from './set-rule.ts';
import type { ChosenSet } from './take-sets.ts';
/**
 * Chooses sets, or remembers what was chosen when rules asked for the same pieces before.
 * @param owner the promotions that the rules are made from
 */
export declare function rememberSets(owner: object, rules: readonly SetRule[], candidates: readonly Candidate[], free: readonly number[], choose: () => readonly ChosenSet[]): readonly ChosenSet[];
