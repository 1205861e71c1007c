import { isOneStage, setHints } from './hints.ts';
import { lotOf, type Goods, type Lot } from './lots.ts';
import { rememberingFor } from './memo.ts';
import { priceCluster, type GoodsPlan } from './price-goods.ts';
import type { PromotionHint } from './price-modifier.ts';
import { WORTH_SCALE } from './set-rule.ts';
import type { Situation } from './situation.ts';
import { tierReached } from './unit-price.ts';

/** All goods with the promotions on them. */
export interface PricedGoods {
  readonly lotsOf: ReadonlyMap<Goods, readonly Lot[]>;
  readonly hints: readonly PromotionHint[];
}

interface RememberedCluster {
  readonly lotsOf: readonly (readonly [Goods, readonly Lot[]])[];
  readonly hints: readonly PromotionHint[];
}

/**
 * A cluster goes through few states while a basket fills: goods that join or leave, and basket discounts that come
 * near.
 */
const STATES_MAX = 16;
const memoryOf = rememberingFor<RememberedCluster>(STATES_MAX);

/** Prices each cluster of goods, or remembers how it was priced when its goods were the same. */
export function priceClusters(situation: Situation, plan: GoodsPlan): PricedGoods {
  const lotsOf = new Map<Goods, readonly Lot[]>();
  const hints: PromotionHint[] = [];
  for (const goods of situation.clusters) {
    const free = plan.claims === undefined ? goods : goods.filter((each) => plan.claims?.(each) !== true);
    if (free.length < goods.length) for (const each of goods) lotsOf.set(each, [lotOf(each)]);
    const [first] = free;
    if (first === undefined) continue;
    // The memory hangs on the promotions that are open on the first goods: most clusters have no others.
    const memo = memoryOf(situation.inForce.on(first));
    const priced = memo.recall(questionOf(free, situation, plan), () => priceAnew(free, situation, plan));
    for (const [each, lots] of priced.lotsOf) lotsOf.set(each, lots);
    hints.push(...priced.hints);
  }
  return { lotsOf, hints };
}

function priceAnew(goods: readonly Goods[], situation: Situation, plan: GoodsPlan): RememberedCluster {
  const { lots, stages } = priceCluster(goods, situation, plan);
  return { lotsOf: [...Map.groupBy(lots, (lot) => lot.goods)], hints: isOneStage(situation) ? setHints(stages) : [] };
}

/** All that the price of a cluster depends on, besides the first goods and the promotions in force. */
function questionOf(goods: readonly Goods[], situation: Situation, plan: GoodsPlan): string {
  let question: string = plan.exclusives;
  for (const [position, each] of goods.entries()) {
    if (position > 0) question += `;${each.id}`;
    const keep = plan.keepOf(each);
    if (keep !== WORTH_SCALE) question += `:${keep}`;
    for (const promotion of situation.inForce.on(each).tiers) {
      question += `,${tierReached(promotion, situation.reachOf(promotion))?.from ?? 0}`;
    }
  }
  return question;
}
