import type { SetRule } from './set-rule.ts';
/** Rules that want the same pieces, or share a limit: they are decided together, and apart from all others. */
export interface RuleGroup {
    readonly rules: readonly SetRule[];
    /** Candidates that any of them may take. */
    readonly members: readonly number[];
}
/** Parts rules into groups that have nothing to do with one another, in the order of their first rules. */
export declare function groupRules(rules: readonly SetRule[]): readonly RuleGroup[];
/** How many free pieces a rule could use. */
export declare function piecesFor(rule: SetRule, free: readonly number[]): number;
