import type { GoodsPromotion } from './promotion.ts';
import type { TargetedGoods } from './target.ts';
import type { Candidate, SetRule } from './set-rule.ts';
import type { ChosenSet } from './take-sets.ts';

/** Answers of a kind that are kept; when they are more, all are forgotten and found again. */
const ENTRIES_MAX = 2000;
/** Members of larger groups are not remembered: telling them apart would cost more than deciding again. */
const MEMBERS_MAX = 4000;

/** A choice in terms of the question: which rule of those asked about, and which of their members. */
interface RememberedSet {
  readonly rule: number;
  readonly units: readonly number[];
  readonly gain: number;
}

/**
 * Remembers which sets were chosen for which pieces, so that adding a line decides again only what the line touches. The
 * question holds all that the answer depends on; remembering changes no answer, only its time.
 */
export class PricingMemory {
  readonly #sets = new Map<string, readonly RememberedSet[]>();
  readonly #touching = new Map<string, readonly GoodsPromotion[]>();

  /** Which promotions touch an article of these groups. */
  recallTouching(goods: TargetedGoods, find: () => readonly GoodsPromotion[]): readonly GoodsPromotion[] {
    const key = `${goods.articleId}\n${goods.groups.join('\n')}`;
    const known = this.#touching.get(key);
    if (known !== undefined) return known;
    if (this.#touching.size >= ENTRIES_MAX) this.#touching.clear();
    const found = find();
    this.#touching.set(key, found);
    return found;
  }

  recall(
    rules: readonly SetRule[],
    candidates: readonly Candidate[],
    free: readonly number[],
    decide: () => readonly ChosenSet[],
  ): readonly ChosenSet[] {
    const members = membersOf(rules);
    if (members.length > MEMBERS_MAX) return decide();
    const key = questionOf(rules, members, candidates, free);
    const known = this.#sets.get(key);
    if (known !== undefined) return known.flatMap((set) => chosenFrom(set, rules, members));
    const chosen = decide();
    if (this.#sets.size >= ENTRIES_MAX) this.#sets.clear();
    const positions = new Map(members.map((index, position) => [index, position] as const));
    this.#sets.set(
      key,
      chosen.map(({ rule, units, gain }) => ({
        rule: rules.indexOf(rule),
        units: units.map((unit) => positions.get(unit) ?? 0),
        gain,
      })),
    );
    return chosen;
  }
}

function chosenFrom(set: RememberedSet, rules: readonly SetRule[], members: readonly number[]): readonly ChosenSet[] {
  const rule = rules[set.rule];
  if (rule === undefined) return [];
  return [{ rule, units: set.units.map((position) => members[position] ?? 0), gain: set.gain }];
}

function membersOf(rules: readonly SetRule[]): readonly number[] {
  const members = new Set<number>();
  for (const rule of rules) for (const member of rule.members) members.add(member.index);
  return [...members].toSorted((a, b) => a - b);
}

function questionOf(
  rules: readonly SetRule[],
  members: readonly number[],
  candidates: readonly Candidate[],
  free: readonly number[],
): string {
  const positions = new Map(members.map((index, position) => [index, position] as const));
  let question = '';
  for (const index of members) {
    const unit = candidates[index];
    if (unit === undefined) continue;
    question += `${unit.lot.price},${unit.chain.price},${unit.aloneWorth},${unit.keep},${unit.lot.goods.floor},${free[index] ?? 0};`;
  }
  for (const rule of rules) {
    question += `\n${rule.promotion.promotionId}:${rule.capacity.limit}`;
    for (const { index, places } of rule.members) {
      question += ` ${positions.get(index) ?? 0}.${places}`;
      if (rule.reward === 'single') question += `=${candidates[index]?.limited.get(rule.promotion)?.price ?? ''}`;
    }
  }
  return question;
}
