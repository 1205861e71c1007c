import type { Capacity, SetRule } from './set-rule.ts';
import { tiedGroups } from './tied-groups.ts';

/**
 * Parts rules into groups that want the same pieces, or share a limit: these are decided together, apart from all
 * others.
 */
export function groupRules(rules: readonly SetRule[]): readonly (readonly SetRule[])[] {
  return tiedGroups(rules, tiesOf);
}

function tiesOf(rule: SetRule): readonly (number | Capacity)[] {
  const pieces = rule.members.map((member) => member.index);
  return Number.isFinite(rule.capacity.limit) ? [...pieces, rule.capacity] : pieces;
}

/** How many free pieces a rule could use. */
export function piecesFor(rule: SetRule, free: readonly number[]): number {
  return rule.members.reduce((sum, { index }) => sum + (free[index] ?? 0), 0);
}
