import type { Capacity, SetRule } from './set-rule.ts';

/** Rules that want the same pieces, or share a limit: they are decided together, and apart from all others. */
export interface RuleGroup {
  readonly rules: readonly SetRule[];
  /** Candidates that any of them may take. */
  readonly members: readonly number[];
}

/** Parts rules into groups that have nothing to do with one another, in the order of their first rules. */
export function groupRules(rules: readonly SetRule[]): readonly RuleGroup[] {
  const leader = rules.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (leader[root] !== root) root = leader[root] ?? root;
    leader[index] = root;
    return root;
  };
  const firstBy = new Map<number | Capacity, number>();
  const join = (index: number, shared: number | Capacity): void => {
    const first = firstBy.get(shared);
    if (first === undefined) firstBy.set(shared, index);
    else {
      const [a, b] = [find(first), find(index)];
      leader[Math.max(a, b)] = Math.min(a, b);
    }
  };
  for (const [index, rule] of rules.entries()) {
    for (const member of rule.members) join(index, member.index);
    if (Number.isFinite(rule.capacity.limit)) join(index, rule.capacity);
  }
  const groups = new Map<number, SetRule[]>();
  for (const [index, rule] of rules.entries()) {
    const root = find(index);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [rule]);
    else group.push(rule);
  }
  return [...groups.values()].map((group) => ({
    rules: group,
    members: [...new Set(group.flatMap((rule) => rule.members.map((member) => member.index)))].toSorted(
      (a, b) => a - b,
    ),
  }));
}

/** How many free pieces a rule could use. */
export function piecesFor(rule: SetRule, free: readonly number[]): number {
  return rule.members.reduce((sum, { index }) => sum + (free[index] ?? 0), 0);
}
