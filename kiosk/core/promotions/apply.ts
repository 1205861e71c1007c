import { minorUnits } from '../values/money.ts';
import type { PresentedCoupon, PromotionContext, PromotionLine } from './basket-facts.ts';
import { applyPlan, basketPlans, keepUnder, rowsOf, targetOf, type BasketPlan, type Row } from './basket-discounts.ts';
import { SEARCH_STEPS_MAX } from './choose-sets.ts';
import { isTargeted, type PromotionSet } from './compile.ts';
import { hintsFor } from './hints.ts';
import { goodsOf, lotOf, type Goods } from './lots.ts';
import { priceGoods, type GoodsPlan, type PricedGoods } from './price-goods.ts';
import type { PriceModifier, PromotionHint } from './price-modifier.ts';
import type { Promotion } from './promotion.ts';
import type { Budget } from './search-sets.ts';
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
 * takes a bounded number of steps (SEARCH_STEPS_MAX for the choice of sets, the rest in proportion to lines and the
 * promotions that touch them). Nothing gets dearer, and nothing costs less than zero.
 * @param lines goods that are sold; deposits and voided lines are not among them
 */
export function applyPromotions(
  lines: readonly PromotionLine[],
  set: PromotionSet,
  context: PromotionContext,
): AppliedPromotions {
  const goods = goodsOf(lines, set.policy.ceilings ?? []);
  const situation = situationOf(goods, set, context);
  const budget: Budget = { steps: SEARCH_STEPS_MAX };
  const best = bestPricing(situation, set, budget);
  return {
    modifiersByLine: modifiersOf(best.rows),
    hints: hintsFor(best.priced.stages, best.rows, situation, { steps: SEARCH_STEPS_MAX }),
    coupons: couponsUsed(best.rows, context),
  };
}

interface Pricing {
  readonly priced: PricedGoods;
  readonly rows: readonly Row[];
  readonly total: number;
}

/** Prices the basket under each plan for its basket discounts; of equal totals the earlier plan counts. */
function bestPricing(situation: Situation, set: PromotionSet, budget: Budget): Pricing {
  const hasExclusives = situation.goods.some((goods) =>
    situation.touching(goods).some((promotion) => promotion.stacking === 'exclusive'),
  );
  let plain: PricedGoods | undefined;
  const priceUnder = (plan: GoodsPlan): PricedGoods =>
    priceGoods(situation.goods.map(lotOf), situation, set.policy, plan, budget);
  const [first, ...others] = basketPlans(situation).flatMap((plan) => {
    const goodsPlan = goodsPlanFor(plan, situation);
    const weighs = hasExclusives || goodsPlan.keeps.size > 1 || plan.exclusive !== undefined;
    if (!weighs) plain ??= priceUnder(goodsPlan);
    const allowed = pricingOf(weighs || plain === undefined ? priceUnder(goodsPlan) : plain, plan, situation);
    const isFixedAmount = plan.discounts.some((promotion) => promotion.reward.type === 'amount');
    if (!isFixedAmount || !allowed.rows.some((row) => row.lot.closed)) return [allowed];
    // An amount off the basket may be worth more than the exclusive promotions that leave it nothing to come off.
    return [allowed, pricingOf(priceUnder({ ...goodsPlan, exclusives: 'left-out' }), plan, situation)];
  });
  return others.reduce((best, other) => (other.total < best.total ? other : best), first ?? pricingOfNothing());
}

function pricingOfNothing(): Pricing {
  return { priced: { lots: [], stages: [] }, rows: [], total: 0 };
}

function goodsPlanFor(plan: BasketPlan, situation: Situation): GoodsPlan & { readonly keeps: ReadonlySet<number> } {
  const keepByGoods = new Map(situation.goods.map((goods) => [goods, keepUnder(plan, goods)]));
  const { exclusive } = plan;
  return {
    keeps: new Set(keepByGoods.values()),
    keepOf: (goods: Goods) => keepByGoods.get(goods) ?? WORTH_SCALE,
    isClaimed: (goods: Goods) => exclusive !== undefined && isTargeted(targetOf(exclusive), goods),
    exclusives: 'allowed',
  };
}

function pricingOf(priced: PricedGoods, plan: BasketPlan, situation: Situation): Pricing {
  const rows = rowsOf(situation.goods, priced.lots);
  applyPlan(plan, rows, situation);
  return { priced, rows, total: rows.reduce((sum, row) => sum + row.amount, 0) };
}

interface Tally {
  readonly promotion: Promotion;
  amount: number;
  before: number;
  pieces: number;
  readonly setSize: number;
}

function modifiersOf(rows: readonly Row[]): ReadonlyMap<number, readonly PriceModifier[]> {
  const byLine = new Map<number, Map<string, Tally>>();
  for (const [lineNumber, promotion, amount, before, pieces, setSize] of discountsIn(rows)) {
    const tallies = byLine.get(lineNumber) ?? new Map<string, Tally>();
    byLine.set(lineNumber, tallies);
    const tally = tallies.get(promotion.promotionId) ?? { promotion, amount: 0, before: 0, pieces: 0, setSize };
    tallies.set(promotion.promotionId, tally);
    tally.amount += amount;
    tally.before += before;
    tally.pieces += pieces;
  }
  return new Map(
    [...byLine].map(([lineNumber, tallies]) => [lineNumber, [...tallies.values()].map(modifierOf)] as const),
  );
}

function modifierOf({ promotion, amount, before, pieces, setSize }: Tally): PriceModifier {
  const { promotionId, label, kind } = promotion;
  const explanation = { kind, pieces, before: minorUnits(before), setSize };
  return { promotionId, amount: minorUnits(-amount), label, explanation };
}

type Discount = readonly [line: number, by: Promotion, amount: number, before: number, pieces: number, setSize: number];

/** What each promotion takes off the pieces of each row: first those on the goods, then those on the basket. */
function discountsIn(rows: readonly Row[]): readonly Discount[] {
  const onGoods = rows.flatMap(({ lineNumber, lot, count }) =>
    lot.parts.map<Discount>(({ promotion, amount, before, setSize }) => [
      lineNumber,
      promotion,
      amount * count,
      before * count,
      count,
      setSize,
    ]),
  );
  const onBasket = rows.flatMap(({ lineNumber, count, shares }) =>
    shares.map<Discount>(({ promotion, amount, before }) => [lineNumber, promotion, amount, before, count, 1]),
  );
  return [...onGoods, ...onBasket].filter(([, , amount]) => amount > 0);
}

/** Which of the presented coupons the basket used up: as many of a kind as their promotion was applied with. */
function couponsUsed(rows: readonly Row[], context: PromotionContext): readonly CouponResult[] {
  const presented = context.coupons ?? [];
  if (presented.length === 0) return [];
  const used = new Map<string, { promotionId: string; left: number }>();
  const applied = Map.groupBy(
    discountsIn(rows).filter(([, promotion]) => promotion.requires?.coupon !== undefined),
    ([, promotion]) => promotion,
  );
  for (const [promotion, discounts] of applied) {
    const coupon = promotion.requires?.coupon;
    if (coupon === undefined) continue;
    const pieces = discounts.reduce((sum, [, , , , count]) => sum + count, 0);
    const setSize = discounts[0]?.[5] ?? 1;
    const left = couponsFor(promotion, coupon.pieces, pieces, setSize);
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

function couponsFor(promotion: Promotion, covers: number | 'all' | undefined, pieces: number, setSize: number): number {
  if (promotion.kind === 'basket-discount' || covers === 'all') return 1;
  return setSize > 1 ? Math.ceil(pieces / setSize) : Math.ceil(pieces / (covers ?? 1));
}
