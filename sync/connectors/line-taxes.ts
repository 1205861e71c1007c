import { minorUnits, multiplyRatio, type MinorUnits } from '#kiosk/core/values/money.ts';
import type { FinishedSale, SoldLine } from './finished-sale.ts';

/** A line that counts, with its share of the tax: net + tax = gross. */
export interface TaxedLine {
  readonly line: SoldLine;
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly gross: MinorUnits;
}

const BASIS = 10_000;

/**
 * The tax of each line, for systems that want it by line. A till works tax out once for each rate; here it is shared
 * out so that the shares of a rate add up to its tax exactly: each line gets its own, and what rounding leaves over goes
 * to the line with the largest amount.
 */
export function lineTaxes({ lines, totals }: FinishedSale): readonly TaxedLine[] {
  const isOnTop = totals?.taxOnTop !== undefined;
  const shares = lines
    .filter(({ isVoided }) => !isVoided)
    .map((line) => {
      const rate = line.tax.rateBasisPoints;
      return { line, tax: multiplyRatio(line.amount, rate, isOnTop ? BASIS : BASIS + rate) };
    });
  for (const { code, rateBasisPoints, tax } of totals?.taxLines ?? []) {
    const own = shares.filter(({ line }) => line.tax.code === code && line.tax.rateBasisPoints === rateBasisPoints);
    const [largest] = own.toSorted((a, b) => Math.abs(b.line.amount) - Math.abs(a.line.amount));
    const over = tax - own.reduce((sum, share) => sum + share.tax, 0);
    if (largest !== undefined) largest.tax = minorUnits(largest.tax + over);
  }
  return shares.map(({ line, tax }) =>
    isOnTop
      ? { line, tax, net: line.amount, gross: minorUnits(line.amount + tax) }
      : { line, tax, net: minorUnits(line.amount - tax), gross: line.amount },
  );
}
