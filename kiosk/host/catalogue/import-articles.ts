import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import type { CountryPack } from '#config/schemas/handrail-config.ts';
import type { CatalogueCategory } from '#kiosk/core/catalogue/article.ts';
import type { PreparedArticles } from '#kiosk/storage/catalogue/article-preparer.ts';
import { importPrepared } from '#kiosk/storage/catalogue/import-catalogue.ts';
import { CommandFailure } from '../exit-codes.ts';
import { fileBytes } from './file-pieces.ts';
import { ProblemLog } from './problem-log.ts';
import { ProgressBar } from './progress-bar.ts';
import { ArticleFile } from './read-articles.ts';

export interface ArticleImport {
  readonly file: string;
  /** Where the catalogue lives; undefined for a dry run. */
  readonly directory: string | undefined;
  readonly pack: CountryPack;
  readonly day: BusinessDay;
  readonly revision: string;
  readonly categories: readonly CatalogueCategory[];
  readonly report: string | undefined;
  /** Draw how far it is. */
  readonly progress: boolean;
  readonly now: number;
}

export interface ArticleImportResult {
  readonly articles: number;
  readonly problems: number;
  readonly seconds: number;
}

/**
 * Imports the good lines of a file and tells of the others; a dry run reads and checks, and leaves everything as it is.
 *
 * @throws CommandFailure for a file without one good article
 */
export async function importArticles(wanted: ArticleImport): Promise<ArticleImportResult> {
  const started = performance.now();
  const bar = new ProgressBar(await fileBytes(wanted.file), wanted.progress);
  const log = new ProblemLog(wanted.report);
  let articles = 0;
  const source = new ArticleFile(wanted, {
    onProblems: (problems) => {
      if (problems.length === 0) return;
      bar.clear();
      log.add(problems);
    },
    onProgress: (bytesRead, count) => {
      articles = count;
      bar.show(bytesRead, `${count.toLocaleString('en')} articles`);
    },
  });
  try {
    const batches = withArticles(source.batches(), wanted.file);
    if (wanted.directory === undefined) for await (const _ of batches);
    else await importPrepared(wanted.directory, batches, wanted, () => source.sharedByArticles);
  } finally {
    bar.clear();
    log.close();
  }
  return { articles, problems: log.count, seconds: (performance.now() - started) / 1_000 };
}

/** An export that was cut off, or the wrong file, must not leave lanes without anything to sell. */
async function* withArticles(batches: AsyncIterable<PreparedArticles>, file: string): AsyncGenerator<PreparedArticles> {
  let isEmpty = true;
  for await (const batch of batches) {
    if (batch.ids.length > 0) isEmpty = false;
    yield batch;
  }
  if (isEmpty) throw new CommandFailure(`${file}: has no article that can be used; nothing was changed`);
}
