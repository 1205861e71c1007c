import type { LocalizedText } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';

/** What a promotion takes off one line. A promotion over several lines has a modifier on each, prorated. */
export interface PriceModifier {
  readonly promotionId: string;
  /** Negative: what it takes off. */
  readonly amount: MinorUnits;
  /** What the shopper and the receipt are told: "2 for 4.00". */
  readonly label: LocalizedText;
}

/** What is missing for the next step of a promotion: "one more saves 0.38". Information, never pressure. */
export interface PromotionHint {
  readonly promotionId: string;
  readonly lineNumbers: readonly number[];
  readonly label: LocalizedText;
  /** How many more pieces would trigger it. */
  readonly missingCount: number;
  /** What the shopper would then save, positive. */
  readonly saves: MinorUnits;
}
