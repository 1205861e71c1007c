import type { CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import { encodeArticle, SharedValues, type Shared } from './article-row.ts';

/** Articles ready to be written, in a form that crosses from one thread to another for little. */
export interface PreparedArticles {
  readonly ids: readonly string[];
  /** The stored form of each, a line feed between two: JSON has none inside. */
  readonly data: string;
}

/** Finds out how articles are stored, apart from whoever writes them. */
export class ArticlePreparer {
  readonly #shared = new SharedValues();
  #ids: string[] = [];
  #data: string[] = [];

  /** How many articles wait to be taken. */
  get count(): number {
    return this.#ids.length;
  }

  /** What articles refer to by number; complete once all are prepared. */
  get shared(): readonly Shared[] {
    return this.#shared.values;
  }

  add(entry: CatalogueEntry): void {
    this.#ids.push(entry.article.id);
    this.#data.push(encodeArticle(entry, this.#shared));
  }

  /** Hands over the articles that were prepared since the last time. */
  take(): PreparedArticles {
    const prepared = { ids: this.#ids, data: this.#data.join('\n') };
    this.#ids = [];
    this.#data = [];
    return prepared;
  }
}
