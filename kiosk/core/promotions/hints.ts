import { minorUnits } from '../values/money.ts';
import { reachedBy, rewardOn, type DiscountedRows } from './basket-discounts.ts';
import type { Lot, PricedLine } from './lots.ts';
import { partHints } from './part-hints.ts';
import type { DecidedStage } from './price-goods.ts';
import type { PromotionHint } from './price-modifier.ts';
import type { BasketPromotion, TieredPromotion } from './promotion.ts';
import { gainOfSet, WORTH_SCALE, type Capacity, type SetRule } from './set-rule.ts';
import { piecesFor } from './rule-groups.ts';
import type { Situation } from './situation.ts';
import { unitsOf } from './take-sets.ts';
import { rewarded, tierReached } from './unit-price.ts';

/** The most hints that one pricing gives; a screen shows fewer. */
export const HINTS_MAX = 12;
/** A threshold is worth a word when this part of it is reached. */
const NEAR_THRESHOLD = 0.5;

/** A basket with its prices, as far as hints look at it. */
interface PricedBasket {
  readonly priced: { readonly lines: readonly (readonly PricedLine[])[] };
  readonly discounted: DiscountedRows;
  /** Those that miss fewest pieces first, at most HINTS_MAX. */
  readonly setHints: readonly PromotionHint[];
}

/** The next steps that are near and would save something: sets first, those that miss fewest pieces leading. */
export function hintsFor(basket: PricedBasket, situation: Situation): readonly PromotionHint[] {
  // In a large basket there are more of the first than are wanted of all.
  if (basket.setHints.length >= HINTS_MAX) return basket.setHints;
  const hints = [
    ...basket.setHints,
    ...(isOneStage(situation) ? tierHints(basket, situation) : []),
    ...situation.inForce.basket.flatMap((promotion) => thresholdHint(promotion, basket, situation)),
  ];
  return hints.slice(0, HINTS_MAX);
}

/** Where priorities follow one another, what is saved at one may be lost at the next: nothing is promised then. */
export function isOneStage({ set }: Situation): boolean {
  return (set.policy.acrossPriorities ?? 'compete') === 'compete';
}

export function setHints(stages: readonly DecidedStage[]): readonly PromotionHint[] {
  return stages.flatMap((stage) => setHintsIn(stage)).slice(0, HINTS_MAX);
}

/** Sets that are begun: some of their pieces are there and in no other set, and their limit is not used up. */
function setHintsIn(stage: DecidedStage): readonly PromotionHint[] {
  const left = [...stage.free];
  const made = new Map<Capacity, number>();
  for (const set of stage.sets) {
    for (const unit of set.units) left[unit] = (left[unit] ?? 0) - 1;
    made.set(set.rule.capacity, (made.get(set.rule.capacity) ?? 0) + 1);
  }
  return stage.rules.flatMap((rule) => {
    if (rule.size < 2 || (made.get(rule.capacity) ?? 0) >= rule.capacity.limit) return [];
    if (rule.places.length > 1) return partHints(stage, rule, left);
    const count = piecesFor(rule, left);
    if (count === 0 || count >= rule.size) return [];
    const waiting = rule.members.flatMap(({ index }) => Array.from({ length: left[index] ?? 0 }, () => index));
    return setHint(stage, rule, waiting);
  });
}

/** What the set would save if all else stays as it is; choosing anew could only save more. */
function setHint(stage: DecidedStage, rule: SetRule, waiting: readonly number[]): readonly PromotionHint[] {
  const missing = rule.size - waiting.length;
  const completed = [...Array.from({ length: missing }, () => waiting[0] ?? 0), ...waiting];
  const saves = Math.floor(gainOfSet(rule, unitsOf(completed, stage.candidates)) / WORTH_SCALE);
  if (saves <= 0) return [];
  const { promotionId, label } = rule.promotion;
  const lineNumbers = [...new Set(waiting)].flatMap((index) => linesOf(stage.candidates[index]?.lot));
  return [{ promotionId, lineNumbers, label, missingCount: missing, saves: minorUnits(saves) }];
}

function linesOf(lot: Lot | undefined): readonly number[] {
  return lot?.goods.lines.map((line) => line.lineNumber) ?? [];
}

/**
 * The next step of each tiered promotion, with what the goods that are there and the missing pieces would then save.
 */
function tierHints(basket: PricedBasket, situation: Situation): readonly PromotionHint[] {
  const near = new Map<TieredPromotion, NextStep>();
  for (const promotion of situation.tiers) {
    const step = nextStep(promotion, situation);
    if (step !== undefined) near.set(promotion, step);
  }
  if (near.size === 0) return [];
  for (let position = 0; position < situation.open.length; position += 1) {
    for (const promotion of situation.open[position]?.tiers ?? NO_TIERS) near.get(promotion)?.positions.push(position);
  }
  return [...near].flatMap(([promotion, step]) => tierHint(promotion, step, basket, situation));
}

const NO_TIERS: readonly TieredPromotion[] = [];

/** A step that is near enough to be worth a word. */
interface NextStep {
  readonly reached: number;
  readonly current: Tier | undefined;
  readonly next: Tier;
  /** Of the goods that count towards it. */
  readonly positions: number[];
}

type Tier = TieredPromotion['tiers'][number];

function nextStep(promotion: TieredPromotion, situation: Situation): NextStep | undefined {
  // Of a limited one it depends on all other goods which pieces would get it.
  if (Number.isFinite(situation.inForce.capacityOf(promotion).limit)) return undefined;
  const reach = situation.reachOf(promotion);
  const reached = promotion.by === 'quantity' ? reach.pieces : reach.value;
  const current = tierReached(promotion, reach);
  const next = promotion.tiers.find((tier) => tier.from > (current?.from ?? 0) && tier.from > reached);
  if (next === undefined || reached < next.from * NEAR_THRESHOLD) return undefined;
  return { reached, current, next, positions: [] };
}

function tierHint(
  promotion: TieredPromotion,
  { reached, current, next, positions }: NextStep,
  { priced }: PricedBasket,
  situation: Situation,
): readonly PromotionHint[] {
  const goods = positions.flatMap((position) => situation.goods[position] ?? []);
  const first = goods.find((each) => each.isPiece);
  if (first === undefined) return [];
  const missing = promotion.by === 'quantity' ? next.from - reached : Math.ceil((next.from - reached) / first.price);
  let saves = missing * (first.price - rewarded(next.reward, first, first.price));
  for (const position of positions) {
    for (const { rows } of priced.lines[position] ?? []) {
      for (const { lot, count } of rows) {
        // Only what has no other promotion is reckoned with: the saving is promised, not hoped for.
        if (lot.parts.some((part) => part.promotion !== promotion)) continue;
        saves += count * Math.max(0, lot.price - rewarded(next.reward, lot.goods, lot.goods.price));
      }
    }
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
  { discounted: { rows, taken } }: PricedBasket,
  situation: Situation,
): readonly PromotionHint[] {
  const threshold = promotion.threshold ?? 0;
  const reached = reachedBy(promotion, situation);
  if (reached >= threshold || reached < threshold * NEAR_THRESHOLD) return [];
  const open = rows.filter(({ lot }) => !lot.closed).reduce((sum, row) => sum + row.lot.price * row.count, 0);
  const now = taken.flatMap(({ amounts }) => amounts).reduce((sum, amount) => sum + amount, 0);
  const saves = rewardOn(promotion, open, situation) - (promotion.stacking === 'compounded' ? 0 : now);
  if (saves <= 0) return [];
  const { promotionId, label } = promotion;
  const missingAmount = minorUnits(threshold - reached);
  return [{ promotionId, lineNumbers: [], label, missingCount: 0, missingAmount, saves: minorUnits(saves) }];
}
