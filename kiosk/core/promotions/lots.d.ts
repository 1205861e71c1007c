import type { TaxCategory } from '../catalogue/article.ts';
import { type Quantity } from '../values/quantity.ts';
import type { PromotionLine } from './basket-facts.ts';
import type { PromotionSet } from './compile.ts';
import type { Promotion } from './promotion.ts';
/**
 * Goods that nothing tells apart: the same article at the same price, from one line or several. Promotions are worked
 * out on goods, in an order of their own, so that neither the order of scanning nor how pieces fall into lines matters.
 */
export interface Goods {
    /** Never the same for two goods; without meaning otherwise. */
    readonly id: number;
    /** All that tells goods apart. */
    readonly key: string;
    readonly articleId: string;
    readonly groups: readonly string[];
    readonly tax: TaxCategory;
    /** Of one unit: a piece, or a weighing or pour as a whole. */
    readonly quantity: Quantity;
    /** Regular price of one unit, above zero, in minor units. */
    readonly price: number;
    /** The least that a unit may cost by the ceilings in force. */
    readonly floor: number;
    readonly bestBefore: string | undefined;
    /** Whether a unit is a piece that can be part of a set. */
    readonly isPiece: boolean;
    /** Units by line, in the order of line numbers. */
    readonly lines: readonly {
        readonly lineNumber: number;
        readonly count: number;
    }[];
    readonly count: number;
}
/** Units of the same goods with the same promotions on them so far. */
export interface Lot {
    readonly goods: Goods;
    readonly count: number;
    /** Of one unit, after its parts. */
    readonly price: number;
    readonly parts: readonly Part[];
    /** An exclusive promotion is among the parts: nothing may follow. */
    readonly closed: boolean;
}
/** What one promotion takes off one unit. */
export interface Part {
    readonly promotion: Promotion;
    /** Positive, in minor units. */
    readonly amount: number;
    /** What the unit cost before. */
    readonly before: number;
    readonly setSize: number;
}
/**
 * Lines as goods, dearest first, then by article and whatever else tells them apart. Lines that cost nothing, or give
 * money back, take no part. The same goods on the same lines are the same object each time.
 */
export declare function goodsOf(lines: readonly PromotionLine[], set: PromotionSet): readonly Goods[];
export declare function lotOf(goods: Goods): Lot;
