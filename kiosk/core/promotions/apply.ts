import type { PresentedCoupon, PromotionContext, PromotionLine } from './basket-facts.ts';
import {
  applyPlan,
  basketPlans,
  keepUnder,
  reachedBy,
  rewardOn,
  targetOf,
  type BasketPlan,
  type DiscountedRows,
} from './basket-discounts.ts';
import type { PromotionSet } from './compile.ts';
import { isTargeted } from './target.ts';
import { HINTS_MAX, hintsFor } from './hints.ts';
import type { Goods, PricedLine, Row } from './lots.ts';
import { priceClusters, setHintsIn, WITHOUT_BASKET, type PricedGoods } from './price-clusters.ts';
import type { GoodsPlan } from './price-goods.ts';
import { withShares } from './line-shares.ts';

import type { PriceModifier, PromotionHint } from './price-modifier.ts';
import type { BasketPromotion, Promotion } from './promotion.ts';
import { situationOf, type Situation } from './situation.ts';

export interface AppliedPromotions {
  /** By line number, in the order in which they follow one another; lines without any are absent. */
  readonly modifiersByLine: ReadonlyMap<number, readonly PriceModifier[]>;
  readonly hints: readonly PromotionHint[];
  /** The presented coupons, in their order. */
  readonly coupons: readonly CouponResult[];
}

export interface CouponResult extends PresentedCoupon {
  /** The promotion that used it up; absent where it was of no use in this basket. */
  readonly promotionId?: string | undefined;
}

/**
 * Prices a basket: of all ways in which its promotions may come together, the one that costs the shopper least. The
 * answer is a function of the goods, not of the order or the lines in which they came; it is the same everywhere, and
 * takes a bounded number of steps: searches are cut off (see searchSets), the rest is in proportion to the lines and
 * the promotions that touch them. Nothing gets dearer, and nothing costs less than zero.
 * @param lines goods that are sold; deposits and voided lines are not among them
 */
export function applyPromotions(
  lines: readonly PromotionLine[],
  set: PromotionSet,
  context: PromotionContext,
): AppliedPromotions {
  const situation = situationOf(lines, set, context);
  const best = bestPricing(situation);
  return {
    modifiersByLine: modifiersByLine(best),
    hints: hintsFor({ ...best, setHints: setHintsIn(best.priced, HINTS_MAX) }, situation),
    coupons: couponsUsed(best, situation, context),
  };
}

interface Pricing {
  readonly priced: PricedGoods;
  readonly lines: readonly PricedLine[];
  readonly rows: readonly Row[];
  readonly discounted: DiscountedRows;
  readonly total: number;
}

/**
 * Prices the basket under each plan for its basket discounts. Plans that promise most come first, and a plan that could
 * not win even if all its discount came on top of the best price of the goods is not looked at.
 */
function bestPricing(situation: Situation): Pricing {
  const plain = pricingOf(priceClusters(situation, WITHOUT_BASKET), NO_DISCOUNT, situation);
  let best = plain;
  const goodsTotal = best.total;
  const plans = basketPlans(situation)
    .map((plan) => ({ plan, least: leastTotal(plan, goodsTotal, situation) }))
    .toSorted((a, b) => a.least - b.least);
  for (const { plan, least } of plans) {
    if (least >= best.total) break;
    const goodsPlan = goodsPlanFor(plan);
    const pricing = pricingOf(
      goodsPlan === WITHOUT_BASKET ? plain.priced : priceClusters(situation, goodsPlan, plain.priced),
      plan,
      situation,
      plain,
    );
    best = cheaper(best, pricing);
    const hasAmount = plan.discounts.some((promotion) => promotion.reward.type === 'amount');
    if (!hasAmount || !pricing.discounted.rows.some((row) => row.lot.closed)) continue;
    // An amount off the basket may be worth more than the exclusive promotions that leave it too little to come off.
    best = cheaper(
      best,
      pricingOf(priceClusters(situation, { ...goodsPlan, exclusives: 'left-out' }, plain.priced), plan, situation),
    );
  }
  return best;
}

function cheaper(best: Pricing, other: Pricing): Pricing {
  return other.total < best.total ? other : best;
}

const NO_DISCOUNT: BasketPlan = { discounts: [], exclusive: undefined };

/** A total that no pricing under the plan can go below. */
function leastTotal(plan: BasketPlan, goodsTotal: number, situation: Situation): number {
  let least = goodsTotal;
  if (plan.exclusive === undefined) {
    for (const promotion of plan.discounts) least -= rewardOn(promotion, least, situation);
    return Math.max(0, least);
  }
  const claimed = reachedBy(plan.exclusive, situation);
  return Math.max(0, goodsTotal - rewardOn(plan.exclusive, claimed, situation));
}

function goodsPlanFor(plan: BasketPlan): GoodsPlan {
  const { exclusive } = plan;
  const shares = plan.discounts.filter((promotion) => promotion.reward.type === 'percent');
  if (shares.length === 0 && exclusive === undefined) return WITHOUT_BASKET;
  return {
    keepOf: keepsUnder(plan, shares),
    claims: exclusive === undefined ? undefined : (goods: Goods) => isTargeted(targetOf(exclusive), goods),
    exclusives: 'allowed',
  };
}

function keepsUnder(plan: BasketPlan, shares: readonly BasketPromotion[]): GoodsPlan['keepOf'] {
  if (shares.every((promotion) => promotion.target === undefined)) {
    let forAll: number | undefined;
    return (goods) => (forAll ??= keepUnder(plan, goods));
  }
  const keeps = new Map<Goods, number>();
  return (goods) => {
    let keep = keeps.get(goods);
    if (keep === undefined) {
      keep = keepUnder(plan, goods);
      keeps.set(goods, keep);
    }
    return keep;
  };
}

function pricingOf(priced: PricedGoods, plan: BasketPlan, situation: Situation, plain?: Pricing): Pricing {
  const isLaidOut = plain !== undefined && areSame(plain.priced.lines, priced.lines);
  const { lines, rows } = isLaidOut ? plain : layOut(priced);
  const discounted = applyPlan(plan, rows, situation);
  let total = 0;
  for (let position = 0; position < rows.length; position += 1) total += discounted.left[position] ?? 0;
  return { priced, lines, rows, discounted, total };
}

/** The lines of all goods, and the rows of all lines. */
function layOut(priced: PricedGoods): Pick<Pricing, 'lines' | 'rows'> {
  const lines: PricedLine[] = [];
  const rows: Row[] = [];
  for (let position = 0; position < priced.lines.length; position += 1) {
    for (const line of priced.lines[position] ?? []) {
      lines.push(line);
      for (const row of line.rows) rows.push(row);
    }
  }
  return { lines, rows };
}

/** A discount that leaves all prices in proportion leaves the goods with the lines that they have without it. */
function areSame(some: PricedGoods['lines'], others: PricedGoods['lines']): boolean {
  return some.every((lines, position) => lines === others[position]);
}

/** What each promotion takes off each line: first those on the goods, then those on the basket. */
function modifiersByLine({ lines, discounted }: Pricing): ReadonlyMap<number, readonly PriceModifier[]> {
  const byLine = new Map<number, readonly PriceModifier[]>();
  let position = 0;
  for (const line of lines) {
    const all = withShares(line, discounted, position);
    position += line.rows.length;
    if (all.length > 0) byLine.set(line.lineNumber, all);
  }
  return byLine;
}

/** What a promotion that a coupon opened did to the basket. */
interface CouponUse {
  amount: number;
  pieces: number;
  readonly setSize: number;
}

/** Which of the presented coupons the basket used up: as many of a kind as their promotion was applied with. */
function couponsUsed(best: Pricing, situation: Situation, context: PromotionContext): readonly CouponResult[] {
  const presented = context.coupons ?? [];
  if (presented.length === 0) return [];
  const used = new Map<string, { promotionId: string; left: number }>();
  for (const [promotion, use] of couponUses(best, situation)) {
    const coupon = promotion.requires?.coupon;
    if (coupon === undefined) continue;
    const left = couponsFor(promotion, coupon.pieces, use);
    used.set(coupon.couponId, { promotionId: promotion.promotionId, left });
  }
  const seen = new Set<string>();
  return presented.map((coupon) => {
    const use = used.get(coupon.couponId);
    const key = `${coupon.couponId}\n${coupon.serial ?? ''}`;
    if (use === undefined || use.left === 0 || (coupon.serial !== undefined && seen.has(key))) return coupon;
    seen.add(key);
    use.left -= 1;
    return { ...coupon, promotionId: use.promotionId };
  });
}

function couponUses({ priced, discounted }: Pricing, { open }: Situation): ReadonlyMap<Promotion, CouponUse> {
  const uses = new Map<Promotion, CouponUse>();
  const add = (promotion: Promotion, amount: number, pieces: number, setSize: number): void => {
    if (amount === 0 || promotion.requires?.coupon === undefined) return;
    const use = uses.get(promotion) ?? { amount: 0, pieces: 0, setSize };
    use.amount += amount;
    use.pieces += pieces;
    uses.set(promotion, use);
  };
  for (let position = 0; position < open.length; position += 1) {
    if (open[position]?.hasCoupon !== true) continue;
    for (const { lot, count } of (priced.lines[position] ?? []).flatMap(({ rows }) => rows)) {
      for (const { promotion, amount, setSize } of lot.parts) add(promotion, amount * count, count, setSize);
    }
  }
  for (const { promotion, amounts } of discounted.taken) {
    if (promotion.requires?.coupon === undefined) continue;
    const amount = amounts.reduce((sum, each) => sum + each, 0);
    add(promotion, amount, 1, 1);
  }
  return uses;
}

function couponsFor(promotion: Promotion, covers: number | 'all' | undefined, use: CouponUse): number {
  if (promotion.kind === 'basket-discount') {
    return promotion.reward.type === 'percent' ? 1 : Math.ceil(use.amount / promotion.reward.amount);
  }
  if (covers === 'all') return 1;
  return Math.ceil(use.pieces / (use.setSize > 1 ? use.setSize : (covers ?? 1)));
}
