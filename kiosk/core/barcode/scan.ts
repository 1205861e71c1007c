import type { Gtin14 } from '../values/gtin.ts';
import type { Decimal } from './decimal.ts';

/** A day of the calendar, YYYY-MM-DD. */
export type CalendarDate = string;

/**
 * What was read, by the form of its number:
 * GTIN-8, GTIN-12, GTIN-13, GTIN-14 and UPC-E are trade items; RCN-8, RCN-12, RCN-13 are numbers for restricted
 * circulation (weighed goods, a shop's own codes); PLU and in-store are keyed by hand; plain is any other text.
 */
export type ScanKind =
  | 'GTIN-8'
  | 'GTIN-12'
  | 'GTIN-13'
  | 'GTIN-14'
  | 'UPC-E'
  | 'RCN-8'
  | 'RCN-12'
  | 'RCN-13'
  | 'element-string'
  | 'digital-link'
  | 'add-on'
  | 'PLU'
  | 'in-store'
  | 'plain'
  | RoutedKind;

/** What is not an article: each kind goes to a part of the lane of its own. */
export type RoutedKind =
  | 'coupon'
  | 'coupon-8110'
  | 'coupon-8112'
  | 'refund-receipt'
  | 'voucher'
  | 'deposit-return'
  | 'loyalty-card'
  | 'parked-basket'
  | 'staff-badge';

/**
 * A price as the label states it. The currency is the till's own unless the label names one (ISO 4217, three digits).
 */
export interface EmbeddedPrice extends Decimal {
  readonly currency?: string | undefined;
}

export interface EmbeddedWeight extends Decimal {
  readonly unit: 'kg' | 'lb';
}

/** What every read has, whatever it turned out to be. */
interface ScanFacts {
  readonly ok: true;
  readonly kind: ScanKind;
  /** The AIM symbology identifier without its bracket, for example "E0"; undefined when the scanner sent none. */
  readonly aim?: string | undefined;
  /** The read as it was understood: framing, AIM identifier and control characters taken off. */
  readonly text: string;
  /** Application identifiers and their values in the order of the label; empty for what has none. */
  readonly elements: ReadonlyMap<string, string>;
}

/** Something to look up in the catalogue and sell. */
export interface ArticleScan extends ScanFacts {
  readonly purpose: 'article';
  /**
   * What to look up, the most specific first: GTINs in normal form, PLUs and in-store codes as printed. Never empty.
   */
  readonly lookupKeys: readonly string[];
  readonly gtin14?: Gtin14 | undefined;
  /** The part of a restricted circulation number that names the article. */
  readonly itemReference?: string | undefined;
  readonly price?: EmbeddedPrice | undefined;
  readonly weight?: EmbeddedWeight | undefined;
  readonly count?: number | undefined;
  /** The label has room for this value, and it says zero: it must be weighed, counted or priced here. */
  readonly valueMissing?: 'price' | 'weight' | 'count' | undefined;
  /** Two or five digits beside the symbol of a magazine or book. */
  readonly addOn?: string | undefined;
  readonly batch?: string | undefined;
  readonly serial?: string | undefined;
  /** The last day on which it may be sold safely: use by, AI 17, or the date of AI 7003. */
  readonly useBy?: CalendarDate | undefined;
  /** HH:MM on the day of useBy, where the label says so (AI 7003). */
  readonly useByTime?: string | undefined;
  readonly sellBy?: CalendarDate | undefined;
  readonly bestBefore?: CalendarDate | undefined;
}

/** A coupon, voucher, card, badge or parked basket. */
export interface RoutedScan extends ScanFacts {
  readonly purpose: 'routed';
  readonly kind: RoutedKind;
  /** What identifies it to whoever checks that it is used once only. */
  readonly reference: string;
  readonly gtin14?: Gtin14 | undefined;
  readonly price?: EmbeddedPrice | undefined;
  /** Of a loyalty card, where its route says so. */
  readonly programme?: string | undefined;
  /** Further parts of the number by name, for example shop, machine, day. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Well-formed data that names no article: measures without a GTIN, an add-on without its main symbol. */
interface DataScan extends ScanFacts {
  readonly purpose: 'data';
  readonly price?: EmbeddedPrice | undefined;
  readonly weight?: EmbeddedWeight | undefined;
  readonly count?: number | undefined;
  readonly addOn?: string | undefined;
}

export type Scan = ArticleScan | RoutedScan | DataScan;

export type ScanProblemCode =
  | 'empty'
  | 'too-long'
  | 'not-printable'
  | 'symbology-missing'
  | 'unknown-symbology'
  | 'length'
  | 'characters'
  | 'check-digit'
  | 'variable-check-digit'
  | 'date'
  | 'value'
  | 'currency'
  | 'unknown-ai'
  | 'truncated'
  | 'conflict'
  | 'not-for-sale'
  | 'web-address';

/** A read that cannot be used, and why. The message is for an engineer; the shopper's words go by the code. */
export interface ScanProblem {
  readonly ok: false;
  readonly code: ScanProblemCode;
  readonly message: string;
}

export function problem(code: ScanProblemCode, message: string): ScanProblem {
  return { ok: false, code, message };
}

export const NO_ELEMENTS: ReadonlyMap<string, string> = new Map();
