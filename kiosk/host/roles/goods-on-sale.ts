import type { Article, CatalogueCategory, CatalogueQuery } from '#kiosk/core/catalogue/article.ts';
import type { ArticleId, EpochMs } from '#kiosk/core/values/identifiers.ts';
import type { ChangingCatalogue } from '#kiosk/lane/ports.ts';
import type { Goods } from './goods.ts';

/** A lane's catalogue whose promotions change over together with it: between two sales. */
export class GoodsOnSale implements ChangingCatalogue {
  readonly #goods: Goods;

  constructor(goods: Goods) {
    this.#goods = goods;
  }

  get revision(): string {
    return this.#goods.catalogue.revision;
  }

  refresh(): boolean {
    const arePromotionsNew = this.#goods.refreshPromotions();
    return this.#goods.catalogue.refresh() || arePromotionsNew;
  }

  findByCode(code: string, at: EpochMs): Article | undefined {
    return this.#goods.catalogue.findByCode(code, at);
  }

  findById(id: ArticleId, at: EpochMs): Article | undefined {
    return this.#goods.catalogue.findById(id, at);
  }

  search(query: CatalogueQuery): readonly Article[] {
    return this.#goods.catalogue.search(query);
  }

  categories(): readonly CatalogueCategory[] {
    return this.#goods.catalogue.categories();
  }
}
