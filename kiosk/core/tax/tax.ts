import type { TaxCategory } from '../catalogue/article.ts';
import type { TaxLineItem } from '../transaction/line-item.ts';
import { assert } from '../values/assert.ts';
import { add, minorUnits, multiplyRatio, ZERO, type MinorUnits, type Rounding } from '../values/money.ts';

/** How a country works out the tax of a sale. */
export interface TaxScheme {
  /** 'including': the amounts of the lines are what the shopper pays. 'excluding': tax comes on top of them. */
  readonly prices: 'including' | 'excluding';
  /** 'per-rate' rounds once on the sum of a rate; 'per-line' rounds on each line and adds up. */
  readonly rounding: 'per-rate' | 'per-line';
  readonly mode: Rounding;
  /** 'taxed': a deposit has the tax category that it is sold with. 'outside': a deposit bears no tax at all. */
  readonly deposits: 'taxed' | 'outside';
}

/** Consumer prices include tax, worked out per rate on the receipt total, halves away from zero. */
export const CONSUMER_TAX_SCHEME: TaxScheme = {
  prices: 'including',
  rounding: 'per-rate',
  mode: 'half-up',
  deposits: 'taxed',
};

/** The code of the tax line that collects deposits outside tax. */
export const OUTSIDE_TAX_CODE = '-';

/** What tax needs to know of a line: its amount after all discounts, negative for what is given back. */
export interface TaxableLine {
  readonly kind?: 'article' | 'deposit' | undefined;
  readonly amount: MinorUnits;
  readonly tax: TaxCategory;
}

const WHOLE_BASIS_POINTS = 10_000;

/**
 * Tax per rate. For each: net + tax = gross, and the nets (prices excluding tax) or the grosses (including) add up to
 * the amounts of the lines. Highest rate first, then by code, so that the order of scanning shows nowhere.
 */
export function taxLines(
  lines: readonly TaxableLine[],
  scheme: TaxScheme = CONSUMER_TAX_SCHEME,
): readonly TaxLineItem[] {
  return groupByCategory(lines, scheme).map(({ category, members }) => {
    const amount = add(...members.map((line) => line.amount));
    const tax = taxOfGroup(members, amount, category, scheme);
    const net = scheme.prices === 'including' ? minorUnits(amount - tax) : amount;
    return {
      code: category.code,
      rateBasisPoints: category.rateBasisPoints,
      net,
      tax,
      gross: minorUnits(net + tax),
    };
  });
}

/**
 * The tax of each line, in the order of the lines, adding up to the tax of its rate in taxLines. Per rate it is
 * spread by largest remainder: every line gets its exact share rounded down, and the units left over go to the largest
 * fractions, of equal ones to the earlier line.
 */
export function taxOfLines(
  lines: readonly TaxableLine[],
  scheme: TaxScheme = CONSUMER_TAX_SCHEME,
): readonly MinorUnits[] {
  const taxes: MinorUnits[] = lines.map(() => ZERO);
  for (const { category, members, indexes } of groupByCategory(lines, scheme)) {
    const spread =
      scheme.rounding === 'per-line' ? roundEach(members, category, scheme) : spreadTax(members, category, scheme);
    for (const [position, index] of indexes.entries()) taxes[index] = spread[position] ?? ZERO;
  }
  return taxes;
}

interface TaxGroup {
  readonly category: TaxCategory;
  readonly members: TaxableLine[];
  readonly indexes: number[];
}

function groupByCategory(lines: readonly TaxableLine[], scheme: TaxScheme): readonly TaxGroup[] {
  const groups = new Map<string, TaxGroup>();
  for (const [index, line] of lines.entries()) {
    const category = categoryOf(line, scheme);
    const key = `${category.rateBasisPoints}/${category.code}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { category, members: [], indexes: [] };
      groups.set(key, group);
    }
    group.members.push(line);
    group.indexes.push(index);
  }
  return [...groups.values()].toSorted(
    (a, b) => b.category.rateBasisPoints - a.category.rateBasisPoints || compareCodes(a.category.code, b.category.code),
  );
}

function compareCodes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function categoryOf(line: TaxableLine, scheme: TaxScheme): TaxCategory {
  return line.kind === 'deposit' && scheme.deposits === 'outside'
    ? { code: OUTSIDE_TAX_CODE, rateBasisPoints: 0 }
    : line.tax;
}

function taxOfGroup(
  members: readonly TaxableLine[],
  amount: MinorUnits,
  category: TaxCategory,
  scheme: TaxScheme,
): MinorUnits {
  if (scheme.rounding === 'per-line') return add(...roundEach(members, category, scheme));
  return multiplyRatio(amount, category.rateBasisPoints, denominatorOf(category, scheme), scheme.mode);
}

/** Of a price that includes tax the tax is r in (100 + r) parts, of one that excludes it r in 100. */
function denominatorOf(category: TaxCategory, scheme: TaxScheme): number {
  assert(category.rateBasisPoints >= 0, `not a tax rate: ${category.rateBasisPoints}`);
  return scheme.prices === 'including' ? WHOLE_BASIS_POINTS + category.rateBasisPoints : WHOLE_BASIS_POINTS;
}

function roundEach(members: readonly TaxableLine[], category: TaxCategory, scheme: TaxScheme): readonly MinorUnits[] {
  const denominator = denominatorOf(category, scheme);
  return members.map((line) => multiplyRatio(line.amount, category.rateBasisPoints, denominator, scheme.mode));
}

function spreadTax(members: readonly TaxableLine[], category: TaxCategory, scheme: TaxScheme): readonly MinorUnits[] {
  const denominator = BigInt(denominatorOf(category, scheme));
  const shares = members.map((line, index) => {
    const product = BigInt(line.amount) * BigInt(category.rateBasisPoints);
    // The remainder is made positive so that rounding down means the same for goods and for what is given back.
    const remainder = ((product % denominator) + denominator) % denominator;
    return { index, whole: Number((product - remainder) / denominator), remainder };
  });
  const amount = add(...members.map((line) => line.amount));
  let left = taxOfGroup(members, amount, category, scheme) - shares.reduce((sum, share) => sum + share.whole, 0);
  const byRemainder = shares.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const share of byRemainder) {
    if (left <= 0) break;
    share.whole += 1;
    left -= 1;
  }
  return shares.map((share) => minorUnits(share.whole));
}
