import type { Article, CatalogueCategory, CatalogueQuery, CatalogueReader } from '#kiosk/core/catalogue/article.ts';
import type { ArticleId, EpochMs } from '#kiosk/core/values/identifiers.ts';
import { filesInForce, openCatalogue } from './catalogue-directory.ts';
import type { SqliteCatalogue } from './sqlite-catalogue.ts';

/**
 * The catalogue of a lane that runs on while revisions come and go. It changes over only when it is told to, so that an
 * open sale keeps the revision that it was begun with.
 */
export class LiveCatalogue implements CatalogueReader {
  readonly #directory: string;
  #current: SqliteCatalogue;

  /** @throws StorageError not-found where nothing was imported yet; as opening does otherwise */
  constructor(directory: string) {
    this.#directory = directory;
    this.#current = openCatalogue(directory);
  }

  get revision(): string {
    return this.#current.revision;
  }

  /**
   * Changes over to the revision in force; called between sales. If that one cannot be read, the present one stays.
   *
   * @returns true if it changed
   * @throws StorageError as opening does
   */
  refresh(): boolean {
    const files = filesInForce(this.#directory);
    if (files?.revision === this.#current.revision) return false;
    if (files !== undefined && this.#current.takePrices(files)) return true;
    const next = openCatalogue(this.#directory);
    this.#current.close();
    this.#current = next;
    return true;
  }

  findByCode(code: string, at: EpochMs): Article | undefined {
    return this.#current.findByCode(code, at);
  }

  findById(id: ArticleId, at: EpochMs): Article | undefined {
    return this.#current.findById(id, at);
  }

  search(query: CatalogueQuery): readonly Article[] {
    return this.#current.search(query);
  }

  categories(): readonly CatalogueCategory[] {
    return this.#current.categories();
  }

  close(): void {
    this.#current.close();
  }
}
