import type { CatalogueCategory, CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import { ArticlePreparer, type PreparedArticles } from './article-preparer.ts';
import type { Shared } from './article-row.ts';
import { CatalogueBuilder } from './catalogue-builder.ts';
import { filesToReplace, lockForImport, newFile, putInForce } from './catalogue-directory.ts';
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

const PREPARED_AT_ONCE = 1_000;

/**
 * Makes a new revision of a catalogue out of articles and puts it in force. Whoever reads the revision before it goes
 * on doing so; if anything goes wrong that one stays in force.
 *
 * @throws StorageError locked (another import runs, or the revision is in force), full, corrupt (an id or a code twice)
 */
export async function importCatalogue(
  directory: string,
  entries: Iterable<CatalogueEntry> | AsyncIterable<CatalogueEntry>,
  revision: NewRevision,
): Promise<ImportedCatalogue> {
  const preparer = new ArticlePreparer();
  return writeRevision(directory, revision, async (builder) => {
    for await (const entry of entries) {
      preparer.add(entry);
      if (preparer.count >= PREPARED_AT_ONCE) builder.add(preparer.take());
    }
    builder.add(preparer.take());
    return preparer.shared;
  });
}

/**
 * The same for articles that another thread prepares.
 *
 * @param shared what they share, asked for once the last of them has come
 */
export async function importPrepared(
  directory: string,
  batches: AsyncIterable<PreparedArticles>,
  revision: NewRevision,
  shared: () => readonly Shared[],
): Promise<ImportedCatalogue> {
  return writeRevision(directory, revision, async (builder) => {
    for await (const batch of batches) builder.add(batch);
    return shared();
  });
}

async function writeRevision(
  directory: string,
  { revision, categories, now }: NewRevision,
  fill: (builder: CatalogueBuilder) => Promise<readonly Shared[]>,
): Promise<ImportedCatalogue> {
  const release = lockForImport(directory);
  try {
    const catalogue = newFile(directory, 'catalogue', revision);
    const builder = new CatalogueBuilder(catalogue);
    let shared: readonly Shared[];
    try {
      shared = await fill(builder);
    } catch (error) {
      builder.discard();
      throw error;
    }
    builder.finish(revision, categories, shared);
    const before = filesToReplace(directory);
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
