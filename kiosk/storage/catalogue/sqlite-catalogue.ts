import type {
  Article,
  CatalogueCategory,
  CatalogueEntry,
  CatalogueQuery,
  CatalogueReader,
} from '#kiosk/core/catalogue/article.ts';
import type { ArticleId, EpochMs } from '#kiosk/core/values/identifiers.ts';
import type { MinorUnits } from '#kiosk/core/values/money.ts';
import { naming, openReadOnly, type Database } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import { decodeArticle, type Shared } from './article-row.ts';
import { CatalogueSearch } from './catalogue-search.ts';
import { CATALOGUE_KIND, PRICES_KIND } from './schema.ts';

/** As a list, for an object with names would take a fifth of the time of a look-up to make. */
type ArticleRow = readonly [number: number, id: string, data: string];

interface PriceRow {
  readonly price: number | null;
  readonly unitPrice: number | null;
  readonly unit: 'kg' | 'l' | 'piece' | null;
}

interface Meta {
  readonly articles: number;
  readonly categories: string;
  readonly shared: string;
}

/** The files that one revision is made of. */
export interface CatalogueFiles {
  readonly revision: string;
  readonly catalogue: string;
  readonly prices: string | undefined;
}

const ARTICLE = 'SELECT article.number, article.id, article.data FROM';
/** What SQLite may keep in memory of each file, in KiB; the operating system keeps the rest. */
const CACHE_KIB = 4_096;

/** One revision of a catalogue on the disk, read in place: opening it costs milliseconds, whatever its size. */
export class SqliteCatalogue implements CatalogueReader {
  readonly articleCount: number;
  readonly #file: string;
  readonly #database: Database;
  #prices: Prices;
  readonly #shared: readonly Shared[];
  readonly #categories: readonly CatalogueCategory[];
  readonly #byCode;
  readonly #byId;
  readonly #byNumber;
  readonly #search: CatalogueSearch;

  /** @throws StorageError not-found, not-a-database, foreign, newer, corrupt */
  constructor(files: CatalogueFiles) {
    const { catalogue: file } = files;
    const database = openCached(file, CATALOGUE_KIND);
    this.#file = file;
    this.#database = database;
    this.#prices = openPrices(files);
    try {
      const read = reading(file, () => statementsIn(database, file));
      this.articleCount = read.articleCount;
      this.#shared = read.shared;
      this.#categories = read.categories;
      this.#byCode = read.byCode;
      this.#byId = read.byId;
      this.#byNumber = read.byNumber;
      this.#search = read.search;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get revision(): string {
    return this.#prices.revision;
  }

  /**
   * Changes over to a revision of the same articles with other prices. What was read and made ready of the articles
   * stays so: the next scan is as quick as the last one.
   *
   * @returns false where the articles are others, and nothing was done
   * @throws StorageError as opening does; the present prices stay then
   */
  takePrices(files: CatalogueFiles): boolean {
    if (files.catalogue !== this.#file) return false;
    const before = this.#prices;
    this.#prices = openPrices(files);
    before.database?.close();
    return true;
  }

  findByCode(code: string, at: EpochMs): Article | undefined {
    return reading(this.#file, () => this.#article(this.#byCode.get(code), at));
  }

  findById(id: ArticleId, at: EpochMs): Article | undefined {
    return reading(this.#file, () => this.#article(this.#byId.get(id), at));
  }

  /** An article with its codes, search words and measure, as it was imported but for its price. */
  findEntryById(id: ArticleId, at: EpochMs): CatalogueEntry | undefined {
    return reading(this.#file, () => {
      const row = this.#byId.get(id);
      return row === undefined ? undefined : this.#entry(row, at);
    });
  }

  search(query: CatalogueQuery): readonly Article[] {
    const byCode = /^\d+$/.test(query.text.trim()) ? this.findByCode(query.text.trim(), query.at) : undefined;
    const found = reading(this.#file, () =>
      this.#search.find(query, (number) => this.#article(this.#byNumber.get(number), query.at)),
    );
    if (byCode === undefined) return found;
    return [byCode, ...found.filter(({ id }) => id !== byCode.id)].slice(0, query.limit);
  }

  categories(): readonly CatalogueCategory[] {
    return this.#categories;
  }

  /** Every article with its codes and search words, in the order in which it was imported. */
  *entries(at: EpochMs): Generator<CatalogueEntry, void, void> {
    const all = this.#database.prepare<[], ArticleRow>(`${ARTICLE} article ORDER BY number`).raw();
    const rows = reading(this.#file, () => all.iterate());
    try {
      for (;;) {
        const row = reading(this.#file, () => rows.next());
        if (row.done === true) return;
        yield this.#entry(row.value, at);
      }
    } finally {
      // A statement that was not read to its end would keep the file open.
      rows.return?.();
    }
  }

  close(): void {
    this.#database.close();
    this.#prices.database?.close();
  }

  #article(row: ArticleRow | undefined, at: EpochMs): Article | undefined {
    return row === undefined ? undefined : this.#entry(row, at).article;
  }

  #entry([number, id, data]: ArticleRow, at: EpochMs): CatalogueEntry {
    try {
      const entry = decodeArticle(id, data, this.#shared);
      return { ...entry, article: this.#priced(entry.article, number, at) };
    } catch (error) {
      throw new StorageError('corrupt', `${this.#file}: article ${id} cannot be read`, { cause: error });
    }
  }

  /** The article at the price that holds by then. */
  #priced(article: Article, number: number, at: EpochMs): Article {
    const changed = this.#prices.at(number, at);
    if (changed === undefined) return article;
    const { price, unitPrice, unit } = changed;
    return {
      ...article,
      price: (price ?? undefined) as MinorUnits | undefined,
      unitPrice: unitPrice === null || unit === null ? undefined : { amount: unitPrice as MinorUnits, per: unit },
    };
  }
}

/** @throws StorageError where the file cannot be read, or holds what no import has written */
function reading<Answer>(file: string, read: () => Answer): Answer {
  try {
    return naming(file, read);
  } catch (error) {
    if (error instanceof StorageError) throw error;
    throw new StorageError('corrupt', `${file}: damaged, what was read of it makes no sense`, { cause: error });
  }
}

function statementsIn(database: Database, file: string) {
  const meta = database.prepare<[], Meta>('SELECT articles, categories, shared FROM meta').get();
  if (meta === undefined) throw new StorageError('corrupt', `${file}: a catalogue that was never finished`);
  return {
    articleCount: meta.articles,
    shared: JSON.parse(meta.shared) as readonly Shared[],
    categories: JSON.parse(meta.categories) as readonly CatalogueCategory[],
    byCode: database
      .prepare<[string], ArticleRow>(
        `${ARTICLE} code JOIN article ON article.number = code.article WHERE code.code = ?`,
      )
      .raw(),
    byId: database.prepare<[string], ArticleRow>(`${ARTICLE} article WHERE id = ?`).raw(),
    byNumber: database.prepare<[number], ArticleRow>(`${ARTICLE} article WHERE number = ?`).raw(),
    search: new CatalogueSearch(database, meta.articles),
  };
}

/** The prices that changed since the articles were imported, and the revision that they make. */
interface Prices {
  readonly revision: string;
  readonly database: Database | undefined;
  readonly at: (article: number, moment: EpochMs) => PriceRow | undefined;
}

function openPrices({ revision, prices }: CatalogueFiles): Prices {
  if (prices === undefined) return { revision, database: undefined, at: () => undefined };
  const database = openCached(prices, PRICES_KIND);
  const statement = database.prepare<[number, number], PriceRow>(
    'SELECT price, unit_price AS unitPrice, unit FROM price WHERE article = ? AND valid_from <= ? ' +
      'ORDER BY valid_from DESC LIMIT 1',
  );
  return { revision, database, at: (article, moment) => statement.get(article, moment) };
}

function openCached(file: string, kind: typeof CATALOGUE_KIND): Database {
  const database = openReadOnly(file, kind);
  naming(file, () => database.pragma(`cache_size=-${CACHE_KIB}`));
  return database;
}
