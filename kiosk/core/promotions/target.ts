import type { GoodsPromotion, PromotionTarget } from './promotion.ts';

/** What a target looks at. */
export interface TargetedGoods {
  readonly articleId: string;
  readonly groups: readonly string[];
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
  if (target.exceptArticles?.includes(goods.articleId) === true || share(target.exceptGroups, goods.groups))
    return false;
  if (target.everything === true || target.articles?.includes(goods.articleId) === true) return true;
  return share(target.groups, goods.groups);
}

function share(some: readonly string[] | undefined, others: readonly string[]): boolean {
  return some !== undefined && others.some((group) => some.includes(group));
}
