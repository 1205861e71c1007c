import { chooseSets } from './choose-sets.ts';
import { Memo, rememberingFor } from './memo.ts';
import { groupRules, piecesFor } from './rule-groups.ts';
import { byPriority } from './compile.ts';
import { lotOf, type Goods, type Lot } from './lots.ts';
import type { GoodsPromotion, SinglePromotion } from './promotion.ts';
import { isSet, priceSet, shapeOf, worthOf, type Candidate, type SetRule } from './set-rule.ts';
import type { Situation } from './situation.ts';
import { unitsOf, type ChosenSet } from './take-sets.ts';
import { chained, tierReached, type UnitOption } from './unit-price.ts';

/** Goods with the promotions on them, and what a hint about the next set can be worked out from. */
export interface PricedCluster {
  readonly lots: readonly Lot[];
  readonly stages: readonly DecidedStage[];
}

/** What was there to choose from in one stage, and what was chosen. */
export interface DecidedStage {
  readonly candidates: readonly Candidate[];
  /** Pieces of each candidate before any set was made. */
  readonly free: readonly number[];
  /** All rules that touch a piece, also those with too few pieces for a set. */
  readonly rules: readonly SetRule[];
  readonly sets: readonly ChosenSet[];
}

/** What the promotions on the goods are chosen with regard to. */
export interface GoodsPlan {
  /** Millionths of a price that the basket discounts leave to pay. */
  readonly keepOf: (goods: Goods) => number;
  /** Goods that an exclusive basket discount claims: nothing else may touch them. */
  readonly claims: ((goods: Goods) => boolean) | undefined;
  readonly exclusives: 'allowed' | 'left-out';
}

type Stage = (promotion: GoodsPromotion) => boolean;

/** Applies the promotions on goods of one cluster: in one go, or priority by priority where the policy says so. */
export function priceCluster(goods: readonly Goods[], situation: Situation, plan: GoodsPlan): PricedCluster {
  const across = situation.set.policy.acrossPriorities ?? 'compete';
  const allowed: Stage = (promotion) => plan.exclusives === 'allowed' || !isExclusive(promotion);
  const stages = across === 'compete' ? [allowed] : stagesByPriority(goods, situation, allowed);
  let lots: readonly Lot[] = goods.map(lotOf);
  const decided: DecidedStage[] = [];
  for (const stage of stages) {
    const mayChange = (lot: Lot): boolean => !lot.closed && (across !== 'override' || lot.parts.length === 0);
    const compounds = across !== 'compound';
    const isPartOfMany = stages.length > 1;
    const result = runStage(lots, { stage, mayChange, compounds, isPartOfMany, situation, plan });
    lots = result.lots;
    decided.push(...result.stages);
  }
  return { lots, stages: decided };
}

function isExclusive(promotion: GoodsPromotion): boolean {
  return promotion.stacking === 'exclusive';
}

/** The exclusive promotions first, then one stage a priority, the highest first. */
function stagesByPriority(goods: readonly Goods[], { inForce }: Situation, allowed: Stage): readonly Stage[] {
  const touching = new Set(goods.flatMap((each) => inForce.on(each).all).filter(allowed));
  const priorities = new Set([...touching].map((promotion) => promotion.priority ?? 0));
  return [
    (promotion) => allowed(promotion) && isExclusive(promotion),
    ...[...priorities]
      .toSorted((a, b) => b - a)
      .map<Stage>((priority) => (promotion) => !isExclusive(promotion) && (promotion.priority ?? 0) === priority),
  ];
}

interface StageInput {
  readonly stage: Stage;
  readonly mayChange: (lot: Lot) => boolean;
  /** Whether compounded promotions follow one another within the stage; else only the best of them counts. */
  readonly compounds: boolean;
  /** Whether other stages come before or after: what is open in this one is then not all that is open. */
  readonly isPartOfMany: boolean;
  readonly situation: Situation;
  readonly plan: GoodsPlan;
}

function runStage(lots: readonly Lot[], input: StageInput): PricedCluster {
  const untouched = lots.filter((lot) => !input.mayChange(lot));
  const changing = lots.filter(input.mayChange);
  const candidates = changing.map((lot) => candidateOf(lot, input));
  const rules = rulesFor(candidates, input);
  const free = candidates.map((candidate) => candidate.lot.count);
  const possible = rules.filter((rule) => rule.size <= piecesFor(rule, free));
  const sets = groupRules(possible).flatMap((group) => chooseSets(group, candidates, free, input.situation.set));
  return { lots: [...untouched, ...settle(candidates, sets)], stages: [{ candidates, free, rules, sets }] };
}

function candidateOf(lot: Lot, input: StageInput): Candidate {
  const { goods } = lot;
  const keep = input.plan.keepOf(goods);
  if (lot.parts.length > 0 || input.isPartOfMany) return candidateAnew(lot, keep, input);
  const open = input.situation.inForce.on(goods);
  let question = `${input.plan.exclusives}${keep}`;
  for (const promotion of open.tiers) {
    question += `,${tierReached(promotion, input.situation.reachOf(promotion))?.from ?? 0}`;
  }
  const memory = memoryOf(input.situation.inForce);
  const states = memory.known(goods) ?? memory.keep(goods, new Map());
  const known = states.get(question);
  if (known !== undefined) return known;
  if (states.size >= STATES_MAX) states.clear();
  const made = candidateAnew(lot, keep, input);
  states.set(question, made);
  return made;
}

/** By what basket discounts leave to pay, and by the tiers that are reached. */
const STATES_MAX = 16;
const GOODS_MAX = 2000;
const memoryOf = rememberingFor(() => new Memo<Map<string, Candidate>, Goods>(GOODS_MAX));

/** What a unit of a lot costs alone, after compounded promotions, and with each limited promotion. */
function candidateAnew(lot: Lot, keep: number, input: StageInput): Candidate {
  const { goods, price } = lot;
  const { situation } = input;
  const compounded: SinglePromotion[] = [];
  const others: SinglePromotion[] = [];
  const withLimit: SinglePromotion[] = [];
  for (const promotion of situation.inForce.on(goods).all) {
    if (isSet(promotion) || !input.stage(promotion)) continue;
    if (Number.isFinite(situation.inForce.capacityOf(promotion).limit)) withLimit.push(promotion);
    else if (isCompounded(promotion, input)) compounded.push(promotion);
    else others.push(promotion);
  }
  const chain = chained(compounded, goods, price, situation);
  let alone = chain;
  for (const promotion of others) {
    const option = chained([promotion], goods, price, situation);
    if (worthIn(option, keep) < worthIn(alone, keep)) alone = option;
  }
  let limited = NONE_LIMITED;
  if (withLimit.length > 0) {
    limited = new Map(
      withLimit.map((promotion) => {
        const together = isCompounded(promotion, input) ? [...compounded, promotion].toSorted(byPriority) : [promotion];
        return [promotion, chained(together, goods, price, situation)] as const;
      }),
    );
  }
  return {
    lot,
    alone,
    lotAlone: lotWith(lot, alone, lot.count),
    aloneWorth: worthIn(alone, keep),
    chain,
    keep,
    limited,
  };
}

const NONE_LIMITED: ReadonlyMap<GoodsPromotion, UnitOption> = new Map();

function worthIn(option: UnitOption, keep: number): number {
  return worthOf(option.price, option.exclusive, keep);
}

function isCompounded(promotion: GoodsPromotion, input: StageInput): boolean {
  return input.compounds && promotion.stacking === 'compounded';
}

/** The rules that could put these candidates into sets, in the one order of their promotions. */
function rulesFor(candidates: readonly Candidate[], input: StageInput): readonly SetRule[] {
  const rules: SetRule[] = [];
  const byMaking = new Map<GoodsPromotion | string, SetRule>();
  const join = (promotion: GoodsPromotion, articleId: string, index: number, places: number): void => {
    const isApart = 'mix' in promotion && promotion.mix === 'same-article';
    const making = isApart ? `${promotion.promotionId}\n${articleId}` : promotion;
    let rule = byMaking.get(making);
    if (rule === undefined) {
      rule = ruleOf(promotion, input);
      byMaking.set(making, rule);
      rules.push(rule);
    }
    rule.members.push({ index, places });
  };
  let index = 0;
  for (const { lot, limited } of candidates) {
    for (const { promotion, places } of input.situation.inForce.on(lot.goods).sets) {
      if (input.stage(promotion)) join(promotion, lot.goods.articleId, index, places);
    }
    if (limited !== NONE_LIMITED) for (const promotion of limited.keys()) join(promotion, '', index, 1);
    index += 1;
  }
  // Sorting is stable: the rules of one promotion stay in the order of their first members.
  return rules.toSorted((a, b) => byPriority(a.promotion, b.promotion));
}

function ruleOf(promotion: GoodsPromotion, input: StageInput): SetRule {
  const common = {
    promotion,
    capacity: input.situation.inForce.capacityOf(promotion),
    exclusive: promotion.stacking === 'exclusive',
    compounded: isCompounded(promotion, input),
    members: [],
  };
  if (!isSet(promotion)) return { ...common, places: [1], size: 1, reward: 'single' };
  const { places, reward } = shapeOf(promotion);
  return { ...common, places, size: places.reduce((sum, count) => sum + count, 0), reward };
}

/** Pieces in sets get what the sets make them cost, all others what they cost alone. */
function settle(candidates: readonly Candidate[], sets: readonly ChosenSet[]): readonly Lot[] {
  const inSets = new Map<number, Map<string, { option: UnitOption; count: number }>>();
  const left = candidates.map((candidate) => candidate.lot.count);
  for (const { rule, units } of sets) {
    for (const [position, option] of priceSet(rule, unitsOf(units, candidates)).entries()) {
      const index = units[position] ?? 0;
      left[index] = (left[index] ?? 0) - 1;
      const options = inSets.get(index) ?? new Map<string, { option: UnitOption; count: number }>();
      inSets.set(index, options);
      const key = `${rule.promotion.promotionId}\n${option.price}`;
      const known = options.get(key);
      if (known === undefined) options.set(key, { option, count: 1 });
      else known.count += 1;
    }
  }
  return candidates.flatMap(({ lot, alone, lotAlone }, index) => {
    const inSet = inSets.get(index);
    if (inSet === undefined) return lotAlone;
    const options = [...inSet.values(), { option: alone, count: left[index] ?? 0 }];
    return options.filter(({ count }) => count > 0).map(({ option, count }) => lotWith(lot, option, count));
  });
}

function lotWith(lot: Lot, option: UnitOption, count: number): Lot {
  return {
    goods: lot.goods,
    count,
    price: option.price,
    parts: option.parts.length === 0 ? lot.parts : [...lot.parts, ...option.parts],
    closed: lot.closed || (option.exclusive && option.parts.length > 0),
    lines: undefined,
  };
}
