import type { EpochMs } from '#kiosk/core/values/identifiers.ts';
import { complaintOf, openReadOnly, type DatabaseKind } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import { filesInForce } from './catalogue-directory.ts';
import { CATALOGUE_KIND, PRICES_KIND } from './schema.ts';
import { SqliteCatalogue } from './sqlite-catalogue.ts';

/** What an imported catalogue was found to be. */
export interface CatalogueReport {
  readonly revision: string;
  readonly articles: number;
  readonly codes: number;
  readonly withoutPrice: number;
  /** Neither a code nor a category leads to them. */
  readonly outOfReach: number;
  /** The first things that are wrong; none in a right catalogue. */
  readonly faults: readonly string[];
}

const FAULTS_MAX = 20;

/**
 * Reads every article of the revision in force and looks each of its codes up.
 *
 * @throws StorageError not-found, not-a-database, foreign, newer, corrupt
 */
export function checkCatalogue(directory: string, at: EpochMs): CatalogueReport {
  const files = filesInForce(directory);
  if (files === undefined) throw new StorageError('not-found', `${directory}: holds no catalogue; import one first`);
  const faults = [...damage(files.catalogue, CATALOGUE_KIND), ...damage(files.prices, PRICES_KIND)];
  const catalogue = new SqliteCatalogue(files);
  try {
    const categories = new Set(catalogue.categories().map(({ id }) => id));
    const found = { articles: 0, codes: 0, withoutPrice: 0, outOfReach: 0 };
    for (const { article, codes } of catalogue.entries(at)) {
      found.articles += 1;
      found.codes += codes.length;
      if (article.price === undefined) found.withoutPrice += 1;
      if (codes.length === 0 && article.category === undefined) found.outOfReach += 1;
      const lost = codes.find((code) => catalogue.findByCode(code, at)?.id !== article.id);
      if (lost !== undefined) faults.push(`article ${article.id}: its code ${lost} does not lead to it`);
      if (article.category !== undefined && categories.size > 0 && !categories.has(article.category)) {
        faults.push(`article ${article.id}: there is no category ${article.category}`);
      }
    }
    if (found.articles !== catalogue.articleCount) {
      faults.push(`${catalogue.articleCount} articles were imported, ${found.articles} are there`);
    }
    return { revision: catalogue.revision, ...found, faults: faults.slice(0, FAULTS_MAX) };
  } finally {
    catalogue.close();
  }
}

function damage(file: string | undefined, kind: DatabaseKind): readonly string[] {
  if (file === undefined) return [];
  const database = openReadOnly(file, kind);
  try {
    const complaint = complaintOf(database, 'integrity_check');
    return complaint === undefined ? [] : [`${file}: damaged (${complaint})`];
  } finally {
    database.close();
  }
}
