import { taxLines, taxOfLines, type TaxableLine, type TaxScheme } from '#kiosk/core/tax/tax.ts';
import type { TaxLineItem, Totals } from '#kiosk/core/transaction/line-item.ts';
import { minorUnits, ZERO, type MinorUnits } from '#kiosk/core/values/money.ts';
import { UnfitSale, type FinishedSale, type SoldLine } from './finished-sale.ts';

/** A line that counts, with its share of the tax: net + tax = gross. */
export interface TaxedLine {
  readonly line: SoldLine;
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly gross: MinorUnits;
}

/**
 * The tax of each line, for systems that want it by line; the shares of a rate add up to its tax. A journal tells the
 * taxes of a sale and not the law that they were worked out by, so that is found by working them out again.
 *
 * @throws UnfitSale if no law that the core knows comes to the taxes of the sale
 */
export function lineTaxes({ lines, totals }: FinishedSale): readonly TaxedLine[] {
  const counting = lines.filter(({ isVoided }) => !isVoided);
  if (totals === undefined) return counting.map((line) => ({ line, tax: ZERO, net: line.amount, gross: line.amount }));
  const scheme = schemeOf(counting, totals);
  const taxes = taxOfLines(counting, scheme);
  return counting.map((line, index) => {
    const tax = taxes[index] ?? ZERO;
    return scheme.prices === 'including'
      ? { line, tax, net: minorUnits(line.amount - tax), gross: line.amount }
      : { line, tax, net: line.amount, gross: minorUnits(line.amount + tax) };
  });
}

function schemeOf(lines: readonly TaxableLine[], totals: Totals): TaxScheme {
  const prices = totals.taxOnTop === undefined ? 'including' : 'excluding';
  for (const deposits of ['taxed', 'outside'] as const) {
    for (const rounding of ['per-rate', 'per-line'] as const) {
      for (const mode of ['half-up', 'half-even', 'down', 'up'] as const) {
        const scheme = { prices, rounding, mode, deposits } as const;
        if (isSame(taxLines(lines, scheme), totals.taxLines)) return scheme;
      }
    }
  }
  throw new UnfitSale('its taxes are not those of its lines');
}

function isSame(a: readonly TaxLineItem[], b: readonly TaxLineItem[]): boolean {
  return a.length === b.length && a.every((line, index) => b[index] !== undefined && isSameLine(line, b[index]));
}

function isSameLine(a: TaxLineItem, b: TaxLineItem): boolean {
  return (
    a.code === b.code &&
    a.rateBasisPoints === b.rateBasisPoints &&
    a.net === b.net &&
    a.tax === b.tax &&
    a.gross === b.gross
  );
}
