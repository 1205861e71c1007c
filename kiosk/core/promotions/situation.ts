import type { PromotionContext } from './basket-facts.ts';
import { promotionsTouching, type PromotionSet } from './compile.ts';
import { applicationsLeft, isInForce } from './conditions.ts';
import type { Goods } from './lots.ts';
import type { BasketPromotion, GoodsPromotion, Promotion, TieredPromotion } from './promotion.ts';
import type { Capacity } from './set-rule.ts';
import type { TierReach, UnitSituation } from './unit-price.ts';

/** What holds for the whole of one pricing: the goods, and which promotions are in force for them and how often. */
export interface Situation extends UnitSituation {
  readonly goods: readonly Goods[];
  /** Promotions in force that touch the goods, in their one order. */
  readonly touching: (goods: Goods) => readonly GoodsPromotion[];
  readonly capacityOf: (promotion: Promotion) => Capacity;
  readonly basket: readonly BasketPromotion[];
}

const NO_REACH: TierReach = { pieces: 0, value: 0 };

export function situationOf(goods: readonly Goods[], set: PromotionSet, context: PromotionContext): Situation {
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
  const touching = new Map<Goods, readonly GoodsPromotion[]>();
  const reach = new Map<Promotion, TierReach>();
  for (const each of goods) {
    const open = promotionsTouching(set, each).filter(isOpen);
    touching.set(each, open);
    for (const promotion of open) if (promotion.kind === 'tiers') addReach(reach, promotion, each);
  }
  return {
    today: context.localTime.date,
    goods,
    touching: (each) => touching.get(each) ?? [],
    reachOf: (promotion: TieredPromotion) => reach.get(promotion) ?? NO_REACH,
    capacityOf,
    basket: set.basket.filter(isOpen),
  };
}

function addReach(reach: Map<Promotion, TierReach>, promotion: TieredPromotion, goods: Goods): void {
  const before = reach.get(promotion) ?? NO_REACH;
  reach.set(promotion, {
    pieces: before.pieces + (goods.isPiece ? goods.count : 0),
    value: before.value + goods.price * goods.count,
  });
}

/** A kind of coupon opens one promotion at a time: the first in force of those that ask for it. */
function ownsItsCoupon(promotion: Promotion, set: PromotionSet, context: PromotionContext): boolean {
  const couponId = promotion.requires?.coupon?.couponId;
  if (couponId === undefined) return true;
  return set.byCoupon.get(couponId)?.find((other) => isInForce(other, context)) === promotion;
}
