import type {
  BasketPromotion,
  Promotion,
  PromotionPolicy,
  PromotionTarget,
  SetPromotion,
  SinglePromotion,
} from './promotion.ts';
import { promotionProblems, type PromotionProblem } from './promotion-problems.ts';

/**
 * Promotions made ready for pricing: checked, ordered and indexed by what they are about, so that pricing a basket costs
 * what its goods are touched by and not what the shop has running.
 */
export interface PromotionSet {
  readonly policy: PromotionPolicy;
  /** Promotions that could not be used, each with the reason; they have no effect. */
  readonly problems: readonly PromotionProblem[];
  /** Promotions on single pieces and on sets, by what they name. */
  readonly goods: TargetIndex<GoodsPromotion>;
  /** Basket discounts, highest priority first. */
  readonly basket: readonly BasketPromotion[];
  /** Promotions that a kind of coupon opens, in their one order. */
  readonly byCoupon: ReadonlyMap<string, readonly Promotion[]>;
}

/** What is about single goods, as opposed to the basket as a whole. */
export type GoodsPromotion = SinglePromotion | SetPromotion;

export interface TargetIndex<Entry> {
  readonly byArticle: ReadonlyMap<string, readonly Entry[]>;
  readonly byGroup: ReadonlyMap<string, readonly Entry[]>;
  readonly onEverything: readonly Entry[];
}

/** What a target looks at. */
export interface TargetedGoods {
  readonly articleId: string;
  readonly groups: readonly string[];
}

/** The set without any promotion. */
export const NO_PROMOTIONS: PromotionSet = compilePromotions([]);

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
  return { policy, problems, goods: indexByTarget(goods), basket, byCoupon };
}

/** Highest priority first, then by identifier: the one order in which promotions are ever taken. */
export function byPriority(a: Promotion, b: Promotion): number {
  const difference = (b.priority ?? 0) - (a.priority ?? 0);
  if (difference !== 0) return difference;
  return a.promotionId < b.promotionId ? -1 : a.promotionId > b.promotionId ? 1 : 0;
}

/** Everything that a promotion names: its target, or those of its parts. */
export function targetsOf(promotion: GoodsPromotion): readonly PromotionTarget[] {
  switch (promotion.kind) {
    case 'mix-and-match':
      return promotion.parts.map((part) => part.target);
    case 'bundle':
      return [{ articles: promotion.articles.map((article) => article.articleId) }];
    default:
      return [promotion.target];
  }
}

export function isTargeted(target: PromotionTarget, goods: TargetedGoods): boolean {
  if (target.exceptArticles?.includes(goods.articleId) === true) return false;
  const { exceptGroups, groups } = target;
  if (exceptGroups !== undefined && goods.groups.some((group) => exceptGroups.includes(group))) return false;
  if (target.everything === true || target.articles?.includes(goods.articleId) === true) return true;
  return groups !== undefined && goods.groups.some((group) => groups.includes(group));
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
  const named = new Set<GoodsPromotion>(set.goods.onEverything);
  for (const promotion of set.goods.byArticle.get(goods.articleId) ?? []) named.add(promotion);
  for (const group of goods.groups) for (const promotion of set.goods.byGroup.get(group) ?? []) named.add(promotion);
  return [...named]
    .filter((promotion) => targetsOf(promotion).some((target) => isTargeted(target, goods)))
    .toSorted(byPriority);
}
