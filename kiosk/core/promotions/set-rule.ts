import { allocate, minorUnits } from '../values/money.ts';
import { assert } from '../values/assert.ts';
import type { Lot } from './lots.ts';
import type { GoodsPromotion, SetPromotion, SetReward } from './promotion.ts';
import { isTargeted, type TargetedGoods } from './target.ts';
import { percentOf, type UnitOption } from './unit-price.ts';

/**
 * One way to put pieces together: so many for each place. A promotion on single pieces that is limited (a coupon, "at
 * most 3 per shopper") is a rule with sets of one piece.
 */
export interface SetRule {
  readonly promotion: GoodsPromotion;
  /** Pieces that each place takes; one place for all but mix-and-match and bundles. */
  readonly places: readonly number[];
  readonly size: number;
  readonly reward: SetReward | 'single';
  /** How many sets may be made; shared by all rules of one promotion. */
  readonly capacity: Capacity;
  readonly exclusive: boolean;
  /** Works on the prices that compounded promotions have left, and not on regular prices. */
  readonly compounded: boolean;
  /** Candidates that may fill a place, by their index, and the places by bits. */
  readonly members: { readonly index: number; readonly places: number }[];
}

export interface Capacity {
  readonly limit: number;
}

/**
 * A lot with what a unit of it costs in each way but in a set. Worth is what the shopper will pay in the end, in
 * millionths of a minor unit: after the basket discounts that are reckoned with, which exclusive promotions shut out.
 */
export interface Candidate {
  readonly lot: Lot;
  readonly alone: UnitOption;
  /** All units of the lot, each at what it costs alone. */
  readonly lotAlone: Lot;
  readonly aloneWorth: number;
  readonly chain: UnitOption;
  /** The millionths of a price that basket discounts leave to pay. */
  readonly keep: number;
  /** For a limited promotion on single pieces: what a unit costs with it. */
  readonly limited: ReadonlyMap<GoodsPromotion, UnitOption>;
}

export const WORTH_SCALE = 1_000_000;

export function worthOf(price: number, exclusive: boolean, keep: number): number {
  return price * (exclusive ? WORTH_SCALE : keep);
}

/**
 * How much less the shopper pays for a set than for every unit on its own, in worth.
 * @returns zero where the set would not save anything
 */
export function gainOfSet(rule: SetRule, units: readonly Candidate[]): number {
  const [first] = units;
  if (first === undefined) return 0;
  let alone = 0;
  let isPlain = rule.reward !== 'single';
  for (const unit of units) {
    alone += unit.aloneWorth;
    isPlain &&= unit.keep === first.keep && unit.lot.goods.floor === 0;
  }
  let together: number;
  if (isPlain && rule.reward !== 'single') {
    // How a discount is spread makes no difference to what all pieces cost together.
    const bases = units.map((unit) => basisOf(rule, unit));
    const sum = bases.reduce((total, basis) => total + basis, 0);
    together = worthOf(sum - discountOf(rule.reward, bases), rule.exclusive, first.keep);
  } else {
    together = 0;
    const options = priceSet(rule, units);
    for (const [position, unit] of units.entries()) {
      const option = options[position];
      assert(option !== undefined, 'every unit of a set has a price');
      together += worthOf(option.price, option.exclusive, unit.keep);
    }
  }
  return Math.max(0, alone - together);
}

/**
 * What each unit of a set costs, in the order of the units. What it takes off is spread over its pieces in proportion
 * to their prices by largest remainder; of equal remainders the earlier piece gets the unit, and pieces are ordered
 * dearest first.
 * @param units one candidate for each piece, dearest first
 */
export function priceSet(rule: SetRule, units: readonly Candidate[]): readonly UnitOption[] {
  return rule.reward === 'single'
    ? units.map((unit) => unit.limited.get(rule.promotion) ?? unit.alone)
    : sharedOptions(rule, rule.reward, units);
}

/** What a piece costs when a set promotion looks at it. */
export function basisOf(rule: SetRule, unit: Candidate): number {
  return rule.compounded ? unit.chain.price : unit.lot.price;
}

function sharedOptions(rule: SetRule, reward: SetReward, units: readonly Candidate[]): readonly UnitOption[] {
  const bases = units.map((unit) => basisOf(rule, unit));
  const discount = discountOf(reward, bases);
  const shares = discount > 0 ? allocate(minorUnits(discount), bases) : [];
  return units.map((unit, position) => {
    const before = bases[position] ?? 0;
    const price = Math.min(before, Math.max(unit.lot.goods.floor, before - (shares[position] ?? 0)));
    const earlier = rule.compounded ? unit.chain.parts : [];
    const part = { promotion: rule.promotion, amount: before - price, before, setSize: rule.size };
    return { price, parts: price < before ? [...earlier, part] : earlier, exclusive: rule.exclusive };
  });
}

/** What a reward takes off pieces at these prices, in minor units; zero where the pieces cost less anyway. */
function discountOf(reward: SetReward, bases: readonly number[]): number {
  const sum = bases.reduce((total, basis) => total + basis, 0);
  switch (reward.type) {
    case 'price':
      return Math.max(0, sum - reward.price);
    case 'amount':
      return Math.min(sum, reward.amount);
    case 'percent':
      return bases.reduce((total, basis) => total + percentOf(basis, reward.basisPoints), 0);
    case 'cheapest': {
      const cheapest = bases.toSorted((a, b) => a - b).slice(0, reward.count);
      return cheapest.reduce((total, basis) => total + percentOf(basis, cheapestShare(reward)), 0);
    }
  }
}

export function cheapestShare(reward: Extract<SetReward, { type: 'cheapest' }>): number {
  return reward.basisPoints ?? 10_000;
}

/** How a set promotion is put together: its places and what a full set gets. */
export function shapeOf(promotion: SetPromotion): { readonly places: readonly number[]; readonly reward: SetReward } {
  switch (promotion.kind) {
    case 'n-for-m':
      return { places: [promotion.take], reward: { type: 'cheapest', count: promotion.take - promotion.pay } };
    case 'n-for-price':
      return { places: [promotion.take], reward: { type: 'price', price: promotion.price } };
    case 'cheapest-free': {
      const { take, free = 1, basisPoints } = promotion;
      return { places: [take], reward: { type: 'cheapest', count: free, basisPoints } };
    }
    case 'mix-and-match':
      return { places: promotion.parts.map((part) => part.count), reward: promotion.reward };
    case 'bundle':
      return {
        places: promotion.articles.map((article) => article.count),
        reward: { type: 'price', price: promotion.price },
      };
  }
}

/** The places of a set that a piece of these goods may fill, by bits. */
export function placesFor(promotion: SetPromotion, goods: TargetedGoods): number {
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

export function isSet(promotion: GoodsPromotion): promotion is SetPromotion {
  switch (promotion.kind) {
    case 'n-for-m':
    case 'n-for-price':
    case 'cheapest-free':
    case 'mix-and-match':
    case 'bundle':
      return true;
    default:
      return false;
  }
}
