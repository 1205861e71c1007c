import type { ArticleView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';

/** "1.79 per kg", "0.45 each". */
export function priceWords(
  words: Translator,
  price: number,
  pricedPer: ArticleView['pricedPer'],
  exponent: number,
): string {
  const amount = words.amount(price, exponent);
  switch (pricedPer) {
    case 'pieces':
      return words.text('common.perPiece', { price: amount });
    case 'weight':
      return words.text('common.perKilogram', { price: amount });
    case 'volume':
      return words.text('common.perLitre', { price: amount });
  }
}
