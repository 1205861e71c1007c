import { setHints } from './hints.ts';
import { lotOf, type Goods, type Lot } from './lots.ts';
import { rememberingFor } from './memo.ts';
import { priceCluster, type GoodsPlan } from './price-goods.ts';
import type { PromotionHint } from './price-modifier.ts';
import type { Situation } from './situation.ts';
import { tierReached } from './unit-price.ts';

/** All goods with the promotions on them. */
export interface PricedGoods {
  readonly lotsOf: ReadonlyMap<Goods, readonly Lot[]>;
  readonly hints: readonly PromotionHint[];
}

interface RememberedCluster {
  readonly lots: readonly Lot[];
  readonly hints: readonly PromotionHint[];
}

const memoryOf = rememberingFor<RememberedCluster>();

/** Prices each cluster of goods, or remembers how it was priced when its goods were the same. */
export function priceClusters(situation: Situation, plan: GoodsPlan): PricedGoods {
  const memo = memoryOf(situation.inForce);
  const lotsOf = new Map<Goods, Lot[]>();
  const hints: PromotionHint[] = [];
  for (const goods of situation.clusters) {
    const free = goods.filter((each) => !plan.isClaimed(each));
    if (free.length < goods.length) {
      for (const each of goods) if (plan.isClaimed(each)) lotsOf.set(each, [lotOf(each)]);
    }
    const priced = memo.recall(questionOf(free, situation, plan), () => {
      const { lots, stages } = priceCluster(free, situation, plan);
      return { lots, hints: setHints(stages) };
    });
    for (const lot of priced.lots) {
      const known = lotsOf.get(lot.goods);
      if (known === undefined) lotsOf.set(lot.goods, [lot]);
      else known.push(lot);
    }
    hints.push(...priced.hints);
  }
  return { lotsOf, hints };
}

/**
 * All that the price of a cluster depends on, besides the promotions in force: what is asked about them owns the
 * memory.
 */
function questionOf(goods: readonly Goods[], situation: Situation, plan: GoodsPlan): string {
  let question: string = plan.exclusives;
  for (const each of goods) {
    question += `;${each.id}:${plan.keepOf(each)}`;
    for (const promotion of situation.inForce.on(each).tiers) {
      question += `,${tierReached(promotion, situation.reachOf(promotion))?.from ?? 0}`;
    }
  }
  return question;
}
