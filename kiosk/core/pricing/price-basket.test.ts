import { describe, expect, it } from 'vitest';
import type { Article } from '../catalogue/article.ts';
import { compilePromotions } from '../promotions/compile.ts';
import type { Promotion } from '../promotions/promotion.ts';
import { CONSUMER_TAX_SCHEME } from '../tax/tax.ts';
import type { ArticleId } from '../values/identifiers.ts';
import { minorUnits } from '../values/money.ts';
import { grams, pieces } from '../values/quantity.ts';
import { priceBasket, type BasketRequest, type RequestedLine } from './price-basket.ts';

// Goal: one call prices a whole basket, with deposits, rules, promotions and tax, and says what it left out. Method: a
// small shop and its baskets, with the amounts done by hand.

const HIGH = { code: 'A', rateBasisPoints: 2100 };
const LOW = { code: 'B', rateBasisPoints: 900 };

function article(id: string, price: number | undefined, change: Partial<Article> = {}): [string, Article] {
  const amount = price === undefined ? undefined : minorUnits(price);
  return [
    id,
    { id: id as ArticleId, name: { en: id }, price: amount, pricedPer: 'pieces', tax: LOW, groups: [], ...change },
  ];
}

const ARTICLES = new Map([
  article('cola', 99, { tax: HIGH, deposit: { name: { en: 'Deposit' }, amount: minorUnits(15), tax: HIGH } }),
  article('apples', 299, { pricedPer: 'weight' }),
  article('wine', 799, { tax: HIGH, restrictions: { minimumAge: 18 } }),
  article('beer', 129, { tax: HIGH, restrictions: { minimumAge: 16 } }),
  article('old', undefined),
]);

const TWO_COLAS = {
  promotionId: 'colas',
  kind: 'n-for-price',
  label: { en: '2 for 1.50' },
  target: { articles: ['cola'] },
  take: 2,
  price: 150,
} as unknown as Promotion;

function sold(articleId: string, change: Partial<Extract<RequestedLine, { type: 'article' }>> = {}): RequestedLine {
  return { type: 'article', articleId, quantity: pieces(1), ...change };
}

const slip = (amount: number): RequestedLine => ({
  type: 'deposit-return',
  name: { en: 'Deposit returned' },
  amount: minorUnits(amount),
  tax: HIGH,
});

function priced(lines: readonly RequestedLine[], change: Partial<BasketRequest> = {}): ReturnType<typeof priceBasket> {
  return priceBasket({
    articles: ARTICLES,
    promotions: compilePromotions([TWO_COLAS]),
    scheme: CONSUMER_TAX_SCHEME,
    context: { localTime: { date: '2026-11-23', time: '12:00' } },
    lines,
    ...change,
  });
}

describe('a basket', () => {
  it('is priced with deposits that no promotion touches', () => {
    const { lines, totals } = priced([sold('cola', { quantity: pieces(2) }), sold('apples', { quantity: grams(450) })]);
    expect(lines.map(({ item, position, amount, tax }) => [item.kind, position, amount, tax])).toEqual([
      ['article', 0, 150, 26],
      ['deposit', 0, 30, 5],
      ['article', 1, 135, 11],
    ]);
    expect(totals).toMatchObject({ regular: 363, discount: -48, total: 315, articleCount: 3 });
    expect(totals.taxLines).toEqual([
      { ...HIGH, net: 149, tax: 31, gross: 180 },
      { ...LOW, net: 124, tax: 11, gross: 135 },
    ]);
  });

  it('asks once for the highest age', () => {
    expect(priced([sold('beer'), sold('wine'), sold('beer')]).interventions).toEqual([
      { kind: 'age-check', minimumAge: 18 },
    ]);
  });

  it('leaves out what may not be sold, and says why', () => {
    const { lines, refused } = priced([sold('old'), sold('nothing'), sold('apples'), sold('cola')]);
    expect(lines.map((line) => line.position)).toEqual([3, 3]);
    expect(refused.map(({ position, rejection }) => [position, rejection.code])).toEqual([
      [0, 'article-without-price'],
      [1, 'article-unknown'],
      [2, 'article-needs-weight'],
    ]);
  });

  it('takes returned deposits only by a rule, and only so much', () => {
    expect(priced([slip(25)]).refused).toHaveLength(1);
    const { totals, refused } = priced([sold('wine'), slip(300), slip(250)], { depositReturnMax: minorUnits(500) });
    expect(totals.total).toBe(499);
    expect(refused).toMatchObject([
      { position: 2, rejection: { code: 'quantity-out-of-range', data: { max: 500, returned: 300 } } },
    ]);
  });

  it('takes the price that a label states', () => {
    expect(priced([sold('apples', { statedAmount: minorUnits(412) })]).totals.total).toBe(412);
  });

  it('costs nothing when nothing is in it', () => {
    expect(priced([])).toMatchObject({ lines: [], totals: { total: 0 }, interventions: [], refused: [] });
  });
});
