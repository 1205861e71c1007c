import type { ReceiptLine } from '#kiosk/core/receipt/receipt-document.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';

/** "2 × 1.49" or "1.286 kg × 1.79/kg"; undefined for a single piece, which says nothing that its price does not. */
export function quantityText(line: ReceiptLine, words: Translator, exponent: number): string | undefined {
  const price = words.amount(line.unitPrice, exponent);
  switch (line.quantity.kind) {
    case 'pieces':
      return line.quantity.count === 1 ? undefined : `${line.quantity.count} × ${price}`;
    case 'weight':
      return `${words.weight(line.quantity.grams)} × ${price}/kg`;
    case 'volume':
      return `${words.volume(line.quantity.millilitres)} × ${price}/l`;
  }
}
