import type { PromotionContext } from './basket-facts.ts';
import type { PromotionSet } from './compile.ts';
import { type InForce } from './in-force.ts';
import { type Goods } from './lots.ts';
import type { PromotionLine } from './basket-facts.ts';
import type { UnitSituation } from './unit-price.ts';
/** What holds for the whole of one pricing. */
export interface Situation extends UnitSituation {
    readonly set: PromotionSet;
    readonly goods: readonly Goods[];
    readonly inForce: InForce;
    /** Goods that depend on one another by sets or limits, and on no others. */
    readonly clusters: readonly (readonly Goods[])[];
    readonly hasExclusive: boolean;
}
export declare function situationOf(lines: readonly PromotionLine[], set: PromotionSet, context: PromotionContext): Situation;
