import { describe, expect, it } from 'vitest';
import { minorUnits } from '../values/money.ts';
import { grams, pieces, type Quantity } from '../values/quantity.ts';
import { applyPromotions, type AppliedPromotions } from './apply.ts';
import type { PromotionContext, PromotionLine } from './basket-facts.ts';
import { compilePromotions } from './compile.ts';
import type { Promotion, PromotionPolicy } from './promotion.ts';

// Goal: every kind of promotion, way of stacking, limit and condition does what a pricing manager reads in its
// description. Method: worked examples with the amounts done by hand; some are published by other systems, as named.

const NOON: PromotionContext = { localTime: { date: '2026-11-23', time: '12:00' } };

function line(
  lineNumber: number,
  articleId: string,
  unitPrice: number,
  more: Partial<PromotionLine> & { readonly count?: number } = {},
): PromotionLine {
  const { count = 1, ...rest } = more;
  return {
    lineNumber,
    articleId,
    groups: [],
    quantity: pieces(count),
    unitPrice: minorUnits(unitPrice),
    regularAmount: minorUnits(unitPrice * count),
    tax: { code: 'A', rateBasisPoints: 2100 },
    ...rest,
  };
}

type Draft = { readonly kind: Promotion['kind'] } & Readonly<Record<string, unknown>>;

function promotion(draft: Draft): Promotion {
  return {
    promotionId: draft.kind,
    label: { en: 'promotion' },
    target: { everything: true },
    ...draft,
  } as unknown as Promotion;
}

function price(
  lines: readonly PromotionLine[],
  drafts: readonly Draft[],
  context: Partial<PromotionContext> = {},
  policy: PromotionPolicy = {},
): AppliedPromotions {
  const set = compilePromotions(drafts.map(promotion), policy);
  expect(set.problems).toEqual([]);
  return applyPromotions(lines, set, { ...NOON, ...context });
}

/** What each line gets off, by line number; lines without anything are absent. */
function off(applied: AppliedPromotions): Readonly<Record<number, number>> {
  return Object.fromEntries(
    [...applied.modifiersByLine].map(([lineNumber, modifiers]) => [
      lineNumber,
      -modifiers.reduce((sum, modifier) => sum + modifier.amount, 0),
    ]),
  );
}

function total(applied: AppliedPromotions): number {
  return Object.values(off(applied)).reduce((sum, amount) => sum + amount, 0);
}

describe('promotions on single pieces', () => {
  it('take an amount off each piece, and never more than it costs', () => {
    const applied = price([line(1, 'a', 99, { count: 3 }), line(2, 'b', 15)], [{ kind: 'amount-off', amount: 20 }]);
    expect(off(applied)).toEqual({ 1: 60, 2: 15 });
  });

  it('take a share off each piece, rounded a piece at a time with halves for the shopper', () => {
    const applied = price(
      [line(1, 'a', 33, { count: 3 }), line(2, 'b', 5)],
      [{ kind: 'percent-off', basisPoints: 1000 }],
    );
    expect(off(applied)).toEqual({ 1: 9, 2: 1 });
  });

  it('set a price where that is less', () => {
    const applied = price([line(1, 'a', 99), line(2, 'b', 40)], [{ kind: 'fixed-price', price: 50 }]);
    expect(off(applied)).toEqual({ 1: 49 });
  });

  it.each<[string, Draft, number]>([
    ['an amount a kilogram', { kind: 'amount-off', amount: 100 }, 45],
    ['a share', { kind: 'percent-off', basisPoints: 2500 }, 34],
    ['a price a kilogram', { kind: 'fixed-price', price: 199 }, 45],
  ])('price what is weighed as a whole: %s', (_name, draft, expected) => {
    const weighed: Quantity = grams(450);
    const lines = [line(1, 'apples', 299, { quantity: weighed, regularAmount: minorUnits(135) })];
    expect(off(price(lines, [draft]))).toEqual({ 1: expected });
  });

  it.each([
    [1, {}],
    [2, { 1: 20 }],
    [5, { 1: 50 }],
    [6, { 1: 120 }],
  ])('take the step that a count of %i reaches', (count, expected) => {
    const tiers = [
      { from: 2, reward: { type: 'percent', basisPoints: 1000 } },
      { from: 6, reward: { type: 'amount', amount: 20 } },
    ];
    expect(off(price([line(1, 'a', 100, { count })], [{ kind: 'tiers', by: 'quantity', tiers }]))).toEqual(expected);
  });

  it('add up what is targeted over lines for a step by value, weighed goods included', () => {
    const tiers = [{ from: 500, reward: { type: 'percent', basisPoints: 1000 } }];
    const lines = [line(1, 'a', 300), line(2, 'b', 200, { quantity: grams(1000) }), line(3, 'c', 900)];
    const target = { articles: ['a', 'b'] };
    expect(off(price(lines, [{ kind: 'tiers', by: 'value', tiers, target }]))).toEqual({ 1: 30, 2: 20 });
  });

  it.each([
    ['2026-11-27', {}],
    ['2026-11-26', {}],
    ['2026-11-25', { 1: 25 }],
    ['2026-11-24', { 1: 25 }],
    ['2026-11-23', { 1: 50 }],
    ['2026-11-22', {}],
  ])('mark down what is best before %s', (bestBefore, expected) => {
    const steps = [
      { daysLeft: 0, basisPoints: 5000 },
      { daysLeft: 2, basisPoints: 2500 },
    ];
    expect(off(price([line(1, 'a', 100, { bestBefore })], [{ kind: 'best-before', steps }]))).toEqual(expected);
  });
});

describe('promotions on sets', () => {
  it('let the cheapest of three go free and spread that by price', () => {
    const applied = price([line(1, 'a', 99, { count: 2 }), line(2, 'b', 129)], [{ kind: 'n-for-m', take: 3, pay: 2 }]);
    // 99 over 129, 99, 99: 39.05, 29.97, 29.97; the two units left over go to the largest remainders.
    expect(off(applied)).toEqual({ 1: 60, 2: 39 });
  });

  it('put the dearest together, so that more goes free', () => {
    const lines = [100, 90, 80, 70, 60, 50].map((each, index) => line(index + 1, `a${index}`, each));
    expect(total(price(lines, [{ kind: 'n-for-m', take: 3, pay: 2 }]))).toBe(80 + 50);
  });

  it.each([
    [0, 0],
    [1, 0],
    [2, 1000],
    [3, 1000],
    [4, 2000],
  ])(
    'give an amount for each whole set: %i pieces get %i off (Solidus, line item quantity groups)',
    (count, expected) => {
      const reward = { type: 'amount', amount: 1000 };
      const parts = [{ target: { everything: true }, count: 2 }];
      const lines = count === 0 ? [] : [line(1, 'a', 2000, { count })];
      expect(total(price(lines, [{ kind: 'mix-and-match', parts, reward }]))).toBe(expected);
    },
  );

  it('charge the price of the set only from a whole set on: 1.65 each, 2 for 2.00 (CORE-POS, quantity enforced)', () => {
    const forTwo: Draft = { kind: 'n-for-price', take: 2, price: 200 };
    expect(total(price([line(1, 'a', 165)], [forTwo]))).toBe(0);
    expect(165 * 2 - total(price([line(1, 'a', 165, { count: 2 })], [forTwo]))).toBe(165 + 35);
  });

  it('never charge a set more than its pieces', () => {
    expect(total(price([line(1, 'a', 90, { count: 2 })], [{ kind: 'n-for-price', take: 2, price: 200 }]))).toBe(0);
  });

  it('can ask for pieces of one article', () => {
    const lines = [line(1, 'a', 100, { count: 2 }), line(2, 'b', 100, { count: 3 })];
    expect(off(price(lines, [{ kind: 'n-for-m', take: 3, pay: 2, mix: 'same-article' }]))).toEqual({ 2: 100 });
  });

  it('let the second one go for half', () => {
    const second: Draft = { kind: 'cheapest-free', take: 2, basisPoints: 5000 };
    expect(total(price([line(1, 'a', 300), line(2, 'b', 201)], [second]))).toBe(101);
  });

  it('make a meal of a piece of each part, and take the dearest that fit', () => {
    const parts = [
      { target: { groups: ['sandwich'] }, count: 1 },
      { target: { groups: ['drink'] }, count: 1 },
      { target: { groups: ['fruit', 'snack'] }, count: 1 },
    ];
    const lines = [
      line(1, 's', 350, { groups: ['sandwich'] }),
      line(2, 'd', 200, { groups: ['drink'] }),
      line(3, 'f', 120, { groups: ['fruit'] }),
      line(4, 'n', 150, { groups: ['snack'] }),
    ];
    const applied = price(lines, [{ kind: 'mix-and-match', parts, reward: { type: 'price', price: 500 } }]);
    expect(off(applied)).toEqual({ 1: 100, 2: 57, 4: 43 });
  });

  it('bundle named articles', () => {
    const articles = [
      { articleId: 'pasta', count: 2 },
      { articleId: 'sauce', count: 1 },
    ];
    const lines = [line(1, 'pasta', 119, { count: 5 }), line(2, 'sauce', 249, { count: 2 })];
    expect(total(price(lines, [{ kind: 'bundle', articles, price: 400 }]))).toBe(2 * (2 * 119 + 249 - 400));
  });

  it('count a package with its own price as a piece, and what was weighed at the lane as none', () => {
    const packed = line(1, 'mince', 899, { quantity: pieces(1), regularAmount: minorUnits(412) });
    const weighed = line(2, 'mince', 899, { quantity: grams(500), regularAmount: minorUnits(450) });
    const forTwo: Draft = { kind: 'n-for-price', take: 2, price: 700 };
    expect(total(price([packed, weighed], [forTwo]))).toBe(0);
    expect(total(price([packed, { ...packed, lineNumber: 3, regularAmount: minorUnits(431) }], [forTwo]))).toBe(143);
  });
});

describe('basket discounts', () => {
  const tenPercent: Draft = {
    kind: 'basket-discount',
    threshold: 2000,
    reward: { type: 'percent', basisPoints: 1000 },
  };

  it('come from their threshold on', () => {
    expect(total(price([line(1, 'a', 1999)], [tenPercent]))).toBe(0);
    expect(total(price([line(1, 'a', 2000)], [tenPercent]))).toBe(200);
  });

  it('look at regular prices for the threshold and work on what is left', () => {
    const half: Draft = { kind: 'percent-off', basisPoints: 5000, target: { articles: ['a'] } };
    const applied = price([line(1, 'a', 1000), line(2, 'b', 1000)], [half, tenPercent]);
    expect(off(applied)).toEqual({ 1: 500 + 50, 2: 100 });
  });

  it.each([
    [5734, [1011, 12134, 3767], [343, 4114, 1277], 'OpenPOS'],
    [100, [100, 100, 100], [34, 33, 33], 'OpenPOS, with the odd unit on the first'],
    [299, [1000, 1000, 1000], [100, 100, 99], 'Solidus'],
  ])('spread %i over %j as %j (%s)', (amount, prices, shares) => {
    const lines = prices.map((each, index) => line(index + 1, `a${index}`, each));
    const applied = price(lines, [{ kind: 'basket-discount', reward: { type: 'amount', amount } }]);
    expect(Object.values(off(applied))).toEqual(shares);
  });

  it('compete with one another, unless compounded', () => {
    const amount: Draft = { kind: 'basket-discount', promotionId: 'five', reward: { type: 'amount', amount: 500 } };
    const lines = [line(1, 'a', 4000)];
    expect(total(price(lines, [tenPercent, amount]))).toBe(500);
    const both = [tenPercent, amount].map((each, index) => ({ ...each, stacking: 'compounded', priority: -index }));
    expect(total(price(lines, both))).toBe(400 + 500);
  });

  it('never reach below zero', () => {
    expect(
      off(price([line(1, 'a', 300)], [{ kind: 'basket-discount', reward: { type: 'amount', amount: 500 } }])),
    ).toEqual({ 1: 300 });
  });

  it('leave pieces alone that an exclusive promotion has, and give way to it where that is worth more', () => {
    const exclusive = (basisPoints: number): Draft => ({
      kind: 'percent-off',
      basisPoints,
      stacking: 'exclusive',
      target: { articles: ['a'] },
    });
    const lines = [line(1, 'a', 1000), line(2, 'b', 1000)];
    expect(off(price(lines, [exclusive(2000), tenPercent]))).toEqual({ 1: 200, 2: 100 });
    expect(off(price(lines, [exclusive(500), tenPercent]))).toEqual({ 1: 100, 2: 100 });
  });

  it('alone on its goods when exclusive', () => {
    const onGoods: Draft = { kind: 'percent-off', basisPoints: 1000 };
    const alone = { ...tenPercent, reward: { type: 'percent', basisPoints: 3000 }, stacking: 'exclusive' };
    expect(price([line(1, 'a', 2000)], [onGoods, alone]).modifiersByLine.get(1)).toMatchObject([
      { promotionId: 'basket-discount', amount: -600 },
    ]);
  });
});

describe('stacking and priority', () => {
  // The published example of Dynamics 365 Commerce: A 10 %, B 20 % compounded at priority 99, C 15 % compounded at 0,
  // and then D 35 % best price at 99.
  const A: Draft = { kind: 'percent-off', promotionId: 'A', basisPoints: 1000, stacking: 'compounded', priority: 99 };
  const B: Draft = { ...A, promotionId: 'B', basisPoints: 2000 };
  const C: Draft = { ...A, promotionId: 'C', basisPoints: 1500, priority: 0 };
  const D: Draft = { ...A, promotionId: 'D', basisPoints: 3500, stacking: 'best-price' };

  it.each<[NonNullable<PromotionPolicy['acrossPriorities']>, readonly Draft[], readonly string[], number]>([
    ['override', [A, B, C], ['A', 'B'], 7200],
    ['compound', [A, B, C], ['B', 'C'], 6800],
    ['override', [A, B, C, D], ['D'], 6500],
    ['compound', [A, B, C, D], ['D', 'C'], 5525],
    ['compete', [A, B, C], ['A', 'B', 'C'], 6120],
    ['compete', [A, B, C, D], ['A', 'B', 'C'], 6120],
  ])('%s: %j', (acrossPriorities, drafts, applied, left) => {
    const modifiers = price([line(1, 'a', 10_000)], drafts, {}, { acrossPriorities }).modifiersByLine.get(1) ?? [];
    expect(modifiers.map((modifier) => modifier.promotionId)).toEqual(applied);
    expect(10_000 + modifiers.reduce((sum, modifier) => sum + modifier.amount, 0)).toBe(left);
  });

  it('takes a piece into one set only, whichever saves more', () => {
    const meal: Draft = { kind: 'n-for-price', take: 2, price: 150 };
    const lines = [line(1, 'a', 100, { count: 2 }), line(2, 'b', 100)];
    expect(total(price(lines, [meal, { kind: 'n-for-m', take: 3, pay: 2 }]))).toBe(100);
  });

  it('lets a compounded set work on what compounded promotions left', () => {
    const tenth: Draft = { kind: 'percent-off', basisPoints: 1000, stacking: 'compounded' };
    const threeForTwo: Draft = { kind: 'n-for-m', take: 3, pay: 2, stacking: 'compounded' };
    expect(total(price([line(1, 'a', 100, { count: 3 })], [tenth, threeForTwo]))).toBe(30 + 90);
  });

  it('settles a tie by priority, then by identifier', () => {
    const first: Draft = { kind: 'amount-off', promotionId: 'z', amount: 10, priority: 1 };
    const second: Draft = { kind: 'amount-off', promotionId: 'a', amount: 10 };
    expect(price([line(1, 'a', 100)], [second, first]).modifiersByLine.get(1)?.[0]?.promotionId).toBe('z');
  });
});

describe('limits, members, staff and coupons', () => {
  it('reduces so many pieces of a basket, the dearest first', () => {
    const lines = [line(1, 'a', 100, { count: 2 }), line(2, 'b', 300)];
    const half: Draft = { kind: 'percent-off', basisPoints: 5000, limits: { perTransaction: 2 } };
    expect(off(price(lines, [half]))).toEqual({ 1: 50, 2: 150 });
  });

  it('counts what the shopper had before', () => {
    const half: Draft = { kind: 'percent-off', basisPoints: 5000, limits: { perShopper: 3 } };
    const applied = price([line(1, 'a', 100, { count: 5 })], [half], { usedByShopper: { 'percent-off': 2 } });
    expect(off(applied)).toEqual({ 1: 50 });
  });

  it('makes so many sets', () => {
    const forTwo: Draft = { kind: 'n-for-price', take: 2, price: 100, limits: { perTransaction: 1 } };
    expect(total(price([line(1, 'a', 100, { count: 6 })], [forTwo]))).toBe(100);
  });

  it('is for members, of a programme where one is named', () => {
    const member: Draft = { kind: 'fixed-price', price: 80, requires: { member: true } };
    const gold: Draft = { kind: 'fixed-price', promotionId: 'gold', price: 70, requires: { programme: 'gold' } };
    const paid = (context: Partial<PromotionContext>): number =>
      100 - total(price([line(1, 'a', 100)], [member, gold], context));
    expect([paid({}), paid({ member: { programmes: [] } }), paid({ member: { programmes: ['gold'] } })]).toEqual([
      100, 80, 70,
    ]);
  });

  it('is for staff, except on what is taken out', () => {
    const staff: Draft = {
      kind: 'percent-off',
      basisPoints: 1000,
      target: { everything: true, exceptGroups: ['tobacco'], exceptArticles: ['stamp'] },
      requires: { staff: true },
    };
    const lines = [line(1, 'a', 100), line(2, 't', 100, { groups: ['tobacco'] }), line(3, 'stamp', 100)];
    expect(off(price(lines, [staff], { staff: true }))).toEqual({ 1: 10 });
    expect(off(price(lines, [staff]))).toEqual({});
  });

  it('takes one piece a coupon, the same serial once, and says which were used', () => {
    const coupon: Draft = { kind: 'amount-off', amount: 50, requires: { coupon: { couponId: 'c' } } };
    const coupons = [
      { couponId: 'c', serial: '1' },
      { couponId: 'c', serial: '1' },
      { couponId: 'c', serial: '2' },
      { couponId: 'other' },
    ];
    const applied = price([line(1, 'a', 100, { count: 3 })], [coupon], { coupons });
    expect(off(applied)).toEqual({ 1: 100 });
    expect(applied.coupons.map((each) => each.promotionId)).toEqual(['amount-off', undefined, 'amount-off', undefined]);
  });

  it('leaves a coupon unused that nothing in the basket is for', () => {
    const coupon: Draft = {
      kind: 'amount-off',
      amount: 50,
      target: { articles: ['x'] },
      requires: { coupon: { couponId: 'c' } },
    };
    const applied = price([line(1, 'a', 100)], [coupon], { coupons: [{ couponId: 'c' }] });
    expect(applied.coupons).toEqual([{ couponId: 'c' }]);
  });

  it('opens a promotion for all pieces with one coupon that says so', () => {
    const coupon: Draft = {
      kind: 'percent-off',
      basisPoints: 1000,
      requires: { coupon: { couponId: 'c', pieces: 'all' } },
    };
    const applied = price([line(1, 'a', 100, { count: 3 })], [coupon], {
      coupons: [{ couponId: 'c' }, { couponId: 'c' }],
    });
    expect(off(applied)).toEqual({ 1: 30 });
    expect(applied.coupons.map((each) => each.promotionId)).toEqual(['percent-off', undefined]);
  });

  it('takes a basket discount once a coupon where the limit allows more', () => {
    const five: Draft = {
      kind: 'basket-discount',
      reward: { type: 'amount', amount: 500 },
      requires: { coupon: { couponId: 'c' } },
    };
    const coupons = [
      { couponId: 'c', serial: '1' },
      { couponId: 'c', serial: '2' },
    ];
    const lines = [line(1, 'a', 5000)];
    const once = price(lines, [five], { coupons });
    expect([total(once), once.coupons.map((each) => each.promotionId)]).toEqual([500, ['basket-discount', undefined]]);
    const twice = price(lines, [{ ...five, limits: { perTransaction: 2 } }], { coupons });
    expect([total(twice), twice.coupons.map((each) => each.promotionId)]).toEqual([
      1000,
      ['basket-discount', 'basket-discount'],
    ]);
  });
});

const HAPPY_HOUR: Promotion = {
  promotionId: 'happy-hour',
  label: { en: 'Happy hour' },
  kind: 'amount-off',
  target: { everything: true },
  amount: minorUnits(10),
  validity: { times: [{ from: '17:00', to: '19:00' }] },
};

describe('time windows', () => {
  it.each<[Record<string, unknown>, string, string, boolean]>([
    [{ from: '2026-11-24' }, '2026-11-23', '23:59', false],
    [{ from: '2026-11-24' }, '2026-11-24', '00:00', true],
    [{ until: '2026-11-23' }, '2026-11-23', '23:59', true],
    [{ until: '2026-11-23' }, '2026-11-24', '00:00', false],
    [{ from: '2026-11-23T09:00', until: '2026-11-23T11:00' }, '2026-11-23', '08:59', false],
    [{ from: '2026-11-23T09:00', until: '2026-11-23T11:00' }, '2026-11-23', '09:00', true],
    [{ from: '2026-11-23T09:00', until: '2026-11-23T11:00' }, '2026-11-23', '11:00', false],
    [{ weekdays: [1] }, '2026-11-23', '12:00', true],
    [{ weekdays: [6, 7] }, '2026-11-23', '12:00', false],
    [{ weekdays: [7] }, '2026-11-22', '12:00', true],
    [{ times: [{ from: '17:00', to: '19:00' }] }, '2026-11-23', '17:00', true],
    [{ times: [{ from: '17:00', to: '19:00' }] }, '2026-11-23', '19:00', false],
    [{ times: [{ from: '22:00', to: '02:00' }] }, '2026-11-23', '01:59', true],
    [{ times: [{ from: '22:00', to: '02:00' }] }, '2026-11-23', '12:00', false],
  ])('%j at %s %s: %s', (validity, date, time, holds) => {
    const applied = price([line(1, 'a', 100)], [{ kind: 'amount-off', amount: 10, validity }], {
      localTime: { date, time },
    });
    expect(total(applied) > 0).toBe(holds);
  });

  it('open and close while a basket fills, also back and forth', () => {
    const promotions = compilePromotions([HAPPY_HOUR]);
    const basket = [line(1, 'a', 100)];
    const offAt = (time: string): number =>
      total(applyPromotions(basket, promotions, { localTime: { date: '2026-11-23', time } }));
    expect(['16:59', '17:00', '17:01', '19:00', '18:59', '16:59'].map(offAt)).toEqual([0, 10, 10, 0, 10, 0]);
  });
});

describe('ceilings', () => {
  const policy: PromotionPolicy = { ceilings: [{ target: { groups: ['alcohol'] }, basisPoints: 2500 }] };
  const wine = line(1, 'wine', 799, { groups: ['alcohol'] });

  it('hold the price of goods up against single promotions, sets and basket discounts together', () => {
    const half: Draft = { kind: 'percent-off', basisPoints: 5000, stacking: 'compounded' };
    const threeForTwo: Draft = { kind: 'n-for-m', take: 3, pay: 2 };
    const basket: Draft = { kind: 'basket-discount', reward: { type: 'percent', basisPoints: 5000 } };
    expect(off(price([wine], [half], {}, policy))).toEqual({ 1: 199 });
    expect(
      total(price([{ ...wine, quantity: pieces(3), regularAmount: minorUnits(2397) }], [threeForTwo], {}, policy)),
    ).toBe(3 * 199);
    expect(off(price([wine], [basket], {}, policy))).toEqual({ 1: 199 });
    expect(price([wine], [half], {}, policy).modifiersByLine.get(1)?.[0]?.explanation?.atCeiling).toBe(true);
  });

  it('give to other goods what they keep one from taking', () => {
    const basket: Draft = { kind: 'basket-discount', reward: { type: 'amount', amount: 600 } };
    expect(off(price([wine, line(2, 'a', 801)], [basket], {}, policy))).toEqual({ 1: 199, 2: 401 });
  });
});

describe('hints', () => {
  it('say how many pieces are missing and what they save', () => {
    const { hints } = price([line(1, 'a', 99, { count: 2 })], [{ kind: 'n-for-m', take: 3, pay: 2 }]);
    expect(hints).toMatchObject([{ promotionId: 'n-for-m', lineNumbers: [1], missingCount: 1, saves: 99 }]);
  });

  it('say the next step of tiers', () => {
    const tiers = [
      { from: 2, reward: { type: 'percent', basisPoints: 1000 } },
      { from: 4, reward: { type: 'percent', basisPoints: 2000 } },
    ];
    const { hints } = price([line(1, 'a', 100, { count: 3 })], [{ kind: 'tiers', by: 'quantity', tiers }]);
    // Four pieces save 80; three saved 30 and a fourth at the present step would save 10 more.
    expect(hints).toMatchObject([{ missingCount: 1, saves: 40 }]);
  });

  it('say what is missing to a threshold', () => {
    const basket: Draft = { kind: 'basket-discount', threshold: 2000, reward: { type: 'amount', amount: 300 } };
    const { hints } = price([line(1, 'a', 1500)], [basket]);
    expect(hints).toMatchObject([{ lineNumbers: [], missingCount: 0, missingAmount: 500, saves: 300 }]);
  });

  it('are silent where the step would not save anything or the limit is used up', () => {
    expect(price([line(1, 'a', 90)], [{ kind: 'n-for-price', take: 2, price: 200 }]).hints).toEqual([]);
    const limited: Draft = { kind: 'n-for-price', take: 2, price: 100, limits: { perTransaction: 1 } };
    expect(price([line(1, 'a', 100, { count: 3 })], [limited]).hints).toEqual([]);
  });
});

describe('what is no promotion at all', () => {
  it('leaves lines alone that cost nothing or give money back', () => {
    const lines = [line(1, 'a', 0), line(2, 'b', -25), line(3, 'c', 100)];
    expect(off(price(lines, [{ kind: 'percent-off', basisPoints: 5000 }]))).toEqual({ 3: 50 });
  });

  it('prices an empty basket', () => {
    expect(price([], [{ kind: 'basket-discount', reward: { type: 'amount', amount: 100 } }])).toMatchObject({
      hints: [],
      coupons: [],
    });
  });

  it('makes goods free down to zero, and no further', () => {
    const free: Draft = { kind: 'percent-off', basisPoints: 10_000, stacking: 'compounded' };
    const more: Draft = { kind: 'basket-discount', reward: { type: 'amount', amount: 100 } };
    expect(off(price([line(1, 'a', 100)], [free, more]))).toEqual({ 1: 100 });
  });
});
