import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONSUMER_TAX_SCHEME } from '../tax/tax.ts';
import type { SaleLineItem } from '../transaction/line-item.ts';
import type { ArticleId } from '../values/identifiers.ts';
import { minorUnits } from '../values/money.ts';
import { grams, pieces } from '../values/quantity.ts';
import { CASH_ROUNDING, roundForCash } from './cash-rounding.ts';
import { lineAmount, totalsOf } from './totals.ts';

// Goal: the amounts of a basket add up, whatever is in it, and cash is rounded as the country does. Method: examples by
// hand, the tables of the countries digit by digit, and sums over random lines.

function line(lineNumber: number, regular: number, change: Partial<SaleLineItem> = {}): SaleLineItem {
  return {
    lineNumber,
    kind: 'article',
    articleId: `a${lineNumber}` as ArticleId,
    entry: 'scanned',
    name: { en: 'Article' },
    groups: [],
    quantity: pieces(1),
    unitPrice: minorUnits(regular),
    pricedPer: 'pieces',
    regularAmount: minorUnits(regular),
    modifiers: [],
    tax: { code: 'A', rateBasisPoints: 2100 },
    voided: false,
    ...change,
  };
}

const off = (amount: number): SaleLineItem['modifiers'][number] => ({
  promotionId: 'p',
  amount: minorUnits(-amount),
  label: { en: 'Promotion' },
});

describe('totals', () => {
  it('add up what counts, and leave out what was taken off', () => {
    const totals = totalsOf([
      line(1, 500, { quantity: pieces(5), modifiers: [off(100), off(29)] }),
      line(2, 25, { kind: 'deposit', parentLine: 1 }),
      line(3, 999, { voided: true }),
      line(4, 250, { quantity: grams(830), tax: { code: 'B', rateBasisPoints: 900 } }),
    ]);
    expect(totals).toMatchObject({ regular: 775, discount: -129, total: 646, articleCount: 6 });
    expect(totals.taxLines.map((tax) => tax.gross)).toEqual([396, 250]);
    expect(totals).not.toHaveProperty('taxOnTop');
  });

  it('are zero for an empty and for a fully discounted basket', () => {
    expect(totalsOf([])).toMatchObject({ regular: 0, discount: 0, total: 0, articleCount: 0, taxLines: [] });
    expect(totalsOf([line(1, 300, { modifiers: [off(300)] })])).toMatchObject({
      regular: 300,
      discount: -300,
      total: 0,
    });
  });

  it('take a returned deposit off', () => {
    expect(totalsOf([line(1, 100), line(2, -175, { kind: 'deposit' })])).toMatchObject({ total: -75, articleCount: 1 });
  });

  it('put tax on top where prices exclude it', () => {
    const totals = totalsOf([line(1, 1000, { modifiers: [off(100)] })], {
      ...CONSUMER_TAX_SCHEME,
      prices: 'excluding',
    });
    expect(totals).toMatchObject({ regular: 1000, discount: -100, taxOnTop: 189, total: 1089 });
  });

  it('always: sum of lines = regular + discount = total = sum of tax bases and taxes', () => {
    const any = fc
      .tuple(fc.integer({ min: -500, max: 10_000 }), fc.nat({ max: 500 }), fc.boolean(), fc.constantFrom(0, 900, 2100))
      .map(([regular, less, voided, rateBasisPoints]) =>
        line(1, regular, { voided, modifiers: regular > less ? [off(less)] : [], tax: { code: 'x', rateBasisPoints } }),
      );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (lines) => {
        const { regular, discount, total, taxLines } = totalsOf(lines);
        const sum = lines.filter((each) => !each.voided).reduce((all, each) => all + lineAmount(each), 0);
        expect([regular + discount, total]).toEqual([sum, sum]);
        expect(taxLines.reduce((all, tax) => all + tax.net + tax.tax, 0)).toBe(total);
      }),
    );
  });
});

describe('cash', () => {
  it.each([
    [
      'DK',
      'payable',
      [
        [0, 0],
        [24, 0],
        [25, 50],
        [74, 50],
        [75, 100],
        [99, 100],
      ],
    ],
    [
      'DK',
      'change',
      [
        [0, 0],
        [25, 0],
        [26, 50],
        [75, 50],
        [76, 100],
        [99, 100],
      ],
    ],
    [
      'SE',
      'payable',
      [
        [49, 0],
        [50, 100],
        [99, 100],
      ],
    ],
    [
      'SE',
      'change',
      [
        [50, 0],
        [51, 100],
      ],
    ],
    [
      'NO',
      'payable',
      [
        [49, 0],
        [50, 100],
      ],
    ],
    [
      'FI',
      'payable',
      [
        [1, 0],
        [2, 0],
        [3, 5],
        [4, 5],
        [6, 5],
        [7, 5],
        [8, 10],
        [9, 10],
      ],
    ],
    [
      'BE',
      'payable',
      [
        [3, 3],
        [5, 5],
        [6, 5],
        [7, 5],
        [8, 10],
      ],
    ],
  ] as const)('%s, %s', (country, direction, table) => {
    const rule = CASH_ROUNDING[country];
    expect(rule).toBeDefined();
    if (rule === undefined) return;
    for (const [amount, rounded] of table) expect(roundForCash(minorUnits(amount), rule, direction)).toBe(rounded);
    expect(roundForCash(minorUnits(1_000_000), rule, direction)).toBe(1_000_000);
  });

  it('rounds what is paid out as it rounds what is paid in', () => {
    expect(roundForCash(minorUnits(-1572), { step: 5 }, 'change')).toBe(-1570);
    expect(roundForCash(minorUnits(1572), { step: 5 }, 'payable')).toBe(1570);
  });
});
