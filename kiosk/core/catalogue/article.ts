import type { ArticleId, EpochMs, LocalizedText } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';
import type { PricedPer } from '../values/quantity.ts';

/**
 * A tax category as the article carries it: the code printed on the receipt and the rate in hundredths of a percent.
 */
export interface TaxCategory {
  readonly code: string;
  /** 2100 is 21 %. */
  readonly rateBasisPoints: number;
}

/** A deposit that is sold along with an article, on a line of its own and never part of its price. */
export interface Deposit {
  readonly name: LocalizedText;
  readonly amount: MinorUnits;
  readonly tax: TaxCategory;
}

/** Why an article cannot simply be sold at a lane. Which of these wait until paying is decided in one table. */
export interface SaleRestrictions {
  /** The lowest age in years at which the buyer may have it. */
  readonly minimumAge?: number | undefined;
  /** Only a person at a staffed till may sell it. */
  readonly notForSelfCheckout?: boolean | undefined;
  /** It was called back; it must not be sold at all. */
  readonly recalled?: boolean | undefined;
  /** The most that one basket may hold. */
  readonly quantityMax?: number | undefined;
  /** Local times of day between which it may be sold, for example 08:00 to 20:00; absent means always. */
  readonly sellingHours?: { readonly from: string; readonly to: string } | undefined;
  /** Where the hours differ by day (ISO 8601: 1 is Monday); a day that no window names is a day without sale. */
  readonly sellingHoursByDay?:
    | readonly { readonly weekdays: readonly number[]; readonly from: string; readonly to: string }[]
    | undefined;
  /** Batches that were called back; goods whose barcode names no batch count among them. */
  readonly recalledBatches?: readonly string[] | undefined;
  /** By rule ("age", "hours", "recall", ...): the law or house rule behind it, shown to staff. */
  readonly legalReferences?: Readonly<Record<string, string>> | undefined;
}

/**
 * An article as it stands in one revision of the catalogue. What a line of a sale needs of it is copied into the line,
 * so that a sale can be read without the catalogue that it was made with.
 */
export interface Article {
  readonly id: ArticleId;
  readonly name: LocalizedText;
  /** The price of one piece, kilogram or litre; undefined while the back office has none. */
  readonly price: MinorUnits | undefined;
  readonly pricedPer: PricedPer;
  /** The price comparison that consumer law asks for: what one kilogram, litre or piece costs (Directive 98/6/EC). */
  readonly unitPrice?: { readonly amount: MinorUnits; readonly per: 'kg' | 'l' | 'piece' } | undefined;
  readonly tax: TaxCategory;
  readonly deposit?: Deposit | undefined;
  readonly restrictions?: SaleRestrictions | undefined;
  /** Groups that promotions and inherited rules refer to, the nearest first. */
  readonly groups: readonly string[];
  /** The name of a drawing, served as /pictures/<name>.svg. */
  readonly picture?: string | undefined;
  /** A shorter description below the name, for example the content of the package. */
  readonly content?: LocalizedText | undefined;
  /** Articles without a barcode are chosen by hand, in these categories. */
  readonly category?: string | undefined;
}

/** What the lane asks of a catalogue. Reads are synchronous and answer in microseconds; a revision never changes. */
export interface CatalogueReader {
  readonly revision: string;
  /** @param code a GTIN in its normal form, or a PLU or in-store code as printed */
  findByCode(code: string, at: EpochMs): Article | undefined;
  findById(id: ArticleId, at: EpochMs): Article | undefined;
  /** Articles to choose by hand, best match first. An empty query with a category lists that category. */
  search(query: CatalogueQuery): readonly Article[];
  categories(): readonly CatalogueCategory[];
}

export interface CatalogueQuery {
  readonly text: string;
  readonly language: string;
  readonly category?: string | undefined;
  readonly limit: number;
  readonly at: EpochMs;
}

export interface CatalogueCategory {
  readonly id: string;
  readonly name: LocalizedText;
  readonly picture?: string | undefined;
}

/** An article as a catalogue is filled with it: with every code that finds it, and words that people search by. */
export interface CatalogueEntry {
  readonly article: Article;
  /** GTINs in normal form, PLUs and in-store codes as printed; none for what can only be chosen by hand. */
  readonly codes: readonly string[];
  readonly searchWords?: LocalizedText | undefined;
  /** What one piece holds; by it the unit price is computed anew when the price changes. */
  readonly measure?: ContentMeasure | undefined;
}

/** How much is in one piece that is sold: grams, millilitres or pieces. */
export interface ContentMeasure {
  readonly amount: number;
  readonly unit: 'g' | 'ml' | 'piece';
}
