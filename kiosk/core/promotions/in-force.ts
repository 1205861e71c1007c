import type { PromotionContext } from './basket-facts.ts';
import { promotionsTouching, type PromotionSet } from './compile.ts';
import { applicationsLeft, isInForce } from './conditions.ts';
import type { Goods } from './lots.ts';
import { Memo, rememberingFor } from './memo.ts';
import type { BasketPromotion, GoodsPromotion, Promotion, SetPromotion, TieredPromotion } from './promotion.ts';
import { isSet, placesFor, type Capacity } from './set-rule.ts';

/** Which promotions apply at a moment to a shopper, whatever the basket. */
export interface InForce {
  /** YYYY-MM-DD */
  readonly today: string;
  readonly capacityOf: (promotion: Promotion) => Capacity;
  readonly on: (goods: Goods) => OpenPromotions;
  readonly basket: readonly BasketPromotion[];
}

/** The promotions in force that touch some goods, in their one order. */
export interface OpenPromotions {
  readonly all: readonly GoodsPromotion[];
  readonly tiers: readonly TieredPromotion[];
  /** Those that price sets, with the places of a set that these goods may fill, by bits. */
  readonly sets: readonly { readonly promotion: SetPromotion; readonly places: number }[];
  /** Those by which goods depend on other goods, sets and what is limited: their positions among all of the set. */
  readonly ties: readonly number[];
  readonly hasExclusive: boolean;
  /** A coupon is asked for by one of them. */
  readonly hasCoupon: boolean;
}

/** Moments and shoppers: a lane has one shopper, and the time moves on each minute. */
const CONTEXTS_MAX = 4;
const ARTICLES_MAX = 4000;
const GOODS_MAX = 2000;

interface Memory {
  readonly byContext: Memo<InForce>;
  /** By the limits of all promotions: most minutes open and close nothing. */
  readonly byLimits: Memo<InForce>;
  readonly touching: Memo<readonly GoodsPromotion[]>;
}

const memoryOf = rememberingFor<Memory>(() => ({
  byContext: new Memo(CONTEXTS_MAX),
  byLimits: new Memo(CONTEXTS_MAX),
  touching: new Memo(ARTICLES_MAX),
}));

export function inForce(set: PromotionSet, context: PromotionContext): InForce {
  const memory = memoryOf(set);
  return memory.byContext.recall(questionOf(context), () => {
    const limits = set.all.map((promotion) => limitOf(promotion, set, context));
    return memory.byLimits.recall(`${context.localTime.date} ${limits.join()}`, () =>
      open(set, context.localTime.date, limits, memory.touching),
    );
  });
}

function questionOf({ localTime, member, staff, coupons, usedByShopper }: PromotionContext): string {
  return JSON.stringify([localTime.date, localTime.time, member?.programmes, staff, coupons, usedByShopper]);
}

/** How often a promotion may apply: not at all where it is not in force. */
function limitOf(promotion: Promotion, set: PromotionSet, context: PromotionContext): number {
  const usable = isInForce(promotion, context) && ownsItsCoupon(promotion, set, context);
  return usable ? applicationsLeft(promotion, context) : 0;
}

const CLOSED: Capacity = { limit: 0 };

function open(
  set: PromotionSet,
  today: string,
  limits: readonly number[],
  touching: Memo<readonly GoodsPromotion[]>,
): InForce {
  const capacities = new Map(set.all.map((promotion, index) => [promotion, { limit: limits[index] ?? 0 }] as const));
  const positions = new Map(set.all.map((promotion, index) => [promotion, index] as const));
  const capacityOf = (promotion: Promotion): Capacity => capacities.get(promotion) ?? CLOSED;
  const isOpen = (promotion: Promotion): boolean => capacityOf(promotion).limit > 0;
  const known = new Memo<OpenPromotions, Goods>(GOODS_MAX);
  const on = (goods: Goods): OpenPromotions => {
    const before = known.known(goods);
    if (before !== undefined) return before;
    const question = `${goods.articleId}\n${goods.groups.join('\n')}`;
    const all = touching.recall(question, () => promotionsTouching(set, goods)).filter(isOpen);
    return known.keep(goods, {
      all,
      tiers: orNone(all.filter((promotion) => promotion.kind === 'tiers')),
      sets: orNone(
        all.flatMap((promotion) => {
          const places = isSet(promotion) && goods.isPiece ? placesFor(promotion, goods) : 0;
          return isSet(promotion) && places > 0 ? { promotion, places } : [];
        }),
      ),
      ties: orNone(
        all
          .filter((promotion) => isSet(promotion) || Number.isFinite(capacityOf(promotion).limit))
          .map((promotion) => positions.get(promotion) ?? 0),
      ),
      hasExclusive: all.some((promotion) => promotion.stacking === 'exclusive'),
      hasCoupon: all.some((promotion) => promotion.requires?.coupon !== undefined),
    });
  };
  return { today, capacityOf, on, basket: set.basket.filter(isOpen) };
}

const NONE: readonly never[] = [];

/** Most goods have none of most kinds: one empty list for all of them is at hand sooner than one for each. */
function orNone<Entry>(list: readonly Entry[]): readonly Entry[] {
  return list.length === 0 ? NONE : list;
}

/** A kind of coupon opens one promotion at a time: the first in force of those that ask for it. */
function ownsItsCoupon(promotion: Promotion, set: PromotionSet, context: PromotionContext): boolean {
  const couponId = promotion.requires?.coupon?.couponId;
  if (couponId === undefined) return true;
  return set.byCoupon.get(couponId)?.find((other) => isInForce(other, context)) === promotion;
}
