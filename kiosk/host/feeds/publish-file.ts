import { statSync } from 'node:fs';
import { loadHelp } from '#config/help/load-help.ts';
import { readFailure } from '#config/read-failure.ts';
import { readText } from '#config/read-text.ts';
import type { CountryPack } from '#config/schemas/handrail-config.ts';
import type { ConfigurationProblem } from '#config/configuration-error.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import type { FeedManifest, FeedName } from '#sync/feed/feed.ts';
import type { IdentityKey } from '#sync/identity/key-pair.ts';
import { ProblemLog } from '../catalogue/problem-log.ts';
import { readCategories } from '../catalogue/read-categories.ts';
import { CommandFailure } from '../exit-codes.ts';
import { checkOf } from './check-small-feed.ts';
import { SMALL_CONTENT_BYTES_MAX } from './file-applier.ts';
import { publishCatalogue } from './publish-catalogue.ts';
import { PublishingDesk } from './publish-feed.ts';

export interface PublishWish {
  readonly feed: FeedName;
  readonly file: string;
  readonly into: string;
  readonly key: IdentityKey;
  readonly country?: string;
  readonly categories?: string;
  readonly prices?: true;
  /** A revision, "none", or undefined for the newest. */
  readonly base?: string;
  /** Milliseconds since 1970. */
  readonly validFrom?: number;
  readonly now: number;
}

export interface PublishedFile {
  readonly feed: FeedName;
  readonly revision: string;
  readonly validFrom: number;
  readonly files: FeedManifest['files'];
  readonly publisherKey: string;
  readonly inWords: string;
}

/** @returns undefined where something in the file is wrong; it was told then */
export async function publishFile(wish: PublishWish): Promise<PublishedFile | undefined> {
  if (wish.feed !== 'catalogue' && (wish.prices === true || wish.categories !== undefined)) {
    throw new CommandFailure('--prices and --categories: only for the catalogue');
  }
  const pack = await packOf(wish.country);
  const log = new ProblemLog(undefined);
  const desk = new PublishingDesk(wish.into, wish.key);
  try {
    const manifest =
      wish.feed === 'catalogue'
        ? await publishArticles(desk, wish, pack, (problems) => log.add(problems))
        : await publishSmall(desk, wish, pack, (problems) => log.add(problems));
    return manifest === undefined ? undefined : publishedFile(manifest, wish);
  } finally {
    log.close();
    desk.close();
  }
}

type Tell = (problems: readonly ConfigurationProblem[]) => void;

async function publishArticles(
  desk: PublishingDesk,
  wish: PublishWish,
  pack: CountryPack | undefined,
  onProblems: Tell,
): Promise<FeedManifest | undefined> {
  if (pack === undefined) throw new CommandFailure('say whose rules hold: --country CODE');
  const { file, validFrom, now, categories } = wish;
  const published = await publishCatalogue(desk, {
    file,
    prices: wish.prices === true,
    categories: categories === undefined ? undefined : `${JSON.stringify(readCategories(categories))}\n`,
    base: baseOf(desk, wish),
    pack,
    day: new Date(validFrom ?? now).toISOString().slice(0, 'YYYY-MM-DD'.length) as BusinessDay,
    validFrom,
    now,
    onProblems,
  });
  return published?.manifest;
}

function baseOf(desk: PublishingDesk, { base, into }: PublishWish): FeedManifest | undefined {
  if (base === 'none') return undefined;
  const manifests = desk.folder.kept('catalogue').map(({ manifest }) => manifest);
  if (base === undefined) return manifests.at(-1);
  const found = manifests.find(({ revision }) => revision === base);
  if (found === undefined) throw new CommandFailure(`--base ${base}: is not on ${into}`);
  return found;
}

async function publishSmall(
  desk: PublishingDesk,
  wish: PublishWish,
  pack: CountryPack | undefined,
  onProblems: Tell,
): Promise<FeedManifest | undefined> {
  const { file, feed, validFrom, now } = wish;
  if (feed === 'catalogue') return undefined;
  const text = feed === 'help' && isFolder(file) ? answersIn(file, onProblems) : smallText(file);
  if (text === undefined) return undefined;
  const problems = checkOf(feed, pack)(text, file);
  if (problems.length > 0) {
    onProblems(problems);
    return undefined;
  }
  const made = await desk.make([text]);
  const snapshot = await desk.shelve(made, { role: 'snapshot' });
  return desk.publish(feed, made.plain, [snapshot], { validFrom, now });
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Answers are written a file each; they travel as one list. @returns undefined where one of them is wrong */
function answersIn(folder: string, onProblems: Tell): string | undefined {
  const { articles, problems } = loadHelp(folder);
  onProblems(problems);
  return problems.length > 0 ? undefined : `${JSON.stringify(articles)}\n`;
}

function smallText(file: string): string {
  try {
    return readText(file, SMALL_CONTENT_BYTES_MAX);
  } catch (error) {
    throw new CommandFailure(`${file}: ${readFailure(error)}`);
  }
}

function publishedFile(manifest: FeedManifest, { key, now }: PublishWish): PublishedFile {
  const { feed, revision, validFrom, files } = manifest;
  const when = validFrom > now ? `from ${new Date(validFrom).toISOString()}` : 'from now on';
  const what = files.map(({ role, name, bytes }) => `${name ?? role} ${bytes.toLocaleString('en')} bytes`).join(', ');
  const inWords = `${feed}: revision ${revision}, ${when} (${what}).\nSigned with ${key.publicKey}\n`;
  return { feed, revision, validFrom, files, publisherKey: key.publicKey, inWords };
}

async function packOf(country: string | undefined): Promise<CountryPack | undefined> {
  if (country === undefined) return undefined;
  const [{ countryPack }, { countrySchema }, { COUNTRY_CODES }] = await Promise.all([
    import('#config/countries/index.ts'),
    import('#config/schemas/country.ts'),
    import('#config/schemas/country-codes.ts'),
  ]);
  const pack = countryPack(country.toLowerCase());
  if (pack === undefined) throw new CommandFailure(`--country ${country}: there are ${COUNTRY_CODES.join(', ')}`);
  return countrySchema.parse(pack);
}
