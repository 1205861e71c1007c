import type { SetReward } from './promotion.ts';
import { type Candidate, type SetRule } from './set-rule.ts';
type CheapestReward = Extract<SetReward, {
    type: 'cheapest';
}>;
/**
 * Puts pieces into sets whose cheapest are free, so that the shopper saves most. Dearest first, each piece is left out,
 * paid, or free; `pay` paid pieces earn room for `count` free ones, none dearer than they. A table over (piece, paid
 * pieces of the unfinished set, free pieces still due) finds the best way in one pass, since what came before only
 * shows in these two numbers. Without other promotions on the pieces that is: sort, cut into sets, the cheapest of each
 * are free.
 * @param pieces candidates by index, one entry a piece
 */
export declare function groupsOfCheapest(rule: SetRule, reward: CheapestReward, pieces: readonly number[], candidates: readonly Candidate[]): readonly (readonly number[])[];
export {};
