import type { BasketPromotion, GoodsPromotion, Promotion, PromotionPolicy } from './promotion.ts';
import { isTargeted, targetsOf, type TargetedGoods } from './target.ts';
import { promotionProblems, type PromotionProblem } from './promotion-problems.ts';

/**
 * Promotions made ready for pricing: checked, ordered and indexed by what they are about, so that pricing a basket
 * costs what its goods are touched by and not what the shop has running.
 */
export interface PromotionSet {
  readonly policy: PromotionPolicy;
  /** Promotions that could not be used, each with the reason; they have no effect. */
  readonly problems: readonly PromotionProblem[];
  /** All that can be used, highest priority first. */
  readonly all: readonly Promotion[];
  /** Promotions on single pieces and on sets, by what they name. */
  readonly goods: TargetIndex<GoodsPromotion>;
  /** Basket discounts, highest priority first. */
  readonly basket: readonly BasketPromotion[];
  /** Promotions that a kind of coupon opens, in their one order. */
  readonly byCoupon: ReadonlyMap<string, readonly Promotion[]>;
}

export interface TargetIndex<Entry> {
  readonly byArticle: ReadonlyMap<string, readonly Entry[]>;
  readonly byGroup: ReadonlyMap<string, readonly Entry[]>;
  readonly onEverything: readonly Entry[];
}

/** The order of the promotions does not matter: priority, then the identifier decides wherever one must come first. */
export function compilePromotions(promotions: readonly Promotion[], policy: PromotionPolicy = {}): PromotionSet {
  const problems: PromotionProblem[] = [];
  const seen = new Set<string>();
  const usable: Promotion[] = [];
  for (const promotion of promotions) {
    const found = promotionProblems(promotion);
    if (seen.has(promotion.promotionId)) {
      const { promotionId } = promotion;
      found.push({
        promotionId,
        path: 'promotionId',
        value: promotionId,
        allowed: 'an identifier that no other promotion has',
      });
    }
    if (found.length === 0) usable.push(promotion);
    problems.push(...found);
    seen.add(promotion.promotionId);
  }
  const ordered = usable.toSorted(byPriority);
  const goods = ordered.filter((promotion) => promotion.kind !== 'basket-discount');
  const basket = ordered.filter((promotion) => promotion.kind === 'basket-discount');
  const byCoupon = new Map<string, Promotion[]>();
  for (const promotion of ordered) {
    const couponId = promotion.requires?.coupon?.couponId;
    if (couponId !== undefined) append(byCoupon, couponId, promotion);
  }
  return { policy, problems, all: ordered, goods: indexByTarget(goods), basket, byCoupon };
}

/** Highest priority first, then by identifier: the one order in which promotions are ever taken. */
export function byPriority(a: Promotion, b: Promotion): number {
  const difference = (b.priority ?? 0) - (a.priority ?? 0);
  if (difference !== 0) return difference;
  return a.promotionId < b.promotionId ? -1 : a.promotionId > b.promotionId ? 1 : 0;
}

function indexByTarget(promotions: readonly GoodsPromotion[]): TargetIndex<GoodsPromotion> {
  const byArticle = new Map<string, GoodsPromotion[]>();
  const byGroup = new Map<string, GoodsPromotion[]>();
  const onEverything: GoodsPromotion[] = [];
  for (const promotion of promotions) {
    const targets = targetsOf(promotion);
    if (targets.some((target) => target.everything === true)) {
      onEverything.push(promotion);
      continue;
    }
    for (const articleId of new Set(targets.flatMap((target) => target.articles ?? []))) {
      append(byArticle, articleId, promotion);
    }
    for (const group of new Set(targets.flatMap((target) => target.groups ?? []))) append(byGroup, group, promotion);
  }
  return { byArticle, byGroup, onEverything };
}

function append<Entry>(index: Map<string, Entry[]>, key: string, entry: Entry): void {
  const entries = index.get(key);
  if (entries === undefined) index.set(key, [entry]);
  else entries.push(entry);
}

/** The promotions that touch these goods, each once, in their one order. */
export function promotionsTouching(set: PromotionSet, goods: TargetedGoods): readonly GoodsPromotion[] {
  const { onEverything, byArticle, byGroup } = set.goods;
  const named = new Set<GoodsPromotion>(onEverything);
  for (const promotion of byArticle.get(goods.articleId) ?? []) named.add(promotion);
  for (const group of goods.groups) for (const promotion of byGroup.get(group) ?? []) named.add(promotion);
  return [...named]
    .filter((promotion) => targetsOf(promotion).some((target) => isTargeted(target, goods)))
    .toSorted(byPriority);
}
