import { describe, expect, it } from 'vitest';
import { compilePromotions } from './compile.ts';
import type { Promotion } from './promotion.ts';
import { promotionProblems } from './promotion-problems.ts';

// Goal: a promotion that makes no sense is told with its field, value and what is allowed, and has no effect. Method:
// one good promotion of each kind, and each field of it spoilt in turn.

const COMMON = { promotionId: 'p', label: { en: 'Promotion' }, target: { everything: true } };

const GOOD: Readonly<Record<Promotion['kind'], object>> = {
  'amount-off': { amount: 1 },
  'percent-off': { basisPoints: 10_000 },
  'fixed-price': { price: 0 },
  tiers: {
    by: 'quantity',
    tiers: [
      { from: 1, reward: { type: 'percent', basisPoints: 1 } },
      { from: 2, reward: { type: 'price', price: 0 } },
    ],
  },
  'best-before': { steps: [{ daysLeft: 0, basisPoints: 5000 }] },
  'n-for-m': { take: 2, pay: 1 },
  'n-for-price': { take: 24, price: 0 },
  'cheapest-free': { take: 2 },
  'mix-and-match': { parts: [{ target: { groups: ['g'] }, count: 2 }], reward: { type: 'cheapest', count: 1 } },
  bundle: {
    articles: [
      { articleId: 'a', count: 1 },
      { articleId: 'b', count: 1 },
    ],
    price: 100,
  },
  'basket-discount': { threshold: 0, reward: { type: 'amount', amount: 1 } },
};

function draft(kind: string, change: object = {}): Promotion {
  return { ...COMMON, kind, ...GOOD[kind as Promotion['kind']], ...change } as unknown as Promotion;
}

describe('the meaning of a promotion', () => {
  it.each(Object.keys(GOOD))('is fine for a good one: %s', (kind) => {
    expect(promotionProblems(draft(kind))).toEqual([]);
  });

  it.each<[string, string, object]>([
    ['promotionId', 'amount-off', { promotionId: '' }],
    ['promotionId', 'amount-off', { promotionId: 'x'.repeat(65) }],
    ['label', 'amount-off', { label: {} }],
    ['priority', 'amount-off', { priority: 1001 }],
    ['priority', 'amount-off', { priority: 0.5 }],
    ['target', 'amount-off', { target: {} }],
    ['target', 'amount-off', { target: { exceptGroups: ['x'] } }],
    ['amount', 'amount-off', { amount: 0 }],
    ['amount', 'amount-off', { amount: 1.5 }],
    ['basisPoints', 'percent-off', { basisPoints: 10_001 }],
    ['price', 'fixed-price', { price: -1 }],
    ['tiers', 'tiers', { tiers: [] }],
    [
      'tiers[1].from',
      'tiers',
      {
        tiers: [
          { from: 3, reward: { type: 'amount', amount: 1 } },
          { from: 3, reward: { type: 'amount', amount: 2 } },
        ],
      },
    ],
    ['tiers[0].reward.basisPoints', 'tiers', { tiers: [{ from: 1, reward: { type: 'percent', basisPoints: 0 } }] }],
    ['steps[0].daysLeft', 'best-before', { steps: [{ daysLeft: -1, basisPoints: 1 }] }],
    ['pay', 'n-for-m', { take: 3, pay: 3 }],
    ['take', 'n-for-m', { take: 25 }],
    ['take', 'n-for-price', { take: 1 }],
    ['free', 'cheapest-free', { free: 2 }],
    ['basisPoints', 'cheapest-free', { basisPoints: 0 }],
    ['parts', 'mix-and-match', { parts: [] }],
    ['parts[0].target', 'mix-and-match', { parts: [{ target: {}, count: 2 }] }],
    ['reward.count', 'mix-and-match', { reward: { type: 'cheapest', count: 2 } }],
    ['articles', 'bundle', { articles: [{ articleId: 'a', count: 1 }] }],
    ['threshold', 'basket-discount', { threshold: -1 }],
    ['reward.amount', 'basket-discount', { reward: { type: 'amount', amount: 0 } }],
    ['limits.perTransaction', 'amount-off', { limits: { perTransaction: 0 } }],
    ['limits.perShopper', 'amount-off', { limits: { perShopper: 1.5 } }],
    ['requires.coupon.couponId', 'amount-off', { requires: { coupon: { couponId: '' } } }],
    ['requires.coupon.pieces', 'amount-off', { requires: { coupon: { couponId: 'c', pieces: 0 } } }],
    ['validity.from', 'amount-off', { validity: { from: '2026-02-30' } }],
    ['validity.until', 'amount-off', { validity: { until: '2026-11-23 12:00' } }],
    ['validity.until', 'amount-off', { validity: { from: '2026-11-24', until: '2026-11-23' } }],
    ['validity.weekdays[0]', 'amount-off', { validity: { weekdays: [0] } }],
    ['validity.times[0].to', 'amount-off', { validity: { times: [{ from: '08:00', to: '24:00' }] } }],
  ])('names %s of a spoilt %s', (path, kind, change) => {
    const [problem] = promotionProblems(draft(kind, change));
    expect(problem?.path).toBe(path);
    expect(problem?.allowed.length).toBeGreaterThan(3);
  });

  it('keeps what is spoilt or named twice out of the set, and says so', () => {
    const set = compilePromotions([
      draft('amount-off'),
      draft('percent-off'),
      draft('fixed-price', { promotionId: 'q', price: -1 }),
    ]);
    expect(set.problems.map(({ promotionId, path }) => [promotionId, path])).toEqual([
      ['p', 'promotionId'],
      ['q', 'price'],
    ]);
    expect(set.goods.onEverything.map((promotion) => promotion.kind)).toEqual(['amount-off']);
  });
});
