import type { PromotionContext } from './basket-facts.ts';
import type { PromotionSet } from './compile.ts';
import { inForce, type InForce, type OpenPromotions } from './in-force.ts';
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
  /** What all goods cost without any promotion. */
  readonly value: number;
  /** What is in force on each of the goods, by position. */
  readonly open: readonly OpenPromotions[];
  /** Positions of goods that depend on one another by sets or limits, and on no others. */
  readonly clusters: readonly (readonly number[])[];
  /** Those in force on any of the goods, in the order of the goods. */
  readonly tiers: readonly TieredPromotion[];
}

const NO_REACH: TierReach = { pieces: 0, value: 0 };
const NO_TIES: readonly number[] = [];

export function situationOf(lines: readonly PromotionLine[], set: PromotionSet, context: PromotionContext): Situation {
  const goods = goodsOf(lines, set);
  const inForceNow = inForce(set, context);
  const open = goods.map((each) => inForceNow.on(each));
  const reach = reachOf(goods, open);
  return {
    set,
    today: inForceNow.today,
    goods,
    value: goods.reduce((sum, { price, count }) => sum + price * count, 0),
    inForce: inForceNow,
    open,
    clusters: tiedGroups(
      goods.map((_, position) => position),
      set.all.length,
      (position) => open[position]?.ties ?? NO_TIES,
    ),
    tiers: [...reach.keys()],
    reachOf: (promotion) => reach.get(promotion) ?? NO_REACH,
  };
}

function reachOf(
  goods: readonly Goods[],
  open: readonly OpenPromotions[],
): ReadonlyMap<TieredPromotion, Readonly<TierReach>> {
  const reach = new Map<TieredPromotion, { pieces: number; value: number }>();
  let position = 0;
  for (const each of goods) {
    for (const promotion of open[position]?.tiers ?? []) {
      let sum = reach.get(promotion);
      if (sum === undefined) {
        sum = { pieces: 0, value: 0 };
        reach.set(promotion, sum);
      }
      sum.pieces += each.isPiece ? each.count : 0;
      sum.value += each.price * each.count;
    }
    position += 1;
  }
  return reach;
}
