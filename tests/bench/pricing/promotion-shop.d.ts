import { type PromotionSet } from '#kiosk/core/promotions/compile.ts';
import type { PromotionLine } from '#kiosk/core/promotions/basket-facts.ts';
interface ShopArticle {
    readonly articleId: string;
    readonly groups: readonly string[];
    readonly price: number;
}
/** Numbers that look random and are the same each time (Lehmer, "minimal standard"). */
export declare class Dice {
    #private;
    constructor(seed: number);
    /** A whole number from min to max. */
    roll(min: number, max: number): number;
    pick<Item>(items: readonly Item[]): Item;
}
export interface PromotionShop {
    readonly articles: readonly ShopArticle[];
    readonly promotions: PromotionSet;
}
export declare function openPromotionShop(): PromotionShop;
export declare function randomLine(lineNumber: number, { articles }: PromotionShop, dice: Dice): PromotionLine;
export {};
