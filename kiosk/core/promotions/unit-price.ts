import { dayNumber } from '../values/local-time.ts';
import { minorUnits, multiplyRatio } from '../values/money.ts';
import { priceOf } from '../values/quantity.ts';
import type { Goods, Part } from './lots.ts';
import type { SinglePromotion, TieredPromotion, UnitReward } from './promotion.ts';

const WHOLE_BASIS_POINTS = 10_000;

/** What a unit costs with some promotions on it. */
export interface UnitOption {
  readonly price: number;
  readonly parts: readonly Part[];
  readonly exclusive: boolean;
}

/** How much of a tiered promotion's target the basket holds. */
export interface TierReach {
  readonly pieces: number;
  /** Regular amounts, minor units. */
  readonly value: number;
}

/** What a promotion on single pieces looks at besides the goods. */
export interface UnitSituation {
  /** YYYY-MM-DD, the store's day. */
  readonly today: string;
  readonly reachOf: (promotion: TieredPromotion) => TierReach;
}

/**
 * The price of one unit after a promotion on single pieces: never above what it was, never below the goods' floor.
 * Every piece is priced and rounded on its own, halves of a cent off for the shopper.
 * @param price what the unit costs before it, minor units
 */
function unitPriceAfter(promotion: SinglePromotion, goods: Goods, price: number, situation: UnitSituation): number {
  const reward = rewardFor(promotion, goods, situation);
  return reward === undefined ? price : rewarded(reward, goods, price);
}

export function rewarded(reward: UnitReward, goods: Goods, price: number): number {
  let reduced: number;
  switch (reward.type) {
    case 'percent':
      reduced = price - percentOf(price, reward.basisPoints);
      break;
    case 'amount':
      reduced = price - priceOf(goods.quantity, reward.amount);
      break;
    case 'price':
      reduced = priceOf(goods.quantity, reward.price);
      break;
  }
  return Math.min(price, Math.max(goods.floor, reduced, 0));
}

/** A share of an amount, rounded half up. */
export function percentOf(amount: number, basisPoints: number): number {
  return multiplyRatio(minorUnits(amount), basisPoints, WHOLE_BASIS_POINTS);
}

function rewardFor(promotion: SinglePromotion, goods: Goods, situation: UnitSituation): UnitReward | undefined {
  switch (promotion.kind) {
    case 'amount-off':
      return { type: 'amount', amount: promotion.amount };
    case 'percent-off':
      return { type: 'percent', basisPoints: promotion.basisPoints };
    case 'fixed-price':
      return { type: 'price', price: promotion.price };
    case 'tiers':
      return tierReached(promotion, situation.reachOf(promotion))?.reward;
    case 'best-before':
      return markDown(promotion.steps, goods.bestBefore, situation.today);
  }
}

export function tierReached(
  promotion: TieredPromotion,
  reach: TierReach,
): TieredPromotion['tiers'][number] | undefined {
  const reached = promotion.by === 'quantity' ? reach.pieces : reach.value;
  let highest: TieredPromotion['tiers'][number] | undefined;
  for (const tier of promotion.tiers) if (tier.from <= reached) highest = tier;
  return highest;
}

/** Goods past their day get no mark-down: whether they may be sold at all is another rule's matter. */
function markDown(
  steps: readonly { readonly daysLeft: number; readonly basisPoints: number }[],
  bestBefore: string | undefined,
  today: string,
): UnitReward | undefined {
  if (bestBefore === undefined) return undefined;
  const daysLeft = dayNumber(bestBefore) - dayNumber(today);
  if (daysLeft < 0) return undefined;
  const step = steps.filter((each) => each.daysLeft >= daysLeft).toSorted((a, b) => a.daysLeft - b.daysLeft)[0];
  return step === undefined ? undefined : { type: 'percent', basisPoints: step.basisPoints };
}

/** Promotions on single pieces one after another, each on what the one before has left. */
export function chained(
  promotions: readonly SinglePromotion[],
  goods: Goods,
  price: number,
  situation: UnitSituation,
): UnitOption {
  const parts: Part[] = [];
  let left = price;
  let exclusive = false;
  for (const promotion of promotions) {
    const after = unitPriceAfter(promotion, goods, left, situation);
    if (after === left) continue;
    parts.push({ promotion, amount: left - after, before: left, setSize: 1 });
    left = after;
    exclusive ||= promotion.stacking === 'exclusive';
  }
  return { price: left, parts, exclusive };
}
