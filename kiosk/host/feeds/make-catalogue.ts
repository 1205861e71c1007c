import { existsSync, readdirSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { unitPriceOf } from '#config/catalogue/to-catalogue-entry.ts';
import { categorySchema } from '#config/schemas/category.ts';
import type { ConfigurationProblem } from '#config/configuration-error.ts';
import type { CatalogueCategory } from '#kiosk/core/catalogue/article.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import type { ArticleId } from '#kiosk/core/values/identifiers.ts';
import { parseAmount } from '#kiosk/core/values/money.ts';
import { adoptRevision, stagedRevision } from '#kiosk/storage/catalogue/adopt-catalogue.ts';
import { filesInForce, openCatalogue } from '#kiosk/storage/catalogue/catalogue-directory.ts';
import { importPrepared } from '#kiosk/storage/catalogue/import-catalogue.ts';
import { applyPrices, type PriceChange } from '#kiosk/storage/catalogue/price-list.ts';
import { compressInto, hashOfFile, plainLines, plainPieces, plainText } from '#sync/feed/content.ts';
import type { FeedContent } from '#sync/feed/feed.ts';
import { FeedProblem } from '#sync/feed/feed-problem.ts';
import { ArticleChanges, type NewPrice } from '#sync/feed/ndjson-changes.ts';
import { ArticleFile } from '../catalogue/read-articles.ts';
import type { CatalogueTask, ContentFile } from './apply-catalogue-messages.ts';

export interface MakingObserver {
  onRows(rows: number): void;
  onProblem(text: string): void;
}

/**
 * Whether what came down is still what was downloaded. A file that rotted on the disk since is removed, so that it
 * comes again; what is wrong with the others is wrong for good.
 */
export async function isIntact({ start, changes }: CatalogueTask): Promise<boolean> {
  for (const { file } of [start, ...changes]) {
    const isPutTogether = path.basename(path.dirname(file)) === 'contents';
    if (isPutTogether ? await holds(file, start.content) : await hashIsName(file)) continue;
    rmSync(file, { force: true });
    return false;
  }
  return true;
}

async function holds(file: string, content: FeedContent): Promise<boolean> {
  try {
    for await (const _ of plainPieces(file, content));
    return true;
  } catch {
    return false;
  }
}

async function hashIsName(file: string): Promise<boolean> {
  return existsSync(file) && (await hashOfFile(file)).sha256 === path.basename(file);
}

export interface MadeCatalogue {
  readonly articles: number;
  readonly problems: number;
}

const CATEGORIES_BYTES_MAX = 8 * 1_048_576;
/** A list of which more is wrong is for another country, or no list of articles. */
const WRONG_SHARE_MAX = 0.01;
/** Lines that go to the disk together. */
const LINES_AT_ONCE = 2_000;

/**
 * Makes a revision ready, or puts it in force. Can be killed at any point and done again.
 *
 * @throws FeedProblem unreadable, damaged; StorageError
 */
export async function makeCatalogue(task: CatalogueTask, observer: MakingObserver): Promise<MadeCatalogue> {
  if (filesInForce(task.directory)?.revision === task.revision)
    return { articles: countOf(task.directory), problems: 0 };
  const changes = await readChanges(task);
  const content = await contentOf(task, changes);
  const prices = onlyPrices(task, changes);
  if (prices !== undefined) {
    if (task.purpose === 'put-in-force') putPricesInForce(task, prices);
    return { articles: 0, problems: 0 };
  }
  const staged = path.join(task.staging, task.revision);
  removeOtherStages(task);
  const made =
    stagedRevision(staged) === task.revision
      ? { articles: countOf(staged), problems: 0 }
      : await importInto(staged, content, task, observer);
  if (task.purpose === 'put-in-force') {
    adoptRevision(task.directory, staged, task.now);
    countOf(task.directory);
    rmSync(staged, { recursive: true, force: true });
  }
  return made;
}

async function readChanges({ changes }: CatalogueTask): Promise<readonly ArticleChanges[]> {
  const read: ArticleChanges[] = [];
  for (const { file } of changes) {
    const one = new ArticleChanges();
    for await (const lines of plainLines(file)) for (const line of lines) one.addLine(line);
    read.push(one);
  }
  return read;
}

/** The list of articles, put together and held against the hash that was signed. */
async function contentOf(task: CatalogueTask, changes: readonly ArticleChanges[]): Promise<ContentFile> {
  const last = task.changes.at(-1);
  if (last === undefined) return task.start;
  if (existsSync(task.merged)) return { file: task.merged, content: last.to };
  const made = `${task.merged}.new`;
  rmSync(made, { force: true });
  const lines = changes.reduce(changed, plainLines(task.start.file, task.start.content));
  const { plain } = await compressInto(made, textOf(lines), 'keep');
  if (plain.sha256 !== last.to.sha256) {
    rmSync(made);
    throw new FeedProblem('unreadable', 'the changes lead to another list of articles than was signed');
  }
  await rename(made, task.merged);
  return { file: task.merged, content: last.to };
}

async function* changed(
  before: AsyncIterable<readonly string[]>,
  changes: ArticleChanges,
): AsyncGenerator<readonly string[], void, void> {
  for await (const lines of before) yield changes.applyTo(lines);
  yield changes.rest();
}

async function* textOf(batches: AsyncIterable<readonly string[]>): AsyncGenerator<string, void, void> {
  for await (const lines of batches) {
    for (let at = 0; at < lines.length; at += LINES_AT_ONCE) {
      yield `${lines.slice(at, at + LINES_AT_ONCE).join('\n')}\n`;
    }
  }
}

/** New prices alone are written beside the articles, in a moment. */
function onlyPrices(
  { before, directory }: CatalogueTask,
  changes: readonly ArticleChanges[],
): readonly NewPrice[] | undefined {
  const prices = changes.map((each) => each.onlyPrices);
  const isAll = prices.length > 0 && prices.every((each) => each !== undefined);
  if (!isAll || before === undefined || filesInForce(directory)?.revision !== before.revision) return undefined;
  return prices.flat();
}

function putPricesInForce({ directory, revision, pack, now }: CatalogueTask, wanted: readonly NewPrice[]): void {
  const exponent = currencyByCode(pack.currency)?.exponent ?? 2;
  const catalogue = openCatalogue(directory);
  const prices = new Map<string, PriceChange>();
  try {
    for (const { id, price: text } of wanted) {
      const entry = catalogue.findEntryById(id as ArticleId, now);
      // An article that was left out because something else of it is wrong.
      if (entry === undefined) continue;
      const price = text === null ? undefined : parseAmount(text, exponent);
      if (text !== null && (price === undefined || price === 0)) {
        throw new FeedProblem('unreadable', `article ${id}: "${text}" is no price in ${pack.currency}`);
      }
      const { measure, article } = entry;
      const unitPrice = unitPriceOf({ measure, pricedPer: article.pricedPer }, price);
      prices.set(id, { articleId: article.id, price, unitPrice, validFrom: now });
    }
  } finally {
    catalogue.close();
  }
  applyPrices(directory, revision, prices.values());
}

async function importInto(
  staged: string,
  { file, content }: ContentFile,
  task: CatalogueTask,
  observer: MakingObserver,
): Promise<MadeCatalogue> {
  rmSync(staged, { recursive: true, force: true });
  const categories = await readCategories(task.categories);
  let articles = 0;
  let problems = 0;
  const source = new ArticleFile(
    { file, content, pack: task.pack, day: task.day },
    {
      onProblems: (found) => {
        problems += found.length;
        for (const problem of found) observer.onProblem(inWords(problem));
      },
      onProgress: (_bytes, count) => {
        articles = count;
        observer.onRows(count);
      },
    },
  );
  const { revision, now } = task;
  await importPrepared(staged, source.batches(), { revision, categories, now }, () => source.sharedByArticles);
  if (articles === 0 || problems > articles * WRONG_SHARE_MAX) {
    rmSync(staged, { recursive: true, force: true });
    throw new FeedProblem('unreadable', `${problems} entries are wrong, and ${articles} articles are left`);
  }
  countOf(staged);
  return { articles, problems };
}

async function readCategories(file: string | undefined): Promise<readonly CatalogueCategory[]> {
  if (file === undefined) return [];
  try {
    return z.array(categorySchema).parse(JSON.parse(await plainText(file, undefined, CATEGORIES_BYTES_MAX)));
  } catch (error) {
    if (error instanceof FeedProblem) throw error;
    throw new FeedProblem('unreadable', 'the categories cannot be read', { cause: error });
  }
}

/** Opens it, as a lane will. */
function countOf(directory: string): number {
  const catalogue = openCatalogue(directory);
  try {
    return catalogue.articleCount;
  } finally {
    catalogue.close();
  }
}

/** What was made ready for a revision that another one has taken the place of. */
function removeOtherStages({ staging, revision, purpose }: CatalogueTask): void {
  for (const name of foldersIn(staging)) {
    // What holds now may come while a later one lies ready.
    if (name !== revision && (purpose === 'prepare' || name < revision)) {
      rmSync(path.join(staging, name), { recursive: true, force: true });
    }
  }
}

function foldersIn(staging: string): readonly string[] {
  try {
    return readdirSync(staging);
  } catch {
    return [];
  }
}

function inWords({ where, path: field, message }: ConfigurationProblem): string {
  const line = where.split(':').at(-1) ?? where;
  return `line ${line}: ${field === '' ? '' : `${field} `}${message}`;
}
