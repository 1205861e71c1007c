import type { Helper } from '../assist/person.ts';
import type { LocalizedText } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';

/** A price that a person set for one line. No promotion comes on top: what the person said is what it costs. */
export interface PriceOverride {
  /** Per piece, kilogram or litre. */
  readonly unitPrice: MinorUnits;
  /** What the catalogue or the label says. */
  readonly regularUnitPrice: MinorUnits;
  /** What screen and receipt say. */
  readonly label: LocalizedText;
  readonly reason: string;
  readonly by: Helper;
}

/** What a person takes off the whole basket. */
export interface BasketDiscount {
  /** The same one asked for twice is given once. */
  readonly discountId: string;
  /** Above zero. */
  readonly amount: MinorUnits;
  readonly label: LocalizedText;
  readonly reason: string;
  readonly by: Helper;
}
