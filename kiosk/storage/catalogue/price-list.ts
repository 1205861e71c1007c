import type { Article } from '#kiosk/core/catalogue/article.ts';
import type { ArticleId, EpochMs } from '#kiosk/core/values/identifiers.ts';
import { naming, openForBulkLoad, openReadOnly, type Database } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import { filesInForce, lockForImport, newFile, putInForce, unlessDamaged } from './catalogue-directory.ts';
import { CATALOGUE_KIND, PRICES_KIND } from './schema.ts';
import type { CatalogueFiles } from './sqlite-catalogue.ts';

/** A price that holds from a moment on, until a later one does. */
export interface PriceChange {
  readonly articleId: ArticleId;
  /** Undefined where the article has no price from then on, and cannot be sold by itself. */
  readonly price: Article['price'];
  readonly unitPrice?: Article['unitPrice'];
  readonly validFrom: EpochMs;
}

export interface AppliedPrices {
  readonly revision: string;
  readonly changed: number;
  /** Articles that the catalogue does not have. */
  readonly unknown: readonly ArticleId[];
}

interface PriceRow {
  readonly article: number;
  readonly validFrom: number;
  readonly price: number | null;
  readonly unitPrice: number | null;
  readonly unit: string | null;
}

const PRICE_COLUMNS = 'article, valid_from AS validFrom, price, unit_price AS unitPrice, unit';

/**
 * Makes a new revision of a catalogue in which some prices change, and puts it in force. Only a small file of prices is
 * written beside the large one of articles, so that a lane that sells meanwhile does not notice.
 *
 * @throws StorageError not-found where there is no catalogue, locked, full
 */
export function applyPrices(directory: string, revision: string, changes: Iterable<PriceChange>): AppliedPrices {
  const release = lockForImport(directory);
  try {
    return naming(directory, () => applyLocked(directory, revision, changes));
  } finally {
    release();
  }
}

function applyLocked(directory: string, revision: string, changes: Iterable<PriceChange>): AppliedPrices {
  const inForce = filesInForce(directory);
  if (inForce === undefined) throw new StorageError('not-found', `${directory}: holds no catalogue; import one first`);
  const prices = newFile(directory, 'prices', revision);
  const unknown: ArticleId[] = [];
  let changed = 0;
  const articles = openReadOnly(inForce.catalogue, CATALOGUE_KIND);
  try {
    const numberOf = articles.prepare<[string], number>('SELECT number FROM article WHERE id = ?').pluck();
    writePrices(prices, revision, (write) => {
      for (const row of rowsOf(inForce.prices)) write(row);
      for (const { articleId, price, unitPrice, validFrom } of changes) {
        const article = numberOf.get(articleId);
        if (article === undefined) {
          unknown.push(articleId);
          continue;
        }
        changed += 1;
        const amount = unitPrice?.amount ?? null;
        write({ article, validFrom, price: price ?? null, unitPrice: amount, unit: unitPrice?.per ?? null });
      }
    });
  } finally {
    articles.close();
  }
  putInForce(directory, { revision, catalogue: inForce.catalogue, prices });
  return { revision, changed, unknown };
}

/**
 * Takes the prices that were announced for later from one catalogue to the next, where the articles are numbered anew.
 * A former catalogue that is damaged has none to give: it must not keep the next one away.
 *
 * @returns the file of prices, or undefined if none was announced
 */
export function carryPricesOver(
  before: CatalogueFiles,
  catalogue: string,
  file: string,
  now: EpochMs,
): string | undefined {
  return unlessDamaged(() => naming(before.catalogue, () => carryOver(before, catalogue, file, now)));
}

function carryOver(before: CatalogueFiles, catalogue: string, file: string, now: EpochMs): string | undefined {
  const later = rowsOf(before.prices).filter(({ validFrom }) => validFrom > now);
  if (later.length === 0) return undefined;
  const former = openReadOnly(before.catalogue, CATALOGUE_KIND);
  const next = openReadOnly(catalogue, CATALOGUE_KIND);
  try {
    const idOf = former.prepare<[number], string>('SELECT id FROM article WHERE number = ?').pluck();
    const numberOf = next.prepare<[string], number>('SELECT number FROM article WHERE id = ?').pluck();
    writePrices(file, before.revision, (write) => {
      for (const row of later) {
        const article = numberOf.get(idOf.get(row.article) ?? '');
        if (article !== undefined) write({ ...row, article });
      }
    });
    return file;
  } finally {
    former.close();
    next.close();
  }
}

function rowsOf(file: string | undefined): readonly PriceRow[] {
  if (file === undefined) return [];
  const database = openReadOnly(file, PRICES_KIND);
  try {
    return database.prepare<[], PriceRow>(`SELECT ${PRICE_COLUMNS} FROM price`).all();
  } finally {
    database.close();
  }
}

function writePrices(file: string, revision: string, fill: (write: (row: PriceRow) => void) => void): void {
  const database: Database = openForBulkLoad(file, PRICES_KIND);
  try {
    const insert = database.prepare('INSERT OR REPLACE INTO price VALUES(?, ?, ?, ?, ?)');
    const run = database.transaction(() => {
      database.prepare('INSERT INTO meta VALUES(1, ?)').run(revision);
      fill(({ article, validFrom, price, unitPrice, unit }) => insert.run(article, validFrom, price, unitPrice, unit));
    });
    run();
  } finally {
    database.close();
  }
}
