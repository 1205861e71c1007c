import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorUnits } from '../values/money.ts';
import { grams, pieces } from '../values/quantity.ts';
import { applyPromotions } from './apply.ts';
import type { PromotionContext, PromotionLine } from './basket-facts.ts';
import { compilePromotions, type PromotionSet } from './compile.ts';
import type { PromotionHint } from './price-modifier.ts';
import type { Promotion, PromotionTarget } from './promotion.ts';
import { isTargeted } from './target.ts';

// Goal: what must hold for every basket and every shop, also where both are too large to try all combinations. Method:
// random baskets of up to 60 lines against up to 40 promotions that overlap.

interface Wanted {
  readonly article: number;
  readonly count: number;
  readonly weighed: boolean;
}

const PRICES = [35, 49, 99, 99, 129, 149, 199, 249, 319, 1099];
const TAXES = [
  { code: 'A', rateBasisPoints: 2100 },
  { code: 'B', rateBasisPoints: 900 },
];

function lineOf(lineNumber: number, { article, count, weighed }: Wanted): PromotionLine {
  const unitPrice = minorUnits(PRICES[article % PRICES.length] ?? 99);
  const quantity = weighed ? grams(count * 250) : pieces(count);
  return {
    lineNumber,
    articleId: `${weighed ? 'w' : 'a'}${article}`,
    groups: [`g${article % 4}`, 'all'],
    quantity,
    unitPrice,
    regularAmount: weighed ? minorUnits(Math.round((unitPrice * count) / 4)) : minorUnits(unitPrice * count),
    tax: TAXES[article % 2] ?? { code: 'A', rateBasisPoints: 2100 },
  };
}

const wanted: fc.Arbitrary<Wanted> = fc.record({
  article: fc.nat({ max: 11 }),
  count: fc.integer({ min: 1, max: 4 }),
  weighed: fc.constantFrom(false, false, false, true),
});
const basket = fc.array(wanted, { minLength: 1, maxLength: 60 });

const target = fc.oneof(
  fc.constant<PromotionTarget>({ everything: true }),
  fc.nat({ max: 3 }).map<PromotionTarget>((group) => ({ groups: [`g${group}`] })),
  fc.uniqueArray(fc.nat({ max: 11 }), { minLength: 1, maxLength: 4 }).map<PromotionTarget>((articles) => ({
    articles: articles.map((article) => `a${article}`),
  })),
);
const amount = fc.integer({ min: 1, max: 300 }).map(minorUnits);
const basisPoints = fc.integer({ min: 1, max: 10_000 });

const kind = fc.oneof(
  fc.record({ kind: fc.constant('amount-off'), target, amount }),
  fc.record({ kind: fc.constant('percent-off'), target, basisPoints }),
  fc.record({ kind: fc.constant('fixed-price'), target, price: amount }),
  fc.record({
    kind: fc.constant('tiers'),
    by: fc.constantFrom('quantity', 'value'),
    target,
    tiers: fc
      .tuple(basisPoints, fc.integer({ min: 1, max: 8 }))
      .map(([share, from]) => [{ from, reward: { type: 'percent', basisPoints: share } }]),
  }),
  fc.record({ kind: fc.constant('n-for-m'), target, take: fc.constantFrom(3, 4), pay: fc.constantFrom(1, 2) }),
  fc.record({ kind: fc.constant('n-for-price'), target, take: fc.constantFrom(2, 3), price: amount }),
  fc.record({ kind: fc.constant('cheapest-free'), target, take: fc.constantFrom(2, 3), basisPoints }),
  fc.record({
    kind: fc.constant('mix-and-match'),
    parts: fc.tuple(target, target).map(([a, b]) => [
      { target: a, count: 1 },
      { target: b, count: 2 },
    ]),
    reward: fc.oneof(
      fc.record({ type: fc.constant('percent'), basisPoints }),
      fc.record({ type: fc.constant('price'), price: amount }),
      fc.record({ type: fc.constant('amount'), amount }),
      fc.record({ type: fc.constant('cheapest'), count: fc.constantFrom(1, 2) }),
    ),
  }),
  fc.record({
    kind: fc.constant('basket-discount'),
    threshold: fc.integer({ min: 0, max: 5000 }),
    reward: fc.oneof(
      fc.record({ type: fc.constant('percent'), basisPoints }),
      fc.record({ type: fc.constant('amount'), amount }),
    ),
  }),
);
const promotion = fc.tuple(
  kind,
  fc.record({
    priority: fc.constantFrom(0, 0, 1, 5),
    stacking: fc.constantFrom('exclusive', 'best-price', 'best-price', 'compounded'),
    limits: fc.constantFrom(undefined, undefined, undefined, { perTransaction: 2 }),
    requires: fc.constantFrom(undefined, undefined, undefined, { member: true }, { coupon: { couponId: 'c' } }),
  }),
);
const policy = fc.record({
  acrossPriorities: fc.constantFrom('compete' as const, 'compete' as const, 'override' as const, 'compound' as const),
  ceilings: fc.constantFrom([], [{ target: { groups: ['g1'] }, basisPoints: 2500 }]),
});

function shopWith(promotionsMax: number): fc.Arbitrary<PromotionSet> {
  return fc.tuple(fc.array(promotion, { maxLength: promotionsMax }), policy).map(([drafts, rules]) => {
    const promotions = drafts.map(
      ([draft, rest], index) => ({ promotionId: `p${index}`, label: { en: 'x' }, ...draft, ...rest }) as Promotion,
    );
    return compilePromotions(promotions, rules);
  });
}

const shop = shopWith(40);
/** Small enough for every choice to be exact, so that nothing is missed once the hint is followed. */
const smallShop = shopWith(3);
const smallBasket = fc.array(wanted, { minLength: 1, maxLength: 4 });

const CONTEXT: PromotionContext = { localTime: { date: '2026-11-23', time: '12:00' } };

function offBy(lines: readonly PromotionLine[], set: PromotionSet): ReadonlyMap<number, number> {
  const { modifiersByLine } = applyPromotions(lines, set, CONTEXT);
  return new Map(
    lines.map((each) => {
      const modifiers = modifiersByLine.get(each.lineNumber) ?? [];
      return [each.lineNumber, modifiers.reduce((sum, modifier) => sum + modifier.amount, 0)] as const;
    }),
  );
}

/** There is a part of which any piece, whatever it costs, brings the basket what was named. */
function completes(hint: PromotionHint, lines: readonly PromotionLine[], set: PromotionSet): void {
  const promotion = set.goods.onEverything
    .concat(...set.goods.byArticle.values(), ...set.goods.byGroup.values())
    .find(({ promotionId }) => promotionId === hint.promotionId);
  const parts = promotion?.kind === 'mix-and-match' ? promotion.parts : [];
  const before = sumOf(offBy(lines, set));
  const added = Array.from({ length: 12 }, (_, article) =>
    lineOf(lines.length + 1, { article, count: 1, weighed: false }),
  );
  const isMissing = parts.some((part) =>
    added
      .filter((line) => isTargeted(part.target, line))
      .every((line) => sumOf(offBy([...lines, line], set)) <= before - hint.saves),
  );
  expect(isMissing).toBe(true);
}

function sumOf(amounts: ReadonlyMap<number, number>): number {
  return [...amounts.values()].reduce((sum, amount) => sum + amount, 0);
}

/** What the basket costs for each tax category: the finest amount that tax and totals depend on. */
function byTax(lines: readonly PromotionLine[], set: PromotionSet): Readonly<Record<string, number>> {
  const off = offBy(lines, set);
  const totals: Record<string, number> = {};
  for (const line of lines) {
    totals[line.tax.code] = (totals[line.tax.code] ?? 0) + line.regularAmount + (off.get(line.lineNumber) ?? 0);
  }
  return totals;
}

/** What happens to a basket: each changes it, or who holds it. */
type Step =
  | { readonly type: 'add'; readonly wanted: Wanted }
  | { readonly type: 'remove' | 'recount'; readonly place: number; readonly count: number }
  | { readonly type: 'member' | 'coupon' | 'minute' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: wanted.map((each) => ({ type: 'add' as const, wanted: each })) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom('remove' as const, 'recount' as const),
      place: fc.nat({ max: 59 }),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom('member' as const, 'coupon' as const, 'minute' as const) }),
  },
);

interface Shopping {
  readonly wants: readonly (Wanted & { readonly lineNumber: number })[];
  readonly context: PromotionContext;
}

function after({ wants, context }: Shopping, step: Step): Shopping {
  switch (step.type) {
    case 'add':
      return { wants: [...wants, { ...step.wanted, lineNumber: (wants.at(-1)?.lineNumber ?? 0) + 1 }], context };
    case 'remove':
      return { wants: wants.filter((_, index) => index !== step.place % wants.length), context };
    case 'recount': {
      const { count } = step;
      return {
        wants: wants.map((each, index) => (index === step.place % wants.length ? { ...each, count } : each)),
        context,
      };
    }
    case 'member':
      return { wants, context: { ...context, member: context.member === undefined ? { programmes: [] } : undefined } };
    case 'coupon':
      return { wants, context: { ...context, coupons: [...(context.coupons ?? []), { couponId: 'c' }] } };
    case 'minute':
      return { wants, context: { ...context, localTime: { ...context.localTime, time: '12:01' } } };
  }
}

const numbered = (wants: readonly Wanted[]): readonly PromotionLine[] =>
  wants.map((each, index) => lineOf(index + 1, each));

const RUNS = { numRuns: 150 };

describe('for every basket and every shop', () => {
  it('no line gets dearer, and none costs less than zero or its ceiling', () => {
    fc.assert(
      fc.property(basket, shop, (wants, set) => {
        const lines = numbered(wants);
        const ceilings = set.policy.ceilings ?? [];
        for (const [lineNumber, off] of offBy(lines, set)) {
          const line = lines[lineNumber - 1];
          const regular = line?.regularAmount ?? 0;
          expect(off).toBeLessThanOrEqual(0);
          const isHeld = ceilings.length > 0 && line?.groups.includes('g1') === true;
          expect(regular + off).toBeGreaterThanOrEqual(isHeld ? Math.floor(regular * 0.75) : 0);
        }
      }),
      RUNS,
    );
  });

  it('no order of scanning and no split into lines changes what any tax rate bears', () => {
    fc.assert(
      fc.property(
        basket.chain((wants) => fc.tuple(fc.constant(wants), fc.shuffledSubarray(wants, { minLength: wants.length }))),
        shop,
        ([wants, shuffled], set) => {
          const expected = byTax(numbered(wants), set);
          expect(byTax(numbered(shuffled), set)).toEqual(expected);
          const single = shuffled.flatMap((each) =>
            each.weighed ? [each] : Array.from({ length: each.count }, () => ({ ...each, count: 1 })),
          );
          expect(byTax(numbered(single), set)).toEqual(expected);
        },
      ),
      RUNS,
    );
  });

  it('a basket that changes step by step costs, tells and hints just what it does when it is priced from nothing', () => {
    fc.assert(
      fc.property(basket, fc.array(step, { minLength: 4, maxLength: 24 }), shop, (wants, steps, set) => {
        let shopping: Shopping = {
          wants: wants.map((each, index) => ({ ...each, lineNumber: index + 1 })),
          context: CONTEXT,
        };
        for (const each of steps) {
          shopping = after(shopping, each);
          const lines = shopping.wants.map((want) => lineOf(want.lineNumber, want));
          // Memories belong to the set as an object: an equal one starts with none.
          const fromNothing = applyPromotions(lines, { ...set }, shopping.context);
          expect(applyPromotions(lines, set, shopping.context)).toEqual(fromNothing);
        }
      }),
      RUNS,
    );
  });

  it('taking off what was added leads back to the same prices', () => {
    fc.assert(
      fc.property(basket, wanted, shop, (wants, added, set) => {
        const lines = numbered(wants);
        const before = [...offBy(lines, set)];
        offBy([...lines, lineOf(lines.length + 1, added)], set);
        expect([...offBy(lines, set)]).toEqual(before);
      }),
      RUNS,
    );
  });

  it('what a hint promises comes true, or better', () => {
    fc.assert(
      fc.property(smallBasket, smallShop, (wants, set) => {
        const onGoods: PromotionSet = { ...set, basket: [], policy: { ...set.policy, acrossPriorities: 'compete' } };
        const lines = numbered(wants);
        const off = (of: readonly PromotionLine[]): number =>
          [...offBy(of, onGoods).values()].reduce((sum, amount) => sum - amount, 0);
        for (const hint of applyPromotions(lines, onGoods, CONTEXT).hints) {
          const line = lines.find((each) => each.lineNumber === hint.lineNumbers[0]);
          expect(hint.saves).toBeGreaterThan(0);
          if (hint.isPart === true) {
            completes(hint, lines, onGoods);
            continue;
          }
          if (line?.quantity.kind !== 'pieces' || hint.missingCount === 0) continue;
          const count = line.quantity.count + hint.missingCount;
          const more = { ...line, quantity: pieces(count), regularAmount: minorUnits(line.unitPrice * count) };
          expect(off(lines.with(line.lineNumber - 1, more))).toBeGreaterThanOrEqual(off(lines) + hint.saves);
        }
      }),
      RUNS,
    );
  });

  it('promotions in force leave a basket no dearer than none', () => {
    fc.assert(
      fc.property(basket, shop, (wants, set) => {
        const off = [...offBy(numbered(wants), set).values()].reduce((sum, amount) => sum + amount, 0);
        expect(off).toBeLessThanOrEqual(0);
      }),
      RUNS,
    );
  });

  it('no limit is passed and no piece is counted twice', () => {
    fc.assert(
      fc.property(basket, shop, (wants, set) => {
        const lines = numbered(wants);
        const { modifiersByLine } = applyPromotions(lines, set, CONTEXT);
        const pieceCounts = new Map<string, number>();
        for (const line of lines) {
          let inSets = 0;
          for (const { promotionId, explanation } of modifiersByLine.get(line.lineNumber) ?? []) {
            if (explanation === undefined) continue;
            pieceCounts.set(promotionId, (pieceCounts.get(promotionId) ?? 0) + explanation.pieces);
            if (explanation.setSize > 1) inSets += explanation.pieces;
          }
          const { quantity } = line;
          const isOneByOne = (set.policy.acrossPriorities ?? 'compete') !== 'compound';
          if (isOneByOne) expect(inSets).toBeLessThanOrEqual(quantity.kind === 'pieces' ? quantity.count : 0);
        }
        for (const [promotionId, count] of pieceCounts) {
          const limit = limitOf(set, promotionId);
          if (limit !== undefined) expect(count).toBeLessThanOrEqual(limit);
        }
      }),
      RUNS,
    );
  });
});

/** The most pieces that a limited promotion on goods may touch. */
function limitOf(set: PromotionSet, promotionId: string): number | undefined {
  const { onEverything, byArticle, byGroup } = set.goods;
  const all = [...onEverything, ...[...byArticle.values()].flat(), ...[...byGroup.values()].flat()];
  const found = all.find((each) => each.promotionId === promotionId);
  const limit = found?.limits?.perTransaction;
  if (found === undefined || limit === undefined) return undefined;
  switch (found.kind) {
    case 'n-for-m':
    case 'n-for-price':
    case 'cheapest-free':
      return limit * found.take;
    case 'mix-and-match':
      return limit * found.parts.reduce((sum, part) => sum + part.count, 0);
    case 'bundle':
      return limit * found.articles.reduce((sum, part) => sum + part.count, 0);
    default:
      return limit;
  }
}
