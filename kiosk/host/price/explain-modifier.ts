import type { PriceModifier, PromotionHint } from '#kiosk/core/promotions/price-modifier.ts';
import { inLanguage } from '#kiosk/core/values/identifiers.ts';
import { formatAmount, negate } from '#kiosk/core/values/money.ts';
import type { Quantity } from '#kiosk/core/values/quantity.ts';

/** Why a line costs less, in one sentence. */
export function explainModifier(modifier: PriceModifier, measured: Quantity['kind'], exponent: number): string {
  const sentence = amountsOf(modifier, measured, exponent);
  if (modifier.explanation?.atCeiling !== true) return sentence;
  return `${sentence} That is the most that may be taken off these goods.`;
}

function amountsOf(modifier: PriceModifier, measured: Quantity['kind'], exponent: number): string {
  const label = inLanguage(modifier.label, 'en');
  const off = formatAmount(negate(modifier.amount), exponent);
  const { explanation } = modifier;
  if (explanation === undefined) return `${label}: ${off} off.`;
  const { kind, pieces, setSize } = explanation;
  const before = formatAmount(explanation.before, exponent);
  if (kind === 'basket-discount') return `${label}: this line's share of what the basket gets is ${off} of ${before}.`;
  if (measured !== 'pieces') return `${label}: ${off} off ${before}.`;
  const which = pieces === 1 ? '1 piece' : `${pieces} pieces`;
  if (setSize > 1) {
    return `${label}: ${which} of this line in sets of ${setSize}; the share of the saving is ${off} of ${before}.`;
  }
  return `${label}: ${off} off ${before} for ${which}.`;
}

/** What is missing for the next step, in one sentence. */
export function explainHint(hint: PromotionHint, exponent: number): string {
  const label = inLanguage(hint.label, 'en');
  const saves = formatAmount(hint.saves, exponent);
  if (hint.missingAmount !== undefined) {
    return `${label}: ${formatAmount(hint.missingAmount, exponent)} more saves ${saves}.`;
  }
  if (hint.isPart === true) return `${label}: the part that is missing saves ${saves} or more.`;
  return `${label}: ${hint.missingCount} more ${hint.missingCount === 1 ? 'piece saves' : 'pieces save'} ${saves}.`;
}
