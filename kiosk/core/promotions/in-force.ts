import type { PromotionContext } from './basket-facts.ts';
import { promotionsTouching, type PromotionSet } from './compile.ts';
import { applicationsLeft, isInForce } from './conditions.ts';
import type { Goods } from './lots.ts';
import { rememberingFor } from './memo.ts';
import type { BasketPromotion, GoodsPromotion, Promotion, TieredPromotion } from './promotion.ts';
import { isSet, type Capacity } from './set-rule.ts';

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
  /** Those by which goods depend on other goods: sets, and what is limited. */
  readonly tying: readonly GoodsPromotion[];
  readonly hasExclusive: boolean;
}

/** Moments and shoppers: a lane has one shopper, and the time moves on each minute. */
const CONTEXTS_MAX = 4;
const ARTICLES_MAX = 4000;
const memoryOf = rememberingFor<InForce>(CONTEXTS_MAX);
const touchingOf = rememberingFor<readonly GoodsPromotion[]>(ARTICLES_MAX);

export function inForce(set: PromotionSet, context: PromotionContext): InForce {
  return memoryOf(set).recall(questionOf(context), () => find(set, context));
}

function questionOf({ localTime, member, staff, coupons, usedByShopper }: PromotionContext): string {
  return JSON.stringify([localTime.date, localTime.time, member?.programmes, staff, coupons, usedByShopper]);
}

function find(set: PromotionSet, context: PromotionContext): InForce {
  const capacities = new Map<Promotion, Capacity>();
  const capacityOf = (promotion: Promotion): Capacity => {
    let capacity = capacities.get(promotion);
    if (capacity === undefined) {
      const usable = isInForce(promotion, context) && ownsItsCoupon(promotion, set, context);
      capacity = { limit: usable ? applicationsLeft(promotion, context) : 0 };
      capacities.set(promotion, capacity);
    }
    return capacity;
  };
  const isOpen = (promotion: Promotion): boolean => capacityOf(promotion).limit > 0;
  const open = new WeakMap<Goods, OpenPromotions>();
  const on = (goods: Goods): OpenPromotions => {
    let known = open.get(goods);
    if (known === undefined) {
      const all = touching(set, goods).filter(isOpen);
      known = {
        all,
        tiers: all.filter((promotion) => promotion.kind === 'tiers'),
        tying: all.filter((promotion) => isSet(promotion) || Number.isFinite(capacityOf(promotion).limit)),
        hasExclusive: all.some((promotion) => promotion.stacking === 'exclusive'),
      };
      open.set(goods, known);
    }
    return known;
  };
  return { today: context.localTime.date, capacityOf, on, basket: set.basket.filter(isOpen) };
}

function touching(set: PromotionSet, goods: Goods): readonly GoodsPromotion[] {
  const question = `${goods.articleId}\n${goods.groups.join('\n')}`;
  return touchingOf(set).recall(question, () => promotionsTouching(set, goods));
}

/** A kind of coupon opens one promotion at a time: the first in force of those that ask for it. */
function ownsItsCoupon(promotion: Promotion, set: PromotionSet, context: PromotionContext): boolean {
  const couponId = promotion.requires?.coupon?.couponId;
  if (couponId === undefined) return true;
  return set.byCoupon.get(couponId)?.find((other) => isInForce(other, context)) === promotion;
}
