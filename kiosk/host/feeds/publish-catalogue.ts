import { statSync } from 'node:fs';
import { ArticleChanges, changeBetween, idOfLine, type ArticleChange } from '#sync/feed/ndjson-changes.ts';
import type { CountryPack } from '#config/schemas/handrail-config.ts';
import type { ConfigurationProblem } from '#config/configuration-error.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { parseAmount } from '#kiosk/core/values/money.ts';
import { plainLines } from '#sync/feed/content.ts';
import type { FeedFile, FeedManifest } from '#sync/feed/feed.ts';
import { FeedProblem } from '#sync/feed/feed-problem.ts';
import { bytesFromNothing } from '#sync/feed/publish.ts';
import { chooseRoute } from '#sync/feed/route.ts';
import { filePieces } from '../catalogue/file-pieces.ts';
import { readPrices } from '../catalogue/price-record.ts';
import { ArticleFile } from '../catalogue/read-articles.ts';
import { CommandFailure } from '../exit-codes.ts';
import type { PublishingDesk } from './publish-feed.ts';

export interface CataloguePublication {
  /** A list of articles, or with `prices` of new prices. */
  readonly file: string;
  readonly prices: boolean;
  /** Text of the categories, checked already; undefined for those of the base. */
  readonly categories: string | undefined;
  /** The revision that changes lead on from; undefined for a snapshot alone. */
  readonly base: FeedManifest | undefined;
  readonly pack: CountryPack;
  readonly day: BusinessDay;
  readonly validFrom: number | undefined;
  readonly now: number;
  readonly onProblems: (problems: readonly ConfigurationProblem[]) => void;
}

export interface PublishedCatalogue {
  readonly manifest: FeedManifest;
  readonly articles: number;
  readonly changes: number | undefined;
}

/**
 * A newcomer may download so much more by a chain of changes than by a snapshot before a snapshot is made again: it
 * would have to go to every store.
 */
const CHAIN_SHARE_MAX = 1.5;
const LINES_AT_ONCE = 2_000;

/** Publishes articles as a snapshot, as changes, or as both. @throws CommandFailure, FeedProblem */
export async function publishCatalogue(
  desk: PublishingDesk,
  wanted: CataloguePublication,
): Promise<PublishedCatalogue | undefined> {
  const wishes = wanted.prices ? await newPrices(desk, wanted) : await newArticles(wanted);
  if (wishes === undefined) return undefined;
  const { base, validFrom, now } = wanted;
  const changes: ArticleChange[] = [];
  let articles = 0;
  const snapshot = await desk.make(
    texts(
      countedLines(base === undefined ? wishes.all() : wishes.after(baseLines(desk, base), changes), (count) => {
        articles += count;
      }),
    ),
  );
  const content = snapshot.plain;
  const files: FeedFile[] = [];
  if (base !== undefined && content.sha256 !== base.content.sha256) {
    const delta = await desk.make(texts(batched(changes.map((change) => JSON.stringify(change)))));
    files.push(await desk.shelve(delta, { role: 'delta', from: base.content.sha256 }));
  }
  const chain = base === undefined ? undefined : bytesFromNothing(desk.folder, 'catalogue', base.content.sha256);
  const byChain = (chain ?? Infinity) + files.reduce((sum, { bytes }) => sum + bytes, 0);
  const isSame = base?.content.sha256 === content.sha256;
  if (isSame) files.push(...base.files.filter(({ role }) => role !== 'attachment'));
  else if (byChain > CHAIN_SHARE_MAX * snapshot.file.bytes)
    files.push(await desk.shelve(snapshot, { role: 'snapshot' }));
  files.push(...(await attachments(desk, wanted)));
  const manifest = desk.publish('catalogue', content, files, { validFrom, now });
  return { manifest, articles, changes: base === undefined ? undefined : changes.length };
}

async function attachments(desk: PublishingDesk, wanted: CataloguePublication): Promise<readonly FeedFile[]> {
  if (wanted.categories === undefined) return wanted.base?.files.filter(({ role }) => role === 'attachment') ?? [];
  const made = await desk.make([wanted.categories]);
  return [await desk.shelve(made, { role: 'attachment', name: 'categories' })];
}

/** Lines of articles that are to be, and how they come to be out of those before. */
interface Wishes {
  all(): AsyncIterable<readonly string[]>;
  after(before: AsyncIterable<readonly string[]>, changes: ArticleChange[]): AsyncIterable<readonly string[]>;
}

/** @returns undefined where something is wrong; all of it was told */
async function newArticles(wanted: CataloguePublication): Promise<Wishes | undefined> {
  if (!(await areArticlesRight(wanted))) return undefined;
  const lines = new Map<string, string>();
  for await (const { text } of filePieces(wanted.file, false)) {
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue;
      const article = JSON.stringify(JSON.parse(line));
      lines.set(idOfLine(article), article);
    }
  }
  return {
    async *all() {
      yield* batched([...lines.values()]);
    },
    async *after(before, changes) {
      for await (const batch of before) {
        const next: string[] = [];
        for (const line of batch) {
          const id = idOfLine(line);
          const after = lines.get(id);
          lines.delete(id);
          const change = after === undefined ? { drop: id } : changeBetween(line, after);
          if (change !== undefined) changes.push(change);
          if (after !== undefined) next.push(after);
        }
        yield next;
      }
      for (const line of lines.values()) changes.push({ put: JSON.parse(line) as Readonly<Record<string, unknown>> });
      yield* batched([...lines.values()]);
    },
  };
}

/** Every line by the rules of the country, and no number and no code twice. */
async function areArticlesRight({ file, pack, day, onProblems }: CataloguePublication): Promise<boolean> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new CommandFailure(`${file}: must be a file, since it is read more than once`);
  }
  if (file.toLowerCase().endsWith('.csv')) {
    throw new CommandFailure(`${file}: articles are published as NDJSON; import the spreadsheet and export it again`);
  }
  let count = 0;
  const tell = (problems: readonly ConfigurationProblem[]): void => {
    count += problems.length;
    if (problems.length > 0) onProblems(problems);
  };
  let articles = 0;
  const source = new ArticleFile({ file, pack, day }, { onProblems: tell, onProgress: () => {} });
  for await (const { ids } of source.batches()) articles += ids.length;
  if (articles === 0 && count === 0) tell([{ where: file, path: '', message: 'holds no article' }]);
  return count === 0;
}

/** @throws CommandFailure without a base, or with a price for later */
async function newPrices(desk: PublishingDesk, wanted: CataloguePublication): Promise<Wishes | undefined> {
  const { file, base, pack } = wanted;
  if (base === undefined) throw new CommandFailure('new prices need a revision of articles that they change');
  let text = '';
  for await (const piece of filePieces(file, false)) text += piece.text;
  const { records, problems } = readPrices(text, file);
  const found = [...problems];
  const exponent = currencyByCode(pack.currency)?.exponent ?? 2;
  const known = await idsOf(baseLines(desk, base));
  for (const { line, id, price, validFrom } of records) {
    const where = `${file}:${line}`;
    const amount = price === null ? undefined : parseAmount(price, exponent);
    if (!known.has(id)) found.push({ where, path: 'id', message: `there is no article "${id}"` });
    if (price !== null && (amount === undefined || amount === 0)) {
      const message = `"${price}" must be above zero, with at most ${exponent} decimals for ${pack.currency}`;
      found.push({ where, path: 'price', message });
    }
    if (validFrom !== undefined) {
      const message = 'prices for later are published as a revision for later (--valid-from)';
      found.push({ where, path: 'validFrom', message });
    }
  }
  if (found.length > 0) {
    wanted.onProblems(found);
    return undefined;
  }
  const wishes = new ArticleChanges();
  for (const { id, price } of records) wishes.addLine(JSON.stringify({ price: { id, price } }));
  return {
    all: () => baseLines(desk, base),
    async *after(before, changes) {
      for await (const batch of before) {
        const after = wishes.applyTo(batch);
        for (const [index, line] of batch.entries()) {
          const change = changeBetween(line, after[index] ?? line);
          if (change !== undefined) changes.push(change);
        }
        yield after;
      }
    },
  };
}

async function idsOf(batches: AsyncIterable<readonly string[]>): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const lines of batches) for (const line of lines) ids.add(idOfLine(line));
  return ids;
}

/** The articles of a revision on the shelf. @throws FeedProblem */
async function* baseLines(
  desk: PublishingDesk,
  { content, revision }: FeedManifest,
): AsyncGenerator<readonly string[]> {
  const { folder } = desk;
  const manifests = folder.kept('catalogue').map(({ manifest }) => manifest);
  const route = chooseRoute(manifests, content.sha256, new Set(), ({ bytes }) => bytes);
  const [first, ...rest] = route?.steps ?? [];
  if (first === undefined) throw new FeedProblem('missing', `nothing on the shelf leads to revision ${revision}`);
  let lines: AsyncIterable<readonly string[]> = plainLines(folder.pathOf(first.file.sha256), first.to);
  for (const { file } of rest) {
    const changes = new ArticleChanges();
    for await (const batch of plainLines(folder.pathOf(file.sha256))) for (const line of batch) changes.addLine(line);
    lines = changed(lines, changes);
  }
  yield* lines;
}

async function* changed(
  before: AsyncIterable<readonly string[]>,
  changes: ArticleChanges,
): AsyncGenerator<readonly string[], void, void> {
  for await (const lines of before) yield changes.applyTo(lines);
  yield changes.rest();
}

async function* countedLines(
  batches: AsyncIterable<readonly string[]>,
  onCount: (count: number) => void,
): AsyncGenerator<readonly string[], void, void> {
  for await (const lines of batches) {
    onCount(lines.length);
    yield lines;
  }
}

async function* texts(batches: AsyncIterable<readonly string[]> | Iterable<readonly string[]>): AsyncGenerator<string> {
  for await (const lines of batches) if (lines.length > 0) yield `${lines.join('\n')}\n`;
}

function* batched(lines: readonly string[]): Generator<readonly string[], void, void> {
  for (let at = 0; at < lines.length; at += LINES_AT_ONCE) yield lines.slice(at, at + LINES_AT_ONCE);
}
