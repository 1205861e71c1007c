import { add, allocate, minorUnits } from '../values/money.ts';
import { isTargeted } from './target.ts';
import type { Goods, Lot } from './lots.ts';
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

/** Some units of a lot on one line, with what basket discounts take off them. */
export interface Row {
  readonly lineNumber: number;
  readonly lot: Lot;
  readonly count: number;
  /** What is left to pay for them. */
  amount: number;
  readonly shares: { readonly promotion: BasketPromotion; readonly amount: number; readonly before: number }[];
}

/** Plans that are tried besides the one with all compounded discounts; of more, the ones that promise most. */
const COMPETING_PLANS_MAX = 3;
const EVERYTHING = { everything: true } as const;
const BASIS_POINTS_IN_SCALE = WORTH_SCALE / 10_000;

export function targetOf(promotion: BasketPromotion): NonNullable<BasketPromotion['target']> {
  return promotion.target ?? EVERYTHING;
}

/** What the targeted goods cost without any promotion: what a threshold looks at. */
export function reachedBy(promotion: BasketPromotion, goods: readonly Goods[]): number {
  let sum = 0;
  for (const each of goods) if (isTargeted(targetOf(promotion), each)) sum += each.price * each.count;
  return sum;
}

/** All compounded discounts together, and each of the others for itself. */
export function basketPlans(situation: Situation): readonly BasketPlan[] {
  const inReach = situation.inForce.basket
    .map((promotion) => ({ promotion, reached: reachedBy(promotion, situation.goods) }))
    .filter(({ promotion, reached }) => reached > 0 && reached >= (promotion.threshold ?? 0));
  const compounded = inReach.filter(({ promotion }) => promotion.stacking === 'compounded');
  const competing = inReach
    .filter(({ promotion }) => promotion.stacking !== 'compounded')
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

/** Lots by line: pieces of the same goods go to their lines in the order of line numbers. */
export function rowsOf(goods: readonly Goods[], lotsOf: ReadonlyMap<Goods, readonly Lot[]>): readonly Row[] {
  const rows: Row[] = [];
  for (const each of goods) {
    const lots = lotsOf.get(each) ?? [];
    const [only] = each.lines;
    if (only !== undefined && each.lines.length === 1) {
      for (const lot of lots) rows.push(rowOf(only.lineNumber, lot, lot.count));
      continue;
    }
    const waiting = lots.map((lot) => ({ lot, left: lot.count }));
    for (const line of each.lines) {
      let room = line.count;
      for (const entry of waiting) {
        const count = Math.min(room, entry.left);
        if (count === 0) continue;
        entry.left -= count;
        room -= count;
        rows.push(rowOf(line.lineNumber, entry.lot, count));
      }
    }
  }
  return rows;
}

function rowOf(lineNumber: number, lot: Lot, count: number): Row {
  return { lineNumber, lot, count, amount: lot.price * count, shares: [] };
}

/** Takes a plan's discounts off the rows, one after the other. */
export function applyPlan(plan: BasketPlan, rows: readonly Row[], situation: Situation): void {
  for (const promotion of plan.discounts) {
    const eligible = rows.filter(
      ({ lot, amount }) =>
        amount > 0 &&
        !lot.closed &&
        (plan.exclusive === undefined || lot.parts.length === 0) &&
        isTargeted(targetOf(promotion), lot.goods),
    );
    const discount = rewardOn(promotion, add(...eligible.map((row) => minorUnits(row.amount))), situation);
    spread(promotion, discount, eligible);
  }
}

/**
 * Spreads a discount in proportion to amounts by largest remainder: first over the goods, so that neither the order of
 * scanning nor the split into lines moves a cent from one tax rate to another, then over each good's lines. What a
 * ceiling keeps one from taking goes to the others; what none may take is not given.
 */
function spread(promotion: BasketPromotion, discount: number, rows: readonly Row[]): void {
  const byGoods = [...Map.groupBy(rows, (row) => row.lot.goods).values()];
  const shares = proportionally(
    discount,
    byGoods.map((members) => ({ weight: sumOf(members, (row) => row.amount), room: sumOf(members, roomOf) })),
  );
  for (const [position, members] of byGoods.entries()) {
    const share = shares[position] ?? 0;
    const [only] = members;
    if (only !== undefined && members.length === 1) {
      give(promotion, only, share);
      continue;
    }
    const parts = proportionally(
      share,
      members.map((row) => ({ weight: row.amount, room: roomOf(row) })),
    );
    for (const [index, row] of members.entries()) give(promotion, row, parts[index] ?? 0);
  }
}

function give(promotion: BasketPromotion, row: Row, amount: number): void {
  if (amount === 0) return;
  row.shares.push({ promotion, amount, before: row.amount });
  row.amount -= amount;
}

function roomOf(row: Row): number {
  return Math.max(0, row.amount - row.lot.goods.floor * row.count);
}

function sumOf(rows: readonly Row[], measure: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + measure(row), 0);
}

/** Shares of an amount in proportion to weights, none above its room. Each pass fills a room or ends. */
function proportionally(
  amount: number,
  shares: readonly { readonly weight: number; readonly room: number }[],
): readonly number[] {
  const given = shares.map(() => 0);
  const rooms = shares.reduce((sum, share) => sum + share.room, 0);
  let left = Math.min(amount, rooms);
  while (left > 0) {
    const weights = shares.map(({ weight, room }, index) => (room > (given[index] ?? 0) ? weight : 0));
    const parts = allocate(minorUnits(left), weights);
    for (const [index, part] of parts.entries()) {
      const taken = Math.min(part, (shares[index]?.room ?? 0) - (given[index] ?? 0));
      given[index] = (given[index] ?? 0) + taken;
      left -= taken;
    }
  }
  return given;
}
