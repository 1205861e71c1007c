import type { TaxCategory } from '../catalogue/article.ts';
import type { LocalTime } from '../values/local-time.ts';
import type { MinorUnits } from '../values/money.ts';
import type { Quantity } from '../values/quantity.ts';
/** What promotions need to know of a line. Deposits and voided lines are not among them. */
export interface PromotionLine {
    readonly lineNumber: number;
    readonly articleId: string;
    readonly groups: readonly string[];
    readonly quantity: Quantity;
    /** Per piece, kilogram or litre. */
    readonly unitPrice: MinorUnits;
    readonly regularAmount: MinorUnits;
    readonly tax: TaxCategory;
    /** The best-before day that the barcode or a person stated, YYYY-MM-DD. */
    readonly bestBefore?: string | undefined;
}
/** What promotions need to know besides the lines. */
export interface PromotionContext {
    readonly localTime: LocalTime;
    /** Present for a shopper who is a member, with the programmes joined. */
    readonly member?: {
        readonly programmes: readonly string[];
    } | undefined;
    readonly staff?: boolean | undefined;
    /** In the order in which they were presented. */
    readonly coupons?: readonly PresentedCoupon[] | undefined;
    /** By promotion: how often this shopper has had it in earlier transactions. */
    readonly usedByShopper?: Readonly<Record<string, number>> | undefined;
}
export interface PresentedCoupon {
    readonly couponId: string;
    /** Tells one coupon of a kind from another; the same serial counts once. Without it every presenting counts. */
    readonly serial?: string | undefined;
}
