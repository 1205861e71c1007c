import { minorUnits } from '../values/money.ts';
import type { PresentedCoupon, PromotionContext, PromotionLine } from './basket-facts.ts';
import {
  applyPlan,
  basketPlans,
  keepUnder,
  reachedBy,
  rewardOn,
  rowsOf,
  targetOf,
  type BasketPlan,
  type Row,
} from './basket-discounts.ts';
import type { PromotionSet } from './compile.ts';
import { isTargeted } from './target.ts';
import { hintsFor } from './hints.ts';
import type { Goods } from './lots.ts';
import { priceClusters, type PricedGoods } from './price-clusters.ts';
import type { GoodsPlan } from './price-goods.ts';
import type { PriceModifier, PromotionHint } from './price-modifier.ts';
import type { Promotion } from './promotion.ts';
import { WORTH_SCALE } from './set-rule.ts';
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
  const tallies = talliesOf(best.rows);
  return {
    modifiersByLine: modifiersOf(tallies),
    hints: hintsFor(best.priced.hints, best.rows, situation),
    coupons: couponsUsed(tallies, context),
  };
}

interface Pricing {
  readonly priced: PricedGoods;
  readonly rows: readonly Row[];
  readonly total: number;
}

/**
 * Prices the basket under each plan for its basket discounts. Plans that promise most come first, and a plan that could
 * not win even if all its discount came on top of the best price of the goods is not looked at.
 */
function bestPricing(situation: Situation): Pricing {
  const plain = priceClusters(situation, WITHOUT_BASKET);
  let best = pricingOf(plain, NO_DISCOUNT, situation);
  const goodsTotal = best.total;
  const plans = basketPlans(situation)
    .map((plan) => ({ plan, least: leastTotal(plan, goodsTotal, situation) }))
    .toSorted((a, b) => a.least - b.least);
  for (const { plan, least } of plans) {
    if (least >= best.total) break;
    const { goodsPlan, keeps } = goodsPlanFor(plan, situation);
    // What leaves all prices alike, or keeps them in proportion, leaves the choice on the goods as it is.
    const isEven = keeps.size <= 1 && (!situation.hasExclusive || keeps.has(WORTH_SCALE));
    const isPlain = isEven && plan.exclusive === undefined;
    const pricing = pricingOf(isPlain ? plain : priceClusters(situation, goodsPlan), plan, situation);
    best = cheaper(best, pricing);
    const hasAmount = plan.discounts.some((promotion) => promotion.reward.type === 'amount');
    if (!hasAmount || !pricing.rows.some((row) => row.lot.closed)) continue;
    // An amount off the basket may be worth more than the exclusive promotions that leave it too little to come off.
    best = cheaper(
      best,
      pricingOf(priceClusters(situation, { ...goodsPlan, exclusives: 'left-out' }), plan, situation),
    );
  }
  return best;
}

function cheaper(best: Pricing, other: Pricing): Pricing {
  return other.total < best.total ? other : best;
}

const NO_DISCOUNT: BasketPlan = { discounts: [], exclusive: undefined };

const WITHOUT_BASKET: GoodsPlan = {
  keepOf: () => WORTH_SCALE,
  claims: undefined,
  exclusives: 'allowed',
};

/** A total that no pricing under the plan can go below. */
function leastTotal(plan: BasketPlan, goodsTotal: number, situation: Situation): number {
  let least = goodsTotal;
  if (plan.exclusive === undefined) {
    for (const promotion of plan.discounts) least -= rewardOn(promotion, least, situation);
    return Math.max(0, least);
  }
  const claimed = reachedBy(plan.exclusive, situation.goods);
  return Math.max(0, goodsTotal - rewardOn(plan.exclusive, claimed, situation));
}

function goodsPlanFor(
  plan: BasketPlan,
  situation: Situation,
): { readonly goodsPlan: GoodsPlan; readonly keeps: ReadonlySet<number> } {
  const keepByGoods = new Map(situation.goods.map((goods) => [goods, keepUnder(plan, goods)]));
  const { exclusive } = plan;
  const goodsPlan: GoodsPlan = {
    keepOf: (goods: Goods) => keepByGoods.get(goods) ?? WORTH_SCALE,
    claims: exclusive === undefined ? undefined : (goods: Goods) => isTargeted(targetOf(exclusive), goods),
    exclusives: 'allowed',
  };
  return { goodsPlan, keeps: new Set(keepByGoods.values()) };
}

function pricingOf(priced: PricedGoods, plan: BasketPlan, situation: Situation): Pricing {
  const rows = rowsOf(situation.goods, priced.lotsOf);
  applyPlan(plan, rows, situation);
  return { priced, rows, total: rows.reduce((sum, row) => sum + row.amount, 0) };
}

interface Tally {
  readonly promotion: Promotion;
  amount: number;
  before: number;
  pieces: number;
  readonly setSize: number;
  atCeiling: boolean;
}

/** What each promotion takes off each line: first those on the goods, then those on the basket. */
function talliesOf(rows: readonly Row[]): ReadonlyMap<number, readonly Tally[]> {
  const byLine = new Map<number, Tally[]>();
  for (const row of rows) {
    for (const part of row.lot.parts) {
      tally(byLine, row, part.promotion, part.amount * row.count, part.before * row.count, part.setSize);
    }
  }
  for (const row of rows) {
    for (const share of row.shares) tally(byLine, row, share.promotion, share.amount, share.before, 1);
  }
  return byLine;
}

function tally(
  byLine: Map<number, Tally[]>,
  row: Row,
  promotion: Promotion,
  amount: number,
  before: number,
  setSize: number,
): void {
  if (amount === 0) return;
  const { floor } = row.lot.goods;
  const atCeiling = floor > 0 && before - amount === floor * row.count;
  let tallies = byLine.get(row.lineNumber);
  if (tallies === undefined) {
    tallies = [];
    byLine.set(row.lineNumber, tallies);
  }
  const known = tallies.find((each) => each.promotion === promotion);
  if (known === undefined) {
    tallies.push({ promotion, amount, before, pieces: row.count, setSize, atCeiling });
    return;
  }
  known.amount += amount;
  known.before += before;
  known.pieces += row.count;
  known.atCeiling ||= atCeiling;
}

function modifiersOf(tallies: ReadonlyMap<number, readonly Tally[]>): ReadonlyMap<number, readonly PriceModifier[]> {
  const modifiers = new Map<number, readonly PriceModifier[]>();
  for (const [lineNumber, each] of tallies) modifiers.set(lineNumber, each.map(modifierOf));
  return modifiers;
}

const AT_CEILING = { atCeiling: true } as const;

function modifierOf({ promotion, amount, before, pieces, setSize, atCeiling }: Tally): PriceModifier {
  const { promotionId, label, kind } = promotion;
  const explanation = { kind, pieces, before: minorUnits(before), setSize, ...(atCeiling ? AT_CEILING : {}) };
  return { promotionId, amount: minorUnits(-amount), label, explanation };
}

/** Which of the presented coupons the basket used up: as many of a kind as their promotion was applied with. */
function couponsUsed(
  tallies: ReadonlyMap<number, readonly Tally[]>,
  context: PromotionContext,
): readonly CouponResult[] {
  const presented = context.coupons ?? [];
  if (presented.length === 0) return [];
  const used = new Map<string, { promotionId: string; left: number }>();
  const applied = Map.groupBy([...tallies.values()].flat(), (each) => each.promotion);
  for (const [promotion, each] of applied) {
    const coupon = promotion.requires?.coupon;
    if (coupon === undefined) continue;
    const left = couponsFor(promotion, coupon.pieces, each);
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

function couponsFor(promotion: Promotion, covers: number | 'all' | undefined, tallies: readonly Tally[]): number {
  if (promotion.kind === 'basket-discount') {
    const amount = tallies.reduce((sum, each) => sum + each.amount, 0);
    return promotion.reward.type === 'percent' ? 1 : Math.ceil(amount / promotion.reward.amount);
  }
  if (covers === 'all') return 1;
  const pieces = tallies.reduce((sum, each) => sum + each.pieces, 0);
  const setSize = tallies[0]?.setSize ?? 1;
  return Math.ceil(pieces / (setSize > 1 ? setSize : (covers ?? 1)));
}
