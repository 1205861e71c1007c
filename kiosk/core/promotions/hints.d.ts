import { type Row } from './basket-discounts.ts';
import type { DecidedStage } from './price-goods.ts';
import type { PromotionHint } from './price-modifier.ts';
import type { Situation } from './situation.ts';
/** The most hints that one pricing gives; a screen shows fewer. */
export declare const HINTS_MAX = 12;
/**
 * The next steps that are near and would save something: sets first, those that miss fewest pieces leading.
 * @param ofSets from setHints, for each cluster
 */
export declare function hintsFor(ofSets: readonly PromotionHint[], rows: readonly Row[], situation: Situation): readonly PromotionHint[];
export declare function setHints(stages: readonly DecidedStage[]): readonly PromotionHint[];
