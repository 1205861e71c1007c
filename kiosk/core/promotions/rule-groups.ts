import type { Capacity, SetRule } from './set-rule.ts';
import { tiedGroups } from './tied-groups.ts';

/**
 * Parts rules into groups that want the same pieces, or share a limit: these are decided together, apart from all
 * others.
 */
export function groupRules(rules: readonly SetRule[]): readonly (readonly SetRule[])[] {
  let tieCount = 0;
  for (const rule of rules) for (const { index } of rule.members) tieCount = Math.max(tieCount, index + 1);
  const limits = new Map<Capacity, number>();
  for (const { capacity } of rules) {
    if (!Number.isFinite(capacity.limit) || limits.has(capacity)) continue;
    limits.set(capacity, tieCount);
    tieCount += 1;
  }
  return tiedGroups(rules, tieCount, (rule) => {
    const ties = rule.members.map((member) => member.index);
    const limit = limits.get(rule.capacity);
    if (limit !== undefined) ties.push(limit);
    return ties;
  });
}

/** How many free pieces a rule could use. */
export function piecesFor(rule: SetRule, free: readonly number[]): number {
  let count = 0;
  for (const { index } of rule.members) count += free[index] ?? 0;
  return count;
}
