import type {
  Article,
  CatalogueCategory,
  CatalogueEntry,
  CatalogueQuery,
  CatalogueReader,
} from '#kiosk/core/catalogue/article.ts';
import { type ArticleId, inLanguage } from '#kiosk/core/values/identifiers.ts';

/** A catalogue in memory, for a shop of a few hundred articles. */
export class MemoryCatalogue implements CatalogueReader {
  readonly revision: string;
  readonly #entries: readonly CatalogueEntry[];
  readonly #categories: readonly CatalogueCategory[];
  readonly #byCode = new Map<string, Article>();
  readonly #byId = new Map<ArticleId, Article>();

  constructor(revision: string, entries: readonly CatalogueEntry[], categories: readonly CatalogueCategory[]) {
    this.revision = revision;
    this.#entries = entries;
    this.#categories = categories;
    for (const { article, codes } of entries) {
      this.#byId.set(article.id, article);
      for (const code of codes) this.#byCode.set(code, article);
    }
  }

  findByCode(code: string): Article | undefined {
    return this.#byCode.get(code);
  }

  findById(id: ArticleId): Article | undefined {
    return this.#byId.get(id);
  }

  categories(): readonly CatalogueCategory[] {
    return this.#categories;
  }

  search({ text, language, category, limit }: CatalogueQuery): readonly Article[] {
    const words = text.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
    return this.#entries
      .filter(({ article }) => category === undefined || article.category === category)
      .filter(({ article, searchWords }) => {
        const name = `${inLanguage(article.name, language)} ${searchWords ? inLanguage(searchWords, language) : ''}`;
        return words.every((word) => name.toLocaleLowerCase(language).includes(word));
      })
      .slice(0, limit)
      .map(({ article }) => article);
  }
}
