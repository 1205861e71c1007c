import type { LineView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';

/** "3 × 1.95" or "1.286 kg × 1.79 per kg": why a line costs what it costs; undefined for one piece at its price. */
export function quantityWords(words: Translator, line: LineView, exponent: number): string | undefined {
  const price = words.amount(line.unitPrice, exponent);
  const { quantity } = line;
  switch (quantity.kind) {
    case 'pieces':
      return quantity.count === 1 ? undefined : words.text('shopper.line.times', { count: quantity.count, price });
    case 'weight': {
      const perKilogram = words.text('common.perKilogram', { price });
      return words.text('shopper.line.measure', { measure: words.weight(quantity.grams), price: perKilogram });
    }
    case 'volume': {
      const perLitre = words.text('common.perLitre', { price });
      return words.text('shopper.line.measure', { measure: words.volume(quantity.millilitres), price: perLitre });
    }
  }
}

/** What is in one piece; undefined for what was weighed, where the weight says it. */
export function contentWords(words: Translator, line: LineView): string | undefined {
  return line.content === null || line.quantity.kind !== 'pieces' ? undefined : words.pick(line.content);
}

/** "2 for 4.00: -0.38", one for each modifier. */
export function modifierWords(words: Translator, line: LineView, exponent: number): string[] {
  return line.modifiers.map((modifier) =>
    words.text('shopper.line.off', {
      label: words.pick(modifier.label),
      // The true minus sign: a hyphen is easily overlooked beside a figure.
      amount: words.amount(modifier.amount, exponent).replace('-', '−'),
    }),
  );
}

export function hintWords(words: Translator, line: LineView, exponent: number): string | undefined {
  const { hint } = line;
  if (hint === null) return undefined;
  const label = words.pick(hint.label);
  const amount = words.amount(hint.saves, exponent);
  if (hint.isPart) return words.text('shopper.line.hintPart', { label, amount });
  return words.text('shopper.line.hint', { label, count: hint.missingCount, amount });
}
