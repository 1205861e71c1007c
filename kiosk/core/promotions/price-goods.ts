import { chooseSets } from './choose-sets.ts';
import { Memo, rememberingFor } from './memo.ts';
import { groupRules, piecesFor } from './rule-groups.ts';
import { byPriority } from './compile.ts';
import { isTargeted } from './target.ts';
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
  if (lot.parts.length > 0 || input.isPartOfMany) return { lot, ...optionsFor(lot, keep, input) };
  const open = input.situation.inForce.on(goods);
  let question = `${input.plan.exclusives}${keep}`;
  for (const promotion of open.tiers) {
    question += `,${tierReached(promotion, input.situation.reachOf(promotion))?.from ?? 0}`;
  }
  const memory = memoryOf(input.situation.inForce);
  const options = memory.known(goods) ?? memory.keep(goods, new Memo(OPTIONS_MAX));
  return { lot, ...options.recall(question, () => optionsFor(lot, keep, input)) };
}

/** By what basket discounts leave to pay, and by the tiers that are reached. */
const OPTIONS_MAX = 16;
const GOODS_MAX = 2000;
const memoryOf = rememberingFor(() => new Memo<Memo<UnitOptions>, Goods>(GOODS_MAX));

type UnitOptions = Omit<Candidate, 'lot'>;

/** What a unit of a lot costs alone, after compounded promotions, and with each limited promotion. */
function optionsFor({ goods, price }: Lot, keep: number, input: StageInput): UnitOptions {
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
  return { alone, aloneWorth: worthIn(alone, keep), chain, keep, limited };
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
  const rules = new Map<GoodsPromotion, Map<string, SetRule>>();
  for (const [index, candidate] of candidates.entries()) {
    const { goods } = candidate.lot;
    for (const promotion of input.situation.inForce.on(goods).all) {
      if (!input.stage(promotion)) continue;
      const places = placesFor(promotion, goods, candidate);
      if (places === 0) continue;
      const byArticle = rules.get(promotion) ?? new Map<string, SetRule>();
      rules.set(promotion, byArticle);
      const key = 'mix' in promotion && promotion.mix === 'same-article' ? goods.articleId : '';
      const rule = byArticle.get(key) ?? ruleOf(promotion, input);
      byArticle.set(key, rule);
      rule.members.push({ index, places });
    }
  }
  return [...rules].toSorted(([a], [b]) => byPriority(a, b)).flatMap(([, byArticle]) => [...byArticle.values()]);
}

/** The places of a set that a piece of these goods may fill, by bits; none for what only prices pieces one by one. */
function placesFor(promotion: GoodsPromotion, goods: Goods, candidate: Candidate): number {
  if (!isSet(promotion)) return candidate.limited.has(promotion) ? 1 : 0;
  if (!goods.isPiece) return 0;
  switch (promotion.kind) {
    case 'mix-and-match':
      return bits(promotion.parts.map((part) => isTargeted(part.target, goods)));
    case 'bundle':
      return bits(promotion.articles.map((article) => article.articleId === goods.articleId));
    default:
      return 1;
  }
}

function bits(flags: readonly boolean[]): number {
  return flags.reduce((sum, flag, position) => (flag ? sum | (1 << position) : sum), 0);
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
  return candidates.flatMap(({ lot, alone }, index) => {
    if (!inSets.has(index)) return [lotWith(lot, alone, lot.count)];
    const options = [...(inSets.get(index)?.values() ?? []), { option: alone, count: left[index] ?? 0 }];
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
  };
}
