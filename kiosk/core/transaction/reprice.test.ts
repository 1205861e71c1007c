// Goal: an answer that is kept is the answer that would be found, for whatever basket and moment.
// Method: random baskets asked about in random order, some of them again, at random times of day; compared with asking
// the promotions themselves.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyPromotions } from '../promotions/apply.ts';
import { compilePromotions } from '../promotions/compile.ts';
import type { ArticleId } from '../values/identifiers.ts';
import { minorUnits } from '../values/money.ts';
import { pieces, priceOf } from '../values/quantity.ts';
import type { SaleLineItem } from './line-item.ts';
import { promotionsOn } from './reprice.ts';
import type { Shopper } from './shopper.ts';

const promotions = compilePromotions([
  {
    kind: 'n-for-price',
    promotionId: 'two-for-300',
    label: { en: '2 for 3.00' },
    target: { articles: ['a'] },
    take: 2,
    price: minorUnits(300),
  },
  {
    kind: 'percent-off',
    promotionId: 'b-half',
    label: { en: 'Half price' },
    target: { articles: ['b'] },
    basisPoints: 5000,
  },
  {
    kind: 'percent-off',
    promotionId: 'c-half',
    label: { en: 'Half price' },
    target: { articles: ['c'] },
    basisPoints: 5000,
    requires: { coupon: { couponId: 'c-coupon' } },
  },
  {
    kind: 'percent-off',
    promotionId: 'c-member',
    label: { en: 'Member price' },
    target: { articles: ['c'] },
    basisPoints: 1000,
    requires: { member: true },
  },
]);

const line = fc.record({
  articleId: fc.constantFrom('a', 'b', 'c'),
  count: fc.integer({ min: 1, max: 3 }),
  voided: fc.boolean(),
});

function lineItem(
  { articleId, count, voided }: { articleId: string; count: number; voided: boolean },
  at: number,
): SaleLineItem {
  const unitPrice = minorUnits(200);
  return {
    lineNumber: at + 1,
    kind: 'article',
    articleId: articleId as ArticleId,
    entry: 'scanned',
    name: { en: articleId },
    groups: [],
    quantity: pieces(count),
    unitPrice,
    pricedPer: 'pieces',
    regularAmount: priceOf(pieces(count), unitPrice),
    modifiers: [],
    tax: { code: 'A', rateBasisPoints: 900 },
    voided,
  };
}

const baskets = fc.array(fc.array(line, { maxLength: 6 }), { minLength: 1, maxLength: 4 });
const SHOPPERS: readonly Shopper[] = [
  { coupons: [] },
  { member: { key: 'k', programmes: [] }, coupons: [] },
  { coupons: [{ couponId: 'c-coupon' }] },
];
const questions = fc.array(
  fc.record({ basket: fc.nat(3), time: fc.constantFrom('09:00', '18:00'), shopper: fc.constantFrom(...SHOPPERS) }),
  { maxLength: 12 },
);

it('the promotions on a basket do not depend on what was asked before', () => {
  fc.assert(
    fc.property(baskets, questions, (drawn, asked) => {
      const all = drawn.map((lines) => lines.map(lineItem));
      for (const { basket, time, shopper } of asked) {
        const lines = all[basket % all.length] ?? [];
        const localTime = { date: '2026-09-21', time };
        const goods = lines.filter(({ voided }) => !voided);
        const { modifiersByLine, hints } = applyPromotions(goods, promotions, { ...shopper, localTime });
        const found = promotionsOn({ lines, shopper }, promotions, localTime);
        expect({ modifiersByLine: found.modifiersByLine, hints: found.hints }).toEqual({ modifiersByLine, hints });
      }
    }),
  );
});
