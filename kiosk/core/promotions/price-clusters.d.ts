import { type Goods, type Lot } from './lots.ts';
import { type GoodsPlan } from './price-goods.ts';
import type { PromotionHint } from './price-modifier.ts';
import type { Situation } from './situation.ts';
/** All goods with the promotions on them. */
export interface PricedGoods {
    readonly lotsOf: ReadonlyMap<Goods, readonly Lot[]>;
    readonly hints: readonly PromotionHint[];
}
/** Prices each cluster of goods, or remembers how it was priced when its goods were the same. */
export declare function priceClusters(situation: Situation, plan: GoodsPlan): PricedGoods;
