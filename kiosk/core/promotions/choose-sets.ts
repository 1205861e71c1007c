import { searchSets, type Budget } from './search-sets.ts';
import type { Candidate, Capacity, SetRule } from './set-rule.ts';
import { takeSets, type ChosenSet, type Supply } from './take-sets.ts';

/** Steps that one pricing may spend on searching, however large the basket. */
export const SEARCH_STEPS_MAX = 12_000;
/** Of these, the steps that one group of entangled rules may spend. */
const STEPS_OF_ONE_GROUP = 4_000;
/** Pieces that may be looked at, rule by rule, where a group is too large to search. */
const PIECES_LOOKED_AT_MAX = 10_000;

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

/**
 * The sets that save the shopper most, among all that rules which want the same pieces allow. Exact where one rule stands alone, and
 * where a search ends within its steps; else the better of the search's best and of taking rule by rule.
 * @param free pieces of each candidate that may be used
 */
export function chooseSets(
  rules: readonly SetRule[],
  candidates: readonly Candidate[],
  free: readonly number[],
  budget: Budget,
): readonly ChosenSet[] {
  const [first] = rules;
  if (first !== undefined && rules.length === 1 && isTakenExactly(first, candidates)) {
    return takeSets(first, candidates, supplyOf(free));
  }
  const own: Budget = { steps: Math.min(budget.steps, STEPS_OF_ONE_GROUP) };
  const granted = own.steps;
  const searched = searchSets(rules, candidates, supplyOf(free), own);
  budget.steps -= granted - own.steps;
  if (searched?.complete === true) return searched.sets;
  const taken = takeRuleByRule(rules, candidates, supplyOf(free));
  return searched !== undefined && searched.gain >= gainOf(taken) ? searched.sets : taken;
}

export function gainOf(sets: readonly ChosenSet[]): number {
  return sets.reduce((sum, set) => sum + set.gain, 0);
}

function supplyOf(free: readonly number[]): Supply {
  return { free: [...free], capacity: new Map() };
}

/** Whether taking the sets of this rule one after another is the best that can be done with it. */
function isTakenExactly(rule: SetRule, candidates: readonly Candidate[]): boolean {
  if (rule.places.length > 1) return false;
  if (rule.reward === 'single') return true;
  if (rule.reward.type === 'amount') return false;
  if (rule.reward.type === 'cheapest' && Number.isFinite(rule.capacity.limit)) return false;
  const keep = candidates[rule.members[0]?.index ?? 0]?.keep;
  return rule.members.every(({ index }) => {
    const unit = candidates[index];
    return unit !== undefined && unit.keep === keep && unit.lot.goods.floor === 0;
  });
}

/** The rule that would gain most by itself takes first, then the next from what is left. */
function takeRuleByRule(
  rules: readonly SetRule[],
  candidates: readonly Candidate[],
  supply: Supply,
): readonly ChosenSet[] {
  let looked = 0;
  const promising = rules.map((rule) => {
    looked += rule.members.reduce((sum, { index }) => sum + (supply.free[index] ?? 0), 0);
    const gain = looked > PIECES_LOOKED_AT_MAX ? 0 : gainOf(takeSets(rule, candidates, supplyOf(supply.free)));
    return { rule, gain };
  });
  const taken: ChosenSet[] = [];
  looked = 0;
  for (const { rule } of promising.toSorted((a, b) => b.gain - a.gain)) {
    looked += rule.members.reduce((sum, { index }) => sum + (supply.free[index] ?? 0), 0);
    if (looked > PIECES_LOOKED_AT_MAX) break;
    taken.push(...takeSets(rule, candidates, supply));
  }
  return taken;
}
