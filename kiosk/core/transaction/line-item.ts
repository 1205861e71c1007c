import type { SaleRestrictions, TaxCategory } from '../catalogue/article.ts';
import type { PriceModifier } from '../promotions/price-modifier.ts';
import type { ArticleId, AttemptId, LocalizedText } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';
import type { PricedPer, Quantity } from '../values/quantity.ts';
import type { PriceOverride } from './staff-decision.ts';

/** How an article came into the basket. */
export type EntryMethod = 'scanned' | 'keyed' | 'chosen';

/**
 * One sold position (ARTS SaleReturnLineItem) with all that is needed to show, tax, print and book it without the
 * catalogue. Line numbers start at 1 and are never used twice in a transaction.
 */
export interface SaleLineItem {
  readonly lineNumber: number;
  readonly kind: 'article' | 'deposit';
  /** For a deposit: the line of the article that it belongs to. It shares that line's fate. */
  readonly parentLine?: number | undefined;
  readonly articleId: ArticleId;
  /** The code that was read or keyed, in normal form. */
  readonly code?: string | undefined;
  readonly entry: EntryMethod;
  readonly name: LocalizedText;
  readonly content?: LocalizedText | undefined;
  readonly picture?: string | undefined;
  readonly groups: readonly string[];
  readonly quantity: Quantity;
  /** Per piece, kilogram or litre. */
  readonly unitPrice: MinorUnits;
  /** The label stated the price, of just this package: another piece may cost another one. */
  readonly isPriceStated?: true | undefined;
  /** A person set what it costs. */
  readonly priceOverride?: PriceOverride | undefined;
  readonly pricedPer: PricedPer;
  /** quantity × unitPrice, before any modifier. */
  readonly regularAmount: MinorUnits;
  readonly modifiers: readonly PriceModifier[];
  readonly tax: TaxCategory;
  /** The best-before day that the barcode stated, YYYY-MM-DD; mark-downs go by it. */
  readonly bestBefore?: string | undefined;
  readonly restrictions?: SaleRestrictions | undefined;
  /** A voided line stays in the record and counts for nothing. */
  readonly voided: boolean;
}

/** A payment that counts towards the total (ARTS TenderLineItem). */
export interface TenderLineItem {
  readonly attemptId: AttemptId;
  readonly tenderType: 'card';
  readonly amount: MinorUnits;
}

/** Tax on all lines of one rate (ARTS TaxLineItem). Net + tax = gross. */
export interface TaxLineItem {
  readonly code: string;
  readonly rateBasisPoints: number;
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly gross: MinorUnits;
}

/** The amounts of a basket, all of them sums over its lines. regular + discount = total = the sum of tax grosses. */
export interface Totals {
  readonly regular: MinorUnits;
  /** Negative or zero. */
  readonly discount: MinorUnits;
  readonly total: MinorUnits;
  /** Only where prices exclude tax: the tax that comes on top, so that regular + discount + taxOnTop = total. */
  readonly taxOnTop?: MinorUnits | undefined;
  readonly articleCount: number;
  readonly taxLines: readonly TaxLineItem[];
}
