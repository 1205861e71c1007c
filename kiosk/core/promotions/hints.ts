import { minorUnits } from '../values/money.ts';
import { chooseSets, gainOf } from './choose-sets.ts';
import { reachedBy, rewardOn, type Row } from './basket-discounts.ts';
import type { Goods, Lot } from './lots.ts';
import type { DecidedStage } from './price-goods.ts';
import type { PromotionHint } from './price-modifier.ts';
import type { BasketPromotion, TieredPromotion } from './promotion.ts';
import type { Budget } from './search-sets.ts';
import { WORTH_SCALE, type Capacity, type SetRule } from './set-rule.ts';
import type { Situation } from './situation.ts';
import { rewarded, tierReached } from './unit-price.ts';

/** The most hints that one pricing gives; a screen shows fewer. */
export const HINTS_MAX = 12;
/** Sets that are tried out, to find the hints that do save something. */
const TRIES_MAX = 24;
/** A threshold is worth a word when this part of it is reached. */
const NEAR_THRESHOLD = 0.5;

/** The next steps that are near and would save something, those that miss fewest pieces first. */
export function hintsFor(
  stages: readonly DecidedStage[],
  rows: readonly Row[],
  situation: Situation,
  budget: Budget,
): readonly PromotionHint[] {
  const hints = [
    ...setHints(stages, budget),
    ...tierHints(rows, situation),
    ...situation.basket.flatMap((promotion) => thresholdHint(promotion, rows, situation)),
  ];
  return hints.slice(0, HINTS_MAX);
}

interface NearSet {
  readonly stage: DecidedStage;
  readonly rule: SetRule;
  readonly missing: number;
  /** Candidates with pieces that no set has taken, dearest first. */
  readonly waiting: readonly number[];
}

function setHints(stages: readonly DecidedStage[], budget: Budget): readonly PromotionHint[] {
  const near = stages
    .flatMap((stage) => nearSets(stage))
    .toSorted((a, b) => a.missing - b.missing)
    .slice(0, TRIES_MAX);
  const hints: PromotionHint[] = [];
  for (const each of near) {
    if (hints.length >= HINTS_MAX) break;
    hints.push(...setHint(each, budget));
  }
  return hints;
}

/** Sets that are begun: some of their pieces are there and in no other set, and their limit is not used up. */
function nearSets(stage: DecidedStage): readonly NearSet[] {
  const { free, rules, groups } = stage;
  const left = [...free];
  const made = new Map<Capacity, number>();
  for (const set of groups.flatMap((decided) => decided.sets)) {
    for (const unit of set.units) left[unit] = (left[unit] ?? 0) - 1;
    made.set(set.rule.capacity, (made.get(set.rule.capacity) ?? 0) + 1);
  }
  return rules.flatMap((rule) => {
    if (rule.size < 2 || rule.places.length > 1 || (made.get(rule.capacity) ?? 0) >= rule.capacity.limit) return [];
    const waiting = rule.members.map(({ index }) => index).filter((index) => (left[index] ?? 0) > 0);
    const count = waiting.reduce((sum, index) => sum + (left[index] ?? 0), 0);
    return count === 0 || count >= rule.size ? [] : [{ stage, rule, missing: rule.size - count, waiting }];
  });
}

/** Works out what the missing pieces would save, by choosing again among all rules that want the same pieces. */
function setHint({ stage, rule, missing, waiting }: NearSet, budget: Budget): readonly PromotionHint[] {
  const { candidates, free, groups } = stage;
  const [first] = waiting;
  if (first === undefined) return [];
  const wanted = new Set(rule.members.map(({ index }) => index));
  const entangled = groups.filter(({ group }) => group.members.some((member) => wanted.has(member)));
  const rules = new Set([rule, ...entangled.flatMap(({ group }) => group.rules)]);
  const more = free.map((count, index) => (index === first ? count + missing : count));
  const gain = gainOf(chooseSets([...rules], candidates, more, budget));
  const saves = Math.floor((gain - gainOf(entangled.flatMap(({ sets }) => sets))) / WORTH_SCALE);
  if (saves <= 0) return [];
  const { promotionId, label } = rule.promotion;
  const lineNumbers = waiting.flatMap((index) => linesOf(candidates[index]?.lot));
  return [{ promotionId, lineNumbers, label, missingCount: missing, saves: minorUnits(saves) }];
}

function linesOf(lot: Lot | undefined): readonly number[] {
  return lot?.goods.lines.map((line) => line.lineNumber) ?? [];
}

/** The next step of each tiered promotion, with what the goods that are there and the missing pieces would then save. */
function tierHints(rows: readonly Row[], situation: Situation): readonly PromotionHint[] {
  const members = new Map<TieredPromotion, Goods[]>();
  for (const goods of situation.goods) {
    for (const promotion of situation.touching(goods)) {
      if (promotion.kind !== 'tiers') continue;
      const known = members.get(promotion);
      if (known === undefined) members.set(promotion, [goods]);
      else known.push(goods);
    }
  }
  return [...members].flatMap(([promotion, goods]) => tierHint(promotion, goods, rows, situation));
}

function tierHint(
  promotion: TieredPromotion,
  goods: readonly Goods[],
  rows: readonly Row[],
  situation: Situation,
): readonly PromotionHint[] {
  const reach = situation.reachOf(promotion);
  const reached = promotion.by === 'quantity' ? reach.pieces : reach.value;
  const current = tierReached(promotion, reach);
  const next = promotion.tiers.find((tier) => tier.from > (current?.from ?? 0) && tier.from > reached);
  const first = goods.find((each) => each.isPiece);
  if (next === undefined || first === undefined || reached < next.from * NEAR_THRESHOLD) return [];
  const missing = promotion.by === 'quantity' ? next.from - reached : Math.ceil((next.from - reached) / first.price);
  let saves = missing * (first.price - rewarded(next.reward, first, first.price));
  const targeted = new Set(goods);
  for (const { lot, count } of rows) {
    // Only what has no other promotion is reckoned with: the saving is promised, not hoped for.
    if (!targeted.has(lot.goods) || lot.parts.some((part) => part.promotion !== promotion)) continue;
    saves += count * Math.max(0, lot.price - rewarded(next.reward, lot.goods, lot.goods.price));
  }
  saves -=
    missing * (first.price - (current === undefined ? first.price : rewarded(current.reward, first, first.price)));
  if (saves <= 0) return [];
  return [
    {
      promotionId: promotion.promotionId,
      lineNumbers: [first, ...goods.filter((each) => each !== first)].flatMap((each) =>
        each.lines.map((line) => line.lineNumber),
      ),
      label: promotion.label,
      missingCount: missing,
      ...(promotion.by === 'value' ? { missingAmount: minorUnits(next.from - reached) } : {}),
      saves: minorUnits(saves),
    },
  ];
}

/** A basket discount whose threshold is near, with the least that it would save over those that apply now. */
function thresholdHint(
  promotion: BasketPromotion,
  rows: readonly Row[],
  situation: Situation,
): readonly PromotionHint[] {
  const threshold = promotion.threshold ?? 0;
  const reached = reachedBy(promotion, situation.goods);
  if (reached >= threshold || reached < threshold * NEAR_THRESHOLD) return [];
  const open = rows.filter(({ lot }) => !lot.closed).reduce((sum, row) => sum + row.lot.price * row.count, 0);
  const now = rows.reduce((sum, row) => sum + row.shares.reduce((all, share) => all + share.amount, 0), 0);
  const saves = rewardOn(promotion, open, situation) - (promotion.stacking === 'compounded' ? 0 : now);
  if (saves <= 0) return [];
  const { promotionId, label } = promotion;
  const missingAmount = minorUnits(threshold - reached);
  return [{ promotionId, lineNumbers: [], label, missingCount: 0, missingAmount, saves: minorUnits(saves) }];
}
