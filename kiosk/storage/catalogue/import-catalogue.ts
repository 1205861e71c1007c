import type { CatalogueCategory, CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import { SharedValues } from './article-row.ts';
import { CatalogueBuilder } from './catalogue-builder.ts';
import { filesInForce, lockForImport, newFile, putInForce } from './catalogue-directory.ts';
import { prepareArticle, type PreparedArticle } from './prepare-article.ts';
import { carryPricesOver } from './price-list.ts';

export interface NewRevision {
  readonly revision: string;
  readonly categories: readonly CatalogueCategory[];
  /** When it is imported: prices that were announced for later stay announced. Milliseconds since 1970. */
  readonly now: number;
}

export interface ImportedCatalogue {
  readonly revision: string;
  readonly articles: number;
}

/**
 * Makes a new revision of a catalogue out of articles and puts it in force. Whoever reads the revision before it goes on
 * doing so; if anything goes wrong that one stays in force.
 *
 * @throws StorageError locked (another import runs, or the revision is in force), full, corrupt (an id or a code twice)
 */
export async function importCatalogue(
  directory: string,
  entries: Iterable<CatalogueEntry> | AsyncIterable<CatalogueEntry>,
  revision: NewRevision,
): Promise<ImportedCatalogue> {
  const shared = new SharedValues();
  return writeRevision(directory, revision, shared, async (builder) => {
    for await (const entry of entries) builder.add(prepareArticle(entry, shared));
  });
}

/** The same for articles that another thread has prepared, together with what they share, which is complete by the end. */
export async function importPrepared(
  directory: string,
  batches: AsyncIterable<readonly PreparedArticle[]>,
  revision: NewRevision,
  shared: SharedValues,
): Promise<ImportedCatalogue> {
  return writeRevision(directory, revision, shared, async (builder) => {
    for await (const batch of batches) for (const article of batch) builder.add(article);
  });
}

async function writeRevision(
  directory: string,
  { revision, categories, now }: NewRevision,
  shared: SharedValues,
  fill: (builder: CatalogueBuilder) => Promise<void>,
): Promise<ImportedCatalogue> {
  const release = lockForImport(directory);
  try {
    const catalogue = newFile(directory, 'catalogue', revision);
    const builder = new CatalogueBuilder(catalogue);
    try {
      await fill(builder);
    } catch (error) {
      builder.discard();
      throw error;
    }
    builder.finish(revision, categories, shared);
    const before = filesInForce(directory);
    const prices =
      before === undefined
        ? undefined
        : carryPricesOver(before, catalogue, newFile(directory, 'prices', revision), now);
    putInForce(directory, { revision, catalogue, prices });
    return { revision, articles: builder.count };
  } finally {
    release();
  }
}
