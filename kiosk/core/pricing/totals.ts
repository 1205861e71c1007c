import { CONSUMER_TAX_SCHEME, taxLines, type TaxScheme } from '../tax/tax.ts';
import type { SaleLineItem, Totals } from '../transaction/line-item.ts';
import { articleCount } from '../values/quantity.ts';
import { minorUnits, type MinorUnits } from '../values/money.ts';

/** What a line costs: its regular amount and all that promotions take off it. */
export function lineAmount(line: Pick<SaleLineItem, 'regularAmount' | 'modifiers'>): MinorUnits {
  let amount = line.regularAmount;
  for (const modifier of line.modifiers) amount = minorUnits(amount + modifier.amount);
  return amount;
}

/**
 * The amounts of a basket. Voided lines count for nothing; deposits count for money but not as articles, and what is
 * given back counts as no article. Where prices exclude tax, the tax comes on top: total = regular + discount +
 * taxOnTop.
 */
export function totalsOf(lines: readonly SaleLineItem[], scheme: TaxScheme = CONSUMER_TAX_SCHEME): Totals {
  const counting = lines.filter((line) => !line.voided);
  let regular = 0;
  let discounted = 0;
  let articles = 0;
  const taxable = counting.map((line) => {
    const amount = lineAmount(line);
    regular += line.regularAmount;
    discounted += amount;
    if (line.kind === 'article') articles += Math.max(0, articleCount(line.quantity));
    return { kind: line.kind, amount, tax: line.tax };
  });
  const taxes = taxLines(taxable, scheme);
  const totals: Totals = {
    regular: minorUnits(regular),
    discount: minorUnits(discounted - regular),
    total: minorUnits(taxes.reduce((sum, tax) => sum + tax.gross, 0)),
    articleCount: articles,
    taxLines: taxes,
  };
  if (scheme.prices === 'including') return totals;
  return { ...totals, taxOnTop: minorUnits(totals.total - discounted) };
}
