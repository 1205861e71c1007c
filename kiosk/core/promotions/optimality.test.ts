import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorUnits } from '../values/money.ts';
import { pieces } from '../values/quantity.ts';
import { applyPromotions } from './apply.ts';
import type { PromotionLine } from './basket-facts.ts';
import { compilePromotions } from './compile.ts';
import type { Promotion, PromotionTarget, SetReward } from './promotion.ts';

// Goal: the shopper gets the lowest total that the rules allow. Method: small random baskets and promotions are priced
// a second time by trying every allowed combination, written without a line of the engine's own code.

type Priced = { price: number; parts: number; exclusive: boolean };

interface Unit {
  readonly article: string;
  readonly group: string;
  readonly price: number;
}

const half = (value: number): number => Math.floor(value + 0.5);

function targets(target: PromotionTarget | undefined, unit: Unit): boolean {
  if (target === undefined || target.everything === true) return true;
  return target.articles?.includes(unit.article) === true || target.groups?.includes(unit.group) === true;
}

function after(promotion: Promotion, unit: Unit, price: number, all: readonly Unit[]): number {
  if (!('target' in promotion) || !targets(promotion.target, unit)) return price;
  switch (promotion.kind) {
    case 'amount-off':
      return Math.max(0, price - promotion.amount);
    case 'percent-off':
      return price - half((price * promotion.basisPoints) / 10_000);
    case 'fixed-price':
      return Math.min(price, promotion.price);
    case 'tiers': {
      const counted = all.filter((each) => targets(promotion.target, each)).length;
      const tier = promotion.tiers.filter((each) => each.from <= counted).at(-1);
      if (tier === undefined || tier.reward.type !== 'percent') return price;
      return price - half((price * tier.reward.basisPoints) / 10_000);
    }
    default:
      return price;
  }
}

const PRIORITY = (a: Promotion, b: Promotion): number =>
  (b.priority ?? 0) - (a.priority ?? 0) || (a.promotionId < b.promotionId ? -1 : 1);

/** Every price that a unit may have outside sets: nothing, any one promotion, or all compounded ones. */
function aloneWays(unit: Unit, promotions: readonly Promotion[], all: readonly Unit[]): readonly Priced[] {
  const unlimited = promotions.filter((promotion) => promotion.limits === undefined);
  const one = unlimited
    .filter((promotion) => promotion.stacking !== 'compounded')
    .map((promotion) => way(unit.price, after(promotion, unit, unit.price, all), promotion.stacking === 'exclusive'));
  return [{ price: unit.price, parts: 0, exclusive: false }, chainWay(unit, unlimited, all), ...one];
}

function chainWay(unit: Unit, promotions: readonly Promotion[], all: readonly Unit[]): Priced {
  let price = unit.price;
  for (const promotion of promotions.filter((each) => each.stacking === 'compounded').toSorted(PRIORITY)) {
    price = after(promotion, unit, price, all);
  }
  return way(unit.price, price, false);
}

function way(before: number, price: number, exclusive: boolean): Priced {
  return { price, parts: price < before ? 1 : 0, exclusive: exclusive && price < before };
}

interface Deal {
  readonly promotion: Promotion;
  readonly places: readonly PromotionTarget[];
  readonly reward: SetReward;
}

function dealsOf(promotions: readonly Promotion[]): readonly Deal[] {
  return promotions.flatMap((promotion): readonly Deal[] => {
    switch (promotion.kind) {
      case 'n-for-m': {
        const places = Array.from({ length: promotion.take }, () => promotion.target);
        return [{ promotion, places, reward: { type: 'cheapest', count: promotion.take - promotion.pay } }];
      }
      case 'n-for-price': {
        const places = Array.from({ length: promotion.take }, () => promotion.target);
        return [{ promotion, places, reward: { type: 'price', price: promotion.price } }];
      }
      case 'cheapest-free': {
        const places = Array.from({ length: promotion.take }, () => promotion.target);
        const { free: count = 1, basisPoints } = promotion;
        return [{ promotion, places, reward: { type: 'cheapest', count, basisPoints } }];
      }
      case 'mix-and-match': {
        const places = promotion.parts.flatMap((part) => Array.from({ length: part.count }, () => part.target));
        return [{ promotion, places, reward: promotion.reward }];
      }
      case 'bundle': {
        const places = promotion.articles.flatMap((part) =>
          Array.from({ length: part.count }, () => ({ articles: [part.articleId] })),
        );
        return [{ promotion, places, reward: { type: 'price', price: promotion.price } }];
      }
      default:
        return [];
    }
  });
}

function dealTotal(reward: SetReward, prices: readonly number[]): number {
  const sum = prices.reduce((a, b) => a + b, 0);
  switch (reward.type) {
    case 'price':
      return Math.min(sum, reward.price);
    case 'amount':
      return Math.max(0, sum - reward.amount);
    case 'percent':
      return sum - prices.reduce((total, price) => total + half((price * reward.basisPoints) / 10_000), 0);
    case 'cheapest':
      return (
        sum -
        prices
          .toSorted((a, b) => a - b)
          .slice(0, reward.count)
          .reduce((total, price) => total + half((price * (reward.basisPoints ?? 10_000)) / 10_000), 0)
      );
  }
}

interface Outcome {
  readonly open: number;
  readonly closed: number;
}

/** All outcomes of the goods, as what remains open to basket discounts and what does not. */
function outcomes(units: readonly Unit[], promotions: readonly Promotion[]): readonly Outcome[] {
  const found = new Map<string, Outcome>();
  const deals = dealsOf(promotions);
  const limited = promotions.filter((promotion) => promotion.limits !== undefined);
  const used = new Map<string, number>();
  const mayUse = (promotion: Promotion): boolean =>
    (used.get(promotion.promotionId) ?? 0) < (promotion.limits?.perTransaction ?? Number.POSITIVE_INFINITY);
  const count = (promotion: Promotion, by: number): void => {
    used.set(promotion.promotionId, (used.get(promotion.promotionId) ?? 0) + by);
  };
  const walk = (rest: readonly Unit[], open: number, closed: number): void => {
    const [unit, ...others] = rest;
    if (unit === undefined) {
      found.set(`${open}/${closed}`, { open, closed });
      return;
    }
    const add = (price: number, exclusive: boolean, next: readonly Unit[]): void => {
      walk(next, exclusive ? open : open + price, exclusive ? closed + price : closed);
    };
    for (const each of aloneWays(unit, promotions, units)) add(each.price, each.exclusive, others);
    for (const promotion of limited) {
      if (!mayUse(promotion) || dealsOf([promotion]).length > 0) continue;
      const together =
        promotion.stacking === 'compounded'
          ? chainWay(
              unit,
              promotions.filter((each) => each === promotion || each.limits === undefined),
              units,
            )
          : way(unit.price, after(promotion, unit, unit.price, units), promotion.stacking === 'exclusive');
      if (together.parts === 0) continue;
      count(promotion, 1);
      add(together.price, together.exclusive, others);
      count(promotion, -1);
    }
    for (const deal of deals) {
      if (!mayUse(deal.promotion)) continue;
      count(deal.promotion, 1);
      for (const chosen of companions(deal, unit, others)) {
        const members = [unit, ...chosen];
        const unlimited = promotions.filter((promotion) => promotion.limits === undefined);
        const compounded = deal.promotion.stacking === 'compounded';
        const prices = members.map((each) => (compounded ? chainWay(each, unlimited, units).price : each.price));
        const total = dealTotal(deal.reward, prices);
        if (total < prices.reduce((a, b) => a + b, 0)) {
          add(
            total,
            deal.promotion.stacking === 'exclusive',
            others.filter((each) => !chosen.includes(each)),
          );
        }
      }
      count(deal.promotion, -1);
    }
  };
  walk(units, 0, 0);
  return [...found.values()];
}

/** All ways to complete a deal that holds a unit, as the other units in it. */
function companions(deal: Deal, unit: Unit, others: readonly Unit[]): readonly (readonly Unit[])[] {
  const size = deal.places.length;
  const found: (readonly Unit[])[] = [];
  const choose = (from: number, chosen: readonly Unit[]): void => {
    if (chosen.length === size - 1) {
      if (fits(deal.places, [unit, ...chosen])) found.push(chosen);
      return;
    }
    for (const [offset, other] of others.slice(from).entries()) choose(from + offset + 1, [...chosen, other]);
  };
  choose(0, []);
  return found;
}

function fits(places: readonly PromotionTarget[], units: readonly Unit[]): boolean {
  const [unit, ...rest] = units;
  if (unit === undefined) return places.length === 0;
  return places.some((place, index) => targets(place, unit) && fits(places.toSpliced(index, 1), rest));
}

function bestTotal(units: readonly Unit[], promotions: readonly Promotion[]): number {
  const regular = units.reduce((sum, unit) => sum + unit.price, 0);
  const baskets = promotions.filter(
    (promotion) => promotion.kind === 'basket-discount' && regular >= (promotion.threshold ?? 0),
  );
  const reduce = (open: number, promotion: Promotion): number => {
    if (promotion.kind !== 'basket-discount') return open;
    const { reward } = promotion;
    return reward.type === 'amount'
      ? Math.max(0, open - reward.amount)
      : open - half((open * reward.basisPoints) / 10_000);
  };
  let best = regular;
  for (const { open, closed } of outcomes(units, promotions)) {
    const compounded = baskets.filter((basket) => basket.stacking === 'compounded').toSorted(PRIORITY);
    const ways = [
      compounded.reduce(reduce, open),
      ...baskets.filter((basket) => basket.stacking !== 'compounded').map((basket) => reduce(open, basket)),
    ];
    best = Math.min(best, closed + Math.min(...ways));
  }
  return best;
}

function engineTotal(units: readonly Unit[], promotions: readonly Promotion[]): number {
  const lines = units.map<PromotionLine>((unit, index) => ({
    lineNumber: index + 1,
    articleId: unit.article,
    groups: [unit.group],
    quantity: pieces(1),
    unitPrice: minorUnits(unit.price),
    regularAmount: minorUnits(unit.price),
    tax: { code: 'A', rateBasisPoints: 2100 },
  }));
  const set = compilePromotions(promotions);
  expect(set.problems).toEqual([]);
  const { modifiersByLine } = applyPromotions(lines, set, { localTime: { date: '2026-11-23', time: '12:00' } });
  let total = units.reduce((sum, unit) => sum + unit.price, 0);
  for (const modifiers of modifiersByLine.values()) for (const each of modifiers) total += each.amount;
  return total;
}

const ARTICLES: readonly Unit[] = [
  { article: 'a', group: 'g', price: 99 },
  { article: 'b', group: 'g', price: 149 },
  { article: 'c', group: 'g', price: 149 },
  { article: 'd', group: 'h', price: 210 },
  { article: 'e', group: 'h', price: 35 },
];

const unit = fc
  .tuple(fc.constantFrom(...ARTICLES), fc.constantFrom(0, 0, 0, 51))
  .map(([article, more]) =>
    more === 0 ? { ...article } : { ...article, article: `${article.article}+`, price: article.price + more },
  );
const target = fc.constantFrom<PromotionTarget>(
  { everything: true },
  { groups: ['g'] },
  { groups: ['h'] },
  { articles: ['a', 'd'] },
  { articles: ['b'] },
);
const share = fc.constantFrom(500, 1000, 2500, 3333, 5000);
const label = { en: 'promotion' };
const amount = fc.constantFrom(5, 20, 60, 150).map(minorUnits);
const price = fc.constantFrom(49, 100, 200, 250).map(minorUnits);

const single = fc.oneof(
  fc.record({ kind: fc.constant('amount-off' as const), target, amount }),
  fc.record({ kind: fc.constant('percent-off' as const), target, basisPoints: share }),
  fc.record({ kind: fc.constant('fixed-price' as const), target, price }),
);
const tiered = fc.record({ target, from: fc.constantFrom(2, 3), basisPoints: share }).map((each) => ({
  kind: 'tiers' as const,
  target: each.target,
  by: 'quantity' as const,
  tiers: [{ from: each.from, reward: { type: 'percent' as const, basisPoints: each.basisPoints } }],
}));
const inSets = fc.oneof(
  fc.record({ kind: fc.constant('n-for-m' as const), target, take: fc.constantFrom(2, 3), pay: fc.constant(1) }),
  fc.record({ kind: fc.constant('n-for-m' as const), target, take: fc.constant(3), pay: fc.constant(2) }),
  fc.record({ kind: fc.constant('n-for-price' as const), target, take: fc.constantFrom(2, 3), price }),
  fc.record({ kind: fc.constant('cheapest-free' as const), target, take: fc.constant(2), basisPoints: share }),
  fc
    .record({
      first: target,
      second: target,
      reward: fc.constantFrom<SetReward>(
        { type: 'price', price: minorUnits(180) },
        { type: 'amount', amount: minorUnits(70) },
        { type: 'percent', basisPoints: 2000 },
      ),
    })
    .map((each) => ({
      kind: 'mix-and-match' as const,
      parts: [
        { target: each.first, count: 1 },
        { target: each.second, count: 1 },
      ],
      reward: each.reward,
    })),
  fc.record({ price }).map((each) => ({
    kind: 'bundle' as const,
    articles: [
      { articleId: 'a', count: 1 },
      { articleId: 'd', count: 1 },
    ],
    price: each.price,
  })),
);
const onBasket = fc
  .record({ threshold: fc.constantFrom(0, 300, 500).map(minorUnits), basisPoints: share })
  .map((each) => ({
    kind: 'basket-discount' as const,
    threshold: each.threshold,
    reward: { type: 'percent' as const, basisPoints: each.basisPoints },
  }));

const common = {
  label: fc.constant(label),
  priority: fc.constantFrom(0, 0, 5),
  stacking: fc.constantFrom('exclusive' as const, 'best-price' as const, 'compounded' as const),
};
const limited = fc.constantFrom(undefined, undefined, undefined, { perTransaction: 1 }, { perTransaction: 2 });

const onGoods = fc
  .tuple(fc.oneof(single, tiered, inSets, inSets), fc.record({ ...common, limits: limited }))
  .map(([kind, rest]) => (kind.kind === 'tiers' ? { ...kind, ...rest, limits: undefined } : { ...kind, ...rest }));
const basketDiscount = fc
  .tuple(onBasket, fc.record({ ...common, stacking: fc.constantFrom('best-price' as const, 'compounded' as const) }))
  .map(([kind, rest]) => ({ ...kind, ...rest }));

const named = (promotions: readonly object[]): readonly Promotion[] =>
  promotions.map((promotion, index) => ({ ...promotion, promotionId: `p${index}` }) as Promotion);

const units = fc.array(unit, { minLength: 1, maxLength: 6 });

describe('the choice of promotions', () => {
  it('is the best of all allowed combinations on the goods', () => {
    fc.assert(
      fc.property(units, fc.array(onGoods, { minLength: 1, maxLength: 4 }), (basket, promotions) => {
        expect(engineTotal(basket, named(promotions))).toBe(bestTotal(basket, named(promotions)));
      }),
      { numRuns: 600 },
    );
  });

  it('is the best with shares off the basket too', () => {
    fc.assert(
      fc.property(
        units,
        fc.array(onGoods, { minLength: 1, maxLength: 3 }),
        fc.array(basketDiscount, { minLength: 1, maxLength: 2 }),
        (basket, promotions, discounts) => {
          const all = named([...promotions, ...discounts]);
          // Shares on shares are rounded one by one, which may cost a unit that no choice on the goods can foresee.
          const roundedAgain = discounts.every((each) => each.stacking === 'compounded') ? discounts.length - 1 : 0;
          const best = bestTotal(basket, all);
          expect(engineTotal(basket, all)).toBeGreaterThanOrEqual(best);
          expect(engineTotal(basket, all)).toBeLessThanOrEqual(best + roundedAgain);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('never makes a basket dearer by one more promotion', () => {
    fc.assert(
      fc.property(
        units,
        fc.array(fc.oneof(onGoods, onGoods, basketDiscount), { minLength: 1, maxLength: 6 }),
        (basket, promotions) => {
          const all = named(promotions).map((each) =>
            each.kind === 'basket-discount' ? { ...each, stacking: 'best-price' as const } : each,
          );
          expect(engineTotal(basket, all)).toBeLessThanOrEqual(engineTotal(basket, all.slice(0, -1)));
        },
      ),
      { numRuns: 400 },
    );
  });
});
