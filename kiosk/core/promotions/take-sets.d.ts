import type { Capacity, Candidate, SetRule } from './set-rule.ts';
/** A set that was chosen: which candidates its pieces are of, dearest first, and its gain in worth. */
export interface ChosenSet {
    readonly rule: SetRule;
    readonly units: readonly number[];
    readonly gain: number;
}
/** Units of each candidate that are still free, and sets that each capacity has left; used up as sets are taken. */
export interface Supply {
    readonly free: number[];
    readonly capacity: Map<Capacity, number>;
}
export declare function supplyOf(free: readonly number[]): Supply;
/**
 * Takes the sets of one rule from what is free, the most rewarding first, until none saves anything.
 * Rules with one place and a price, a share or free pieces as reward get the best that is possible for that rule alone.
 */
export declare function takeSets(rule: SetRule, candidates: readonly Candidate[], supply: Supply): readonly ChosenSet[];
export declare function unitsOf(indexes: readonly number[], candidates: readonly Candidate[]): readonly Candidate[];
