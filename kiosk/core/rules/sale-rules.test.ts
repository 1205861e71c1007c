import { describe, expect, it } from 'vitest';
import type { Article, SaleRestrictions } from '../catalogue/article.ts';
import type { SaleLineItem } from '../transaction/line-item.ts';
import type { ArticleId } from '../values/identifiers.ts';
import { minorUnits } from '../values/money.ts';
import { grams, pieces } from '../values/quantity.ts';
import { SALE_RULES, saleRules, type SaleFacts } from './sale-rules.ts';

// Goal: one table says what refuses an article and what waits until paying, and each rule says why. Method: for each
// rule an article that just keeps it and one that just breaks it.

function article(restrictions: SaleRestrictions = {}, change: Partial<Article> = {}): Article {
  return {
    id: 'beer' as ArticleId,
    name: { en: 'Beer' },
    price: minorUnits(129),
    pricedPer: 'pieces',
    tax: { code: 'A', rateBasisPoints: 2100 },
    groups: [],
    restrictions,
    ...change,
  };
}

// 23 November 2026 is a Monday.
const FACTS: SaleFacts = {
  quantity: pieces(1),
  basketLines: [],
  localTime: { date: '2026-11-23', time: '12:00' },
};

function inBasket(count: number, change: Partial<SaleLineItem> = {}): SaleLineItem {
  return {
    lineNumber: 1,
    kind: 'article',
    articleId: 'beer' as ArticleId,
    entry: 'scanned',
    name: { en: 'Beer' },
    groups: [],
    quantity: pieces(count),
    unitPrice: minorUnits(129),
    pricedPer: 'pieces',
    regularAmount: minorUnits(129 * count),
    modifiers: [],
    tax: { code: 'A', rateBasisPoints: 2100 },
    voided: false,
    ...change,
  };
}

describe('the rules of sale', () => {
  it('name each rule once', () => {
    expect(new Set(SALE_RULES.map(([rule]) => rule)).size).toBe(SALE_RULES.length);
  });

  it('let an ordinary article through', () => {
    expect(saleRules(article(), FACTS)).toEqual({ interventions: [] });
  });

  it.each<[string, Article, Partial<SaleFacts>, object]>([
    ['article-recalled', article({ recalled: true }), {}, {}],
    ['article-recalled', article({ recalledBatches: ['L1'] }), { batch: 'L1' }, {}],
    ['article-recalled', article({ recalledBatches: ['L1'] }), {}, {}],
    ['article-expired', article(), { expiryDate: '2026-11-22' }, { expiryDate: '2026-11-22' }],
    ['article-not-for-self-checkout', article({ notForSelfCheckout: true }), {}, {}],
    [
      'outside-selling-hours',
      article({ sellingHours: { from: '08:00', to: '12:00' } }),
      {},
      { from: '08:00', to: '12:00' },
    ],
    [
      'outside-selling-hours',
      article({ sellingHoursByDay: [{ weekdays: [1], from: '08:00', to: '12:00' }] }),
      {},
      { weekday: 1, from: '08:00', to: '12:00' },
    ],
    [
      'outside-selling-hours',
      article({ sellingHoursByDay: [{ weekdays: [6], from: '08:00', to: '18:00' }] }),
      {},
      { weekday: 1 },
    ],
    ['article-without-price', article({}, { price: undefined }), {}, {}],
    ['article-needs-weight', article({}, { pricedPer: 'weight' }), {}, { pricedPer: 'weight' }],
    ['quantity-out-of-range', article({ quantityMax: 3 }), { basketLines: [inBasket(3)] }, { max: 3, held: 3 }],
    ['quantity-out-of-range', article({ quantityMax: 3 }), { quantity: pieces(4) }, { max: 3, held: 0 }],
  ])('refuse with %s', (code, sold, facts, data) => {
    const { refusal, interventions } = saleRules(sold, { ...FACTS, ...facts });
    expect(refusal).toMatchObject({ rejected: true, code, data });
    expect(interventions).toEqual([]);
  });

  it.each<[string, Article, Partial<SaleFacts>]>([
    ['another batch', article({ recalledBatches: ['L1'] }), { batch: 'L2' }],
    ['the expiry day itself', article(), { expiryDate: '2026-11-23' }],
    ['the first minute of the hours', article({ sellingHours: { from: '12:00', to: '20:00' } }), {}],
    ['hours of the day', article({ sellingHoursByDay: [{ weekdays: [1], from: '08:00', to: '20:00' }] }), {}],
    ['a price on the label', article({}, { price: undefined }), { statedAmount: minorUnits(99) }],
    ['a weight', article({}, { pricedPer: 'weight' }), { quantity: grams(300) }],
    ['a priced package', article({}, { pricedPer: 'weight' }), { statedAmount: minorUnits(99) }],
    ['the last that is allowed', article({ quantityMax: 3 }), { basketLines: [inBasket(2)] }],
    ['what was taken off before', article({ quantityMax: 3 }), { basketLines: [inBasket(3, { voided: true })] }],
    ['its deposits', article({ quantityMax: 3 }), { basketLines: [inBasket(2), inBasket(2, { kind: 'deposit' })] }],
  ])('allow %s', (_name, sold, facts) => {
    expect(saleRules(sold, { ...FACTS, ...facts }).refusal).toBeUndefined();
  });

  it('ask for an age before paying, with the law behind it', () => {
    const sold = article({ minimumAge: 18, legalReferences: { age: 'Alcoholwet art. 20' } });
    expect(saleRules(sold, FACTS)).toEqual({
      interventions: [{ kind: 'age-check', minimumAge: 18, legalReference: 'Alcoholwet art. 20' }],
    });
  });

  it('tell the gravest reason, with its rule and law', () => {
    const sold = article(
      {
        recalled: true,
        notForSelfCheckout: true,
        minimumAge: 18,
        legalReferences: { recall: 'Regulation (EU) 2023/988' },
      },
      { price: undefined },
    );
    expect(saleRules(sold, FACTS).refusal).toMatchObject({
      code: 'article-recalled',
      data: { rule: 'recall', legalReference: 'Regulation (EU) 2023/988' },
    });
  });
});
