import type { LocalizedText } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';
import type { PromotionKind } from './promotion.ts';

/** What a promotion takes off one line. A promotion over several lines has a modifier on each, prorated. */
export interface PriceModifier {
  readonly promotionId: string;
  /** Negative: what it takes off. */
  readonly amount: MinorUnits;
  /** What the shopper and the receipt are told: "2 for 4.00". */
  readonly label: LocalizedText;
  readonly explanation?: ModifierExplanation | undefined;
}

/** Why the line costs what it costs, as facts that any language can put in words. */
export interface ModifierExplanation {
  readonly kind: PromotionKind;
  /** Pieces of this line that it applies to; a weighing or a basket share counts as one. */
  readonly pieces: number;
  /** What these pieces cost before this promotion. */
  readonly before: MinorUnits;
  /** How many pieces make a set, where it prices sets; 1 otherwise. */
  readonly setSize: number;
  /** It would have taken off more, had not a rule of the shop or the law held the goods' price up. */
  readonly atCeiling?: true | undefined;
}

/** What is missing for the next step of a promotion: "one more saves 0.38". Information, never pressure. */
export interface PromotionHint {
  readonly promotionId: string;
  /** The lines whose articles count towards it; more of the first of them is what `saves` was worked out with. */
  readonly lineNumbers: readonly number[];
  readonly label: LocalizedText;
  /** How many more pieces would trigger it; 0 where an amount is missing instead. */
  readonly missingCount: number;
  /** What is missing is of another part of the set than these lines; `saves` is then the least that it saves. */
  readonly isPart?: true | undefined;
  /** How much more, at regular prices, would trigger it; only for steps and thresholds by value. */
  readonly missingAmount?: MinorUnits | undefined;
  /** What the shopper would then save, positive. */
  readonly saves: MinorUnits;
}
