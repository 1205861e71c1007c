import { compilePromotions, type PromotionSet } from '#kiosk/core/promotions/compile.ts';
import type { PromotionLine } from '#kiosk/core/promotions/basket-facts.ts';
import type { Promotion } from '#kiosk/core/promotions/promotion.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { pieces } from '#kiosk/core/values/quantity.ts';

/**
 * A supermarket with 3,000 articles in 120 groups and 12 departments, and 1,000 promotions in force at once: most of
 * them on a family of articles, as leaflets have them, some on groups and departments, for members, with coupons,
 * limited, and on the basket. The same each time.
 */

const ARTICLES = 3000;
const GROUPS = 120;
const DEPARTMENTS = 12;

interface ShopArticle {
  readonly articleId: string;
  readonly groups: readonly string[];
  readonly price: number;
}

/** Numbers that look random and are the same each time (Lehmer, "minimal standard"). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from min to max. */
  roll(min: number, max: number): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return min + (this.#state % (max - min + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.roll(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}

export interface PromotionShop {
  readonly articles: readonly ShopArticle[];
  readonly promotions: PromotionSet;
}

export function openPromotionShop(): PromotionShop {
  const dice = new Dice(20_261_123);
  const articles = Array.from({ length: ARTICLES }, (_, index) => ({
    articleId: `a${index}`,
    groups: [`g${index % GROUPS}`, `d${index % DEPARTMENTS}`],
    price: dice.roll(49, 1999),
  }));
  const promotions = compilePromotions(drafts(dice, articles));
  if (promotions.problems.length > 0) throw new Error(JSON.stringify(promotions.problems[0]));
  return { articles, promotions };
}

export function randomLine(lineNumber: number, { articles }: PromotionShop, dice: Dice): PromotionLine {
  const article = dice.pick(articles);
  const count = dice.roll(1, 5) === 1 ? dice.roll(2, 6) : 1;
  return {
    lineNumber,
    articleId: article.articleId,
    groups: article.groups,
    quantity: pieces(count),
    unitPrice: minorUnits(article.price),
    regularAmount: minorUnits(article.price * count),
    tax: { code: 'B', rateBasisPoints: 900 },
  };
}

function drafts(dice: Dice, articles: readonly ShopArticle[]): readonly Promotion[] {
  const promotions: Promotion[] = [];
  const family = (size: number): { readonly articles: readonly string[] } => {
    const group = `g${dice.roll(0, GROUPS - 1)}`;
    const members = articles.filter((article) => article.groups.includes(group));
    return { articles: Array.from({ length: size }, () => dice.pick(members).articleId) };
  };
  const group = (): { readonly groups: readonly string[] } => ({ groups: [`g${dice.roll(0, GROUPS - 1)}`] });
  const add = (count: number, make: () => object): void => {
    for (let made = 0; made < count; made += 1) {
      promotions.push({
        promotionId: `p${promotions.length}`,
        label: { en: 'Promotion' },
        stacking: dice.roll(1, 4) === 1 ? 'compounded' : 'best-price',
        priority: dice.roll(0, 3),
        ...make(),
      } as unknown as Promotion);
    }
  };
  const percent = (): number => dice.roll(5, 50) * 100;
  add(250, () => ({
    kind: 'percent-off',
    target: dice.roll(1, 5) === 1 ? group() : family(5),
    basisPoints: percent(),
  }));
  add(120, () => ({ kind: 'fixed-price', target: family(3), price: dice.roll(49, 999) }));
  add(80, () => ({ kind: 'fixed-price', target: family(3), price: dice.roll(49, 999), requires: { member: true } }));
  add(150, () => ({ kind: 'n-for-m', target: family(6), take: dice.roll(2, 3), pay: 1 }));
  add(200, () => ({ kind: 'n-for-price', target: family(8), take: dice.roll(2, 3), price: dice.roll(200, 1500) }));
  add(40, () => ({
    kind: 'mix-and-match',
    parts: [family(6), family(6), family(6)].map((target) => ({ target, count: 1 })),
    reward: { type: 'price', price: 500 },
  }));
  add(30, () => ({
    kind: 'bundle',
    articles: [0, 1].map((half) => ({ articleId: `a${dice.roll(0, ARTICLES / 2 - 1) * 2 + half}`, count: 1 })),
    price: 500,
  }));
  add(50, () => ({
    kind: 'tiers',
    target: group(),
    by: 'quantity',
    tiers: [
      { from: 2, reward: { type: 'percent', basisPoints: 500 } },
      { from: 6, reward: { type: 'percent', basisPoints: 1500 } },
    ],
  }));
  add(10, () => ({ kind: 'best-before', target: group(), steps: [{ daysLeft: 1, basisPoints: 3500 }] }));
  add(30, () => ({
    kind: 'fixed-price',
    target: family(1),
    price: 99,
    limits: { perTransaction: 3 },
    stacking: 'exclusive',
  }));
  add(25, () => ({
    kind: 'amount-off',
    target: family(4),
    amount: 50,
    requires: { coupon: { couponId: `c${promotions.length}` } },
  }));
  add(9, () => ({
    kind: 'percent-off',
    target: { groups: [`d${dice.roll(0, 11)}`] },
    basisPoints: 500,
    requires: { member: true },
  }));
  add(1, () => ({ kind: 'percent-off', target: { everything: true }, basisPoints: 1000, requires: { staff: true } }));
  add(5, () => ({
    kind: 'basket-discount',
    stacking: 'best-price',
    threshold: dice.roll(10, 300) * 100,
    reward: dice.roll(1, 2) === 1 ? { type: 'percent', basisPoints: 500 } : { type: 'amount', amount: 500 },
  }));
  return promotions;
}
