import { allocate, minorUnits } from '../values/money.ts';
import { isTargeted } from './target.ts';
import type { Goods, Row } from './lots.ts';
import type { BasketPromotion } from './promotion.ts';
import type { Situation } from './situation.ts';
import { WORTH_SCALE } from './set-rule.ts';
import { percentOf } from './unit-price.ts';

/** Which basket discounts apply together. Plans compete: the one with the lowest total is the basket's price. */
export interface BasketPlan {
  /** In the order in which they follow one another. */
  readonly discounts: readonly BasketPromotion[];
  /** The discount that claims its goods for itself alone. */
  readonly exclusive: BasketPromotion | undefined;
}

/** The rows of a basket with what a plan's discounts take off them; all lists go by the position of the row. */
export interface DiscountedRows {
  readonly rows: readonly Row[];
  /** What is left to pay for each row. */
  readonly left: readonly number[];
  /** In the order in which they follow one another. */
  readonly taken: readonly TakenByDiscount[];
}

export interface TakenByDiscount {
  readonly promotion: BasketPromotion;
  readonly amounts: readonly number[];
  readonly before: readonly number[];
}

/** Plans that are tried besides the one with all compounded discounts; of more, the ones that promise most. */
const COMPETING_PLANS_MAX = 3;
const EVERYTHING = { everything: true } as const;
const BASIS_POINTS_IN_SCALE = WORTH_SCALE / 10_000;

export function targetOf(promotion: BasketPromotion): NonNullable<BasketPromotion['target']> {
  return promotion.target ?? EVERYTHING;
}

/** What the targeted goods cost without any promotion: what a threshold looks at. */
export function reachedBy({ target }: BasketPromotion, { goods, value }: Situation): number {
  if (target === undefined) return value;
  let sum = 0;
  for (const each of goods) if (isTargeted(target, each)) sum += each.price * each.count;
  return sum;
}

/** All compounded discounts together, and each of the others for itself. */
export function basketPlans(situation: Situation): readonly BasketPlan[] {
  const inReach = situation.inForce.basket
    .map((promotion) => ({ promotion, reached: reachedBy(promotion, situation) }))
    .filter(({ promotion, reached }) => reached > 0 && reached >= (promotion.threshold ?? 0));
  const compounded = inReach.filter(({ promotion }) => promotion.stacking === 'compounded');
  const competing = inReach
    .filter(({ promotion }) => promotion.stacking !== 'compounded')
    .filter(({ promotion }, index, all) => !all.slice(0, index).some((one) => doTheSame(one.promotion, promotion)))
    .toSorted((a, b) => rewardOn(b.promotion, b.reached, situation) - rewardOn(a.promotion, a.reached, situation))
    .slice(0, COMPETING_PLANS_MAX);
  return [
    { discounts: compounded.map(({ promotion }) => promotion), exclusive: undefined },
    ...competing.map(({ promotion }) => ({
      discounts: [promotion],
      exclusive: promotion.stacking === 'exclusive' ? promotion : undefined,
    })),
  ];
}

/** Whether two discounts whose thresholds are reached come to the same: the one of higher priority stands for both. */
function doTheSame(one: BasketPromotion, other: BasketPromotion): boolean {
  if (one.stacking !== other.stacking || one.target !== undefined || other.target !== undefined) return false;
  return one.reward.type === 'percent' && other.reward.type === 'percent'
    ? one.reward.basisPoints === other.reward.basisPoints
    : false;
}

/** What a discount takes off an amount, at most all of it. */
export function rewardOn(promotion: BasketPromotion, amount: number, situation: Situation): number {
  const { reward } = promotion;
  if (reward.type === 'percent') return percentOf(amount, reward.basisPoints);
  return Math.min(amount, reward.amount * timesOf(promotion, situation));
}

/** A basket discount applies once, or once a coupon where its limits allow more. */
function timesOf(promotion: BasketPromotion, situation: Situation): number {
  if (promotion.requires?.coupon === undefined || promotion.limits?.perTransaction === undefined) return 1;
  const { limit } = situation.inForce.capacityOf(promotion);
  return Number.isFinite(limit) ? limit : 1;
}

/** The millionths of a price that a plan's shares leave to pay. */
export function keepUnder(plan: BasketPlan, goods: Goods): number {
  let keep = WORTH_SCALE;
  for (const promotion of plan.discounts) {
    if (promotion.reward.type !== 'percent' || !isTargeted(targetOf(promotion), goods)) continue;
    keep -= Math.round((keep * promotion.reward.basisPoints * BASIS_POINTS_IN_SCALE) / WORTH_SCALE);
  }
  return keep;
}

/** Takes a plan's discounts off the rows, one after the other. */
export function applyPlan(plan: BasketPlan, rows: readonly Row[], situation: Situation): DiscountedRows {
  let left: readonly number[] = rows.map((row) => row.amount);
  const taken = plan.discounts.map((promotion) => {
    const before = left;
    const eligible = eligibleRows(promotion, plan, rows, before);
    let sum = 0;
    for (let index = 0; index < eligible.length; index += 1) sum += before[eligible[index] ?? 0] ?? 0;
    const amounts = spread(rewardOn(promotion, sum, situation), eligible, rows, before);
    left = before.map((amount, position) => amount - (amounts[position] ?? 0));
    return { promotion, amounts, before };
  });
  return { rows, left, taken };
}

/** The positions of the rows that a discount comes off; those of the same goods follow one another. */
function eligibleRows(
  promotion: BasketPromotion,
  plan: BasketPlan,
  rows: readonly Row[],
  before: readonly number[],
): readonly number[] {
  const { target } = promotion;
  const eligible = zerosFor(rows);
  let count = 0;
  for (let position = 0; position < rows.length; position += 1) {
    const lot = rows[position]?.lot;
    if (lot === undefined || lot.closed || (before[position] ?? 0) <= 0) continue;
    const isOpen = plan.exclusive === undefined || lot.parts.length === 0;
    if (!isOpen || (target !== undefined && !isTargeted(target, lot.goods))) continue;
    eligible[count] = position;
    count += 1;
  }
  eligible.length = count;
  return eligible;
}

/**
 * Spreads a discount in proportion to amounts by largest remainder: first over the goods, so that neither the order of
 * scanning nor the split into lines moves a cent from one tax rate to another, then over each good's lines. What a
 * ceiling keeps one from taking goes to the others; what none may take is not given.
 * @param eligible positions of rows; those of the same goods follow one another
 * @param before what each row costs before it
 */
function spread(
  discount: number,
  eligible: readonly number[],
  rows: readonly Row[],
  before: readonly number[],
): readonly number[] {
  const amounts = zerosFor(before);
  const { ends, weights, rooms } = sumsByGoods(eligible, rows, before);
  const shares = proportionally(discount, weights, rooms);
  let start = 0;
  for (let index = 0; index < ends.length; index += 1) {
    const end = ends[index] ?? start;
    const share = shares[index] ?? 0;
    const only = eligible[start];
    if (end - start === 1 && only !== undefined) amounts[only] = share;
    else spreadOverRows(share, eligible.slice(start, end), rows, before, amounts);
    start = end;
  }
  return amounts;
}

/** For each of the goods: where its rows end among the eligible ones, what they cost, and how much may come off. */
interface SumsByGoods {
  readonly ends: number[];
  readonly weights: number[];
  readonly rooms: number[];
}

function sumsByGoods(eligible: readonly number[], rows: readonly Row[], before: readonly number[]): SumsByGoods {
  const sums: SumsByGoods = { ends: zerosFor(eligible), weights: zerosFor(eligible), rooms: zerosFor(eligible) };
  let goods: Goods | undefined;
  let count = 0;
  for (let index = 0; index < eligible.length; index += 1) {
    const position = eligible[index] ?? 0;
    const row = rows[position];
    const amount = before[position] ?? 0;
    if (row?.lot.goods !== goods) count += 1;
    goods = row?.lot.goods;
    sums.ends[count - 1] = index + 1;
    sums.weights[count - 1] = (sums.weights[count - 1] ?? 0) + amount;
    sums.rooms[count - 1] = (sums.rooms[count - 1] ?? 0) + roomOf(row, amount);
  }
  for (const list of [sums.ends, sums.weights, sums.rooms]) list.length = count;
  return sums;
}

/** Spreads the share of some goods over their rows. */
function spreadOverRows(
  share: number,
  positions: readonly number[],
  rows: readonly Row[],
  before: readonly number[],
  amounts: number[],
): void {
  const weights = positions.map((position) => before[position] ?? 0);
  const parts = proportionally(
    share,
    weights,
    positions.map((position, index) => roomOf(rows[position], weights[index] ?? 0)),
  );
  for (let index = 0; index < positions.length; index += 1) amounts[positions[index] ?? 0] = parts[index] ?? 0;
}

/** One zero for each entry. A basket is spread again with each scan, and a list that has to grow leaves garbage. */
function zerosFor(list: readonly unknown[]): number[] {
  return list.map(() => 0);
}

function roomOf(row: Row | undefined, amount: number): number {
  return row === undefined ? 0 : Math.max(0, amount - row.lot.goods.floor * row.count);
}

/** Shares of an amount in proportion to weights, none above its room. */
function proportionally(amount: number, weights: readonly number[], rooms: readonly number[]): readonly number[] {
  let room = 0;
  for (let index = 0; index < rooms.length; index += 1) room += rooms[index] ?? 0;
  const most = Math.min(amount, room);
  if (most <= 0) return zerosFor(weights);
  const parts = allocate(
    minorUnits(most),
    rooms.includes(0) ? weights.map((weight, index) => (rooms[index] === 0 ? 0 : weight)) : weights,
  );
  return parts.every((part, index) => part <= (rooms[index] ?? 0)) ? parts : withinRooms(most, weights, rooms, parts);
}

/** What does not fit into a room goes to the others in proportion. Each pass fills a room or ends. */
function withinRooms(
  amount: number,
  weights: readonly number[],
  rooms: readonly number[],
  firstParts: readonly number[],
): readonly number[] {
  const given = zerosFor(weights);
  let parts = firstParts;
  let left = amount;
  for (;;) {
    for (let index = 0; index < parts.length; index += 1) {
      const known = given[index] ?? 0;
      const taken = Math.min(parts[index] ?? 0, (rooms[index] ?? 0) - known);
      given[index] = known + taken;
      left -= taken;
    }
    if (left <= 0) return given;
    const open = weights.map((weight, index) => ((rooms[index] ?? 0) > (given[index] ?? 0) ? weight : 0));
    parts = allocate(minorUnits(left), open);
  }
}
