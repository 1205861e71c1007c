import { describe, expect, it } from 'vitest';
import { minorUnits } from '../values/money.ts';
import { pieces } from '../values/quantity.ts';
import { applyPromotions } from './apply.ts';
import type { PromotionLine } from './basket-facts.ts';
import { compilePromotions } from './compile.ts';
import type { MixAndMatchPromotion, Promotion } from './promotion.ts';
import type { PromotionHint } from './price-modifier.ts';

// Goal: a set of several parts that lacks one piece says so, and never promises more than it will save whatever that
// piece costs.
// Method: a lunch deal and a bundle with one piece missing; that the promise comes true is among the invariants.

const LUNCH: MixAndMatchPromotion = {
  kind: 'mix-and-match',
  promotionId: 'lunch',
  label: { en: 'Lunch deal 6.00' },
  parts: [
    { target: { groups: ['sandwich'] }, count: 1 },
    { target: { groups: ['drink'] }, count: 1 },
    { target: { groups: ['snack'] }, count: 1 },
  ],
  reward: { type: 'price', price: minorUnits(600) },
};

function goods(lineNumber: number, group: string, price: number): PromotionLine {
  return {
    lineNumber,
    articleId: `${group}-${price}`,
    groups: [group],
    quantity: pieces(1),
    unitPrice: minorUnits(price),
    regularAmount: minorUnits(price),
    tax: { code: 'B', rateBasisPoints: 900 },
  };
}

function hints(lines: readonly PromotionLine[], ...promotions: readonly Promotion[]): readonly PromotionHint[] {
  const set = compilePromotions(promotions.length === 0 ? [LUNCH] : promotions);
  return applyPromotions(lines, set, { localTime: { date: '2026-09-21', time: '12:00' } }).hints;
}

describe('one piece missing in a set of parts', () => {
  it('is hinted at, with the least that the set saves', () => {
    const found = hints([goods(1, 'sandwich', 480), goods(2, 'drink', 190)]);
    expect(found).toMatchObject([
      { promotionId: 'lunch', lineNumbers: [1, 2], missingCount: 1, isPart: true, saves: 70 },
    ]);
  });

  it('is not where nothing is certain to be saved', () => {
    expect(hints([goods(1, 'sandwich', 400), goods(2, 'drink', 190)])).toEqual([]);
    const amount = { ...LUNCH, reward: { type: 'amount', amount: minorUnits(100) } } as const;
    expect(hints([goods(1, 'sandwich', 480), goods(2, 'drink', 190)], amount)).toEqual([]);
  });

  it('is not where more than one is missing, none is, or what is there fills one place only', () => {
    expect(hints([goods(1, 'sandwich', 900)])).toEqual([]);
    const whole = [goods(1, 'sandwich', 480), goods(2, 'drink', 190), goods(3, 'snack', 150)];
    expect(hints(whole)).toEqual([]);
    expect(hints([goods(1, 'sandwich', 480), goods(2, 'sandwich', 490)])).toEqual([]);
  });

  it('is hinted at for a bundle, too', () => {
    const bundle: Promotion = {
      kind: 'bundle',
      promotionId: 'pasta',
      label: { en: 'Pasta evening' },
      articles: [
        { articleId: 'pasta-150', count: 2 },
        { articleId: 'sauce-260', count: 1 },
      ],
      price: minorUnits(250),
    };
    const twice = { ...goods(1, 'pasta', 150), quantity: pieces(2), regularAmount: minorUnits(300) };
    expect(hints([twice], bundle)).toMatchObject([{ promotionId: 'pasta', lineNumbers: [1], saves: 50 }]);
  });
});
