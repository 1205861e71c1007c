import type { PromotionContext } from './basket-facts.ts';
import type { PromotionSet } from './compile.ts';
import { inForce, type InForce } from './in-force.ts';
import { goodsOf, type Goods } from './lots.ts';
import type { PromotionLine } from './basket-facts.ts';
import type { TieredPromotion } from './promotion.ts';
import { tiedGroups } from './tied-groups.ts';
import type { TierReach, UnitSituation } from './unit-price.ts';

/** What holds for the whole of one pricing. */
export interface Situation extends UnitSituation {
  readonly set: PromotionSet;
  readonly goods: readonly Goods[];
  readonly inForce: InForce;
  /** Goods that depend on one another by sets or limits, and on no others. */
  readonly clusters: readonly (readonly Goods[])[];
}

const NO_REACH: TierReach = { pieces: 0, value: 0 };

export function situationOf(lines: readonly PromotionLine[], set: PromotionSet, context: PromotionContext): Situation {
  const goods = goodsOf(lines, set);
  const open = inForce(set, context);
  const reach = new Map<TieredPromotion, { pieces: number; value: number }>();
  for (const each of goods) {
    for (const promotion of open.on(each).tiers) {
      let sum = reach.get(promotion);
      if (sum === undefined) {
        sum = { pieces: 0, value: 0 };
        reach.set(promotion, sum);
      }
      sum.pieces += each.isPiece ? each.count : 0;
      sum.value += each.price * each.count;
    }
  }
  return {
    set,
    today: open.today,
    goods,
    inForce: open,
    clusters: tiedGroups(goods, (each) => open.on(each).tying),
    reachOf: (promotion) => reach.get(promotion) ?? NO_REACH,
  };
}
