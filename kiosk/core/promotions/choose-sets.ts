import { RULES_IN_SEARCH_MAX, searchSets, STEPS_MAX } from './search-sets.ts';
import type { Candidate, SetRule } from './set-rule.ts';
import { rememberSets } from './remember-sets.ts';
import { groupRules, piecesFor } from './rule-groups.ts';
import { supplyOf, takeSets, type ChosenSet, type Supply } from './take-sets.ts';

/** A rule that wants more pieces than this ties whole baskets together; it is decided apart where all is too much. */
const WIDE_RULE_PIECES = 12;
/** Pieces that may be looked at, rule by rule, in a group that is too large to search. */
const PIECES_LOOKED_AT_MAX = 800;

/** So many rules are tried in every order. */
const RULES_IN_EVERY_ORDER_MAX = 4;

/**
 * The sets that save the shopper most, among all that rules which want the same pieces allow. Exact where one rule
 * stands alone, and where a search ends within its steps; else the best of several good ways that take time in
 * proportion to the pieces. The same rules and pieces always get the same answer.
 * @param free pieces of each candidate that may be used
 * @param owner the promotions that the rules are made from, who remembers the answer
 * @param stepsMax steps that a search may take; in all, searches take three times as many at most
 */
export function chooseSets(
  rules: readonly SetRule[],
  candidates: readonly Candidate[],
  free: readonly number[],
  owner: object,
  stepsMax = STEPS_MAX,
): readonly ChosenSet[] {
  // What is too large to search is decided quickly, and would be long to tell apart.
  if (rules.length > RULES_IN_SEARCH_MAX) return choose(rules, candidates, free, owner, stepsMax);
  return rememberSets({ owner, stepsMax }, rules, candidates, free, () =>
    choose(rules, candidates, free, owner, stepsMax),
  );
}

function gainOf(sets: readonly ChosenSet[]): number {
  return sets.reduce((sum, set) => sum + set.gain, 0);
}

function choose(
  rules: readonly SetRule[],
  candidates: readonly Candidate[],
  free: readonly number[],
  owner: object,
  stepsMax: number,
): readonly ChosenSet[] {
  const [first] = rules;
  if (first !== undefined && rules.length === 1 && isTakenExactly(first, candidates)) {
    return takeSets(first, candidates, supplyOf(free));
  }
  const searched = searchSets(rules, candidates, supplyOf(free), stepsMax);
  if (searched?.complete === true) return searched.sets;
  const ways = [
    searched?.sets ?? [],
    ...quickWays(rules, candidates, free, owner, stepsMax),
    ...inEveryOrder(rules, candidates, free),
  ];
  return ways.reduce((best, way) => (gainOf(way) > gainOf(best) ? way : best));
}

/**
 * Rules that want many pieces tie a basket together. Without them the others fall into groups that can be decided well.
 */
function quickWays(
  rules: readonly SetRule[],
  candidates: readonly Candidate[],
  free: readonly number[],
  owner: object,
  stepsMax: number,
): readonly (readonly ChosenSet[])[] {
  const wideLimits = new Set(
    rules.filter((rule) => piecesFor(rule, free) > WIDE_RULE_PIECES).map((rule) => rule.capacity),
  );
  const wide = rules.filter((rule) => wideLimits.has(rule.capacity));
  const narrow = rules.filter((rule) => !wideLimits.has(rule.capacity));
  if (narrow.length === 0 || wide.length === 0) return [takeRuleByRule(rules, candidates, supplyOf(free))];
  const groups = groupRules(narrow);
  const steps = Math.ceil(stepsMax / groups.length);
  const inGroups = (supply: Supply): readonly ChosenSet[] =>
    groups.flatMap((group) => chooseSets(group, candidates, supply.free, owner, steps));
  const first = supplyOf(free);
  const wideFirst = takeRuleByRule(wide, candidates, first);
  const last = supplyOf(free);
  const narrowFirst = inGroups(last);
  for (const set of narrowFirst) for (const unit of set.units) last.free[unit] = (last.free[unit] ?? 0) - 1;
  return [
    [...wideFirst, ...inGroups(first)],
    [...narrowFirst, ...takeRuleByRule(wide, candidates, last)],
  ];
}

/** Where few rules meet, each order in which they may take is one more way. */
function inEveryOrder(
  rules: readonly SetRule[],
  candidates: readonly Candidate[],
  free: readonly number[],
): readonly (readonly ChosenSet[])[] {
  if (rules.length > RULES_IN_EVERY_ORDER_MAX) return [];
  return ordersOf(rules).map((order) => {
    const supply = supplyOf(free);
    return order.flatMap((rule) => takeSets(rule, candidates, supply));
  });
}

function ordersOf(rules: readonly SetRule[]): readonly (readonly SetRule[])[] {
  if (rules.length <= 1) return [rules];
  return rules.flatMap((rule, index) => ordersOf(rules.toSpliced(index, 1)).map((rest) => [rule, ...rest]));
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
    looked += piecesFor(rule, supply.free);
    const gain = looked > PIECES_LOOKED_AT_MAX ? 0 : gainOf(takeSets(rule, candidates, supplyOf(supply.free)));
    return { rule, gain };
  });
  const taken: ChosenSet[] = [];
  looked = 0;
  for (const { rule } of promising.toSorted((a, b) => b.gain - a.gain)) {
    looked += piecesFor(rule, supply.free);
    if (looked > PIECES_LOOKED_AT_MAX) break;
    taken.push(...takeSets(rule, candidates, supply));
  }
  return taken;
}
