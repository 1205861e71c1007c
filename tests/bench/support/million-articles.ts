import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import { gtinOf, largeCatalogue } from '#tests/support/large-catalogue.ts';
import type { BenchRoom } from '../bench.ts';
import { now } from '../clock.ts';
import { runHandrail } from './run-handrail.ts';

/** As many articles as the largest shops have. */
export const ARTICLES = 1_000_000;

const COUNTRY = 'nl';
const WRITTEN_AT_ONCE = 1_000_000;

/** A file of a million articles and the catalogue that was imported from it. */
export interface MillionArticles {
  /** NDJSON, as a back office sends it. */
  readonly file: string;
  /** The folder of the catalogue. */
  readonly directory: string;
  readonly importMs: number;
}

let made: Promise<MillionArticles> | undefined;

/**
 * Makes them once for all benches of a run that need them; they are gone when the run is over. The import is
 * `handrail catalogue import` in a process of its own.
 */
export async function millionArticles(run: BenchRoom): Promise<MillionArticles> {
  made ??= make(run);
  return made;
}

async function make(run: BenchRoom): Promise<MillionArticles> {
  const folder = mkdtempSync(path.join(tmpdir(), 'handrail-million-'));
  run.defer(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'articles.ndjson');
  const directory = path.join(folder, 'catalogue');
  await writeArticles(file);
  const begun = now();
  await runHandrail(run, ['catalogue', 'import', file, '--into', directory, '--country', COUNTRY, '--json']);
  return { file, directory, importMs: now() - begun };
}

async function writeArticles(file: string): Promise<void> {
  const out = createWriteStream(file);
  let text = '';
  for (const entry of largeCatalogue(ARTICLES)) {
    text += `${JSON.stringify(recordOf(entry))}\n`;
    if (text.length < WRITTEN_AT_ONCE) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'finish');
}

/** As a back office writes it, with the names that the country pack has for rates and deposits. */
function recordOf({ article, codes }: CatalogueEntry): object {
  const { id, name, content, groups, category, restrictions } = article;
  return {
    id,
    codes,
    name,
    content,
    price: ((article.price ?? 0) / 100).toFixed(2),
    tax: article.tax.code === 'A' ? 'standard' : 'reduced',
    deposit: article.deposit === undefined ? undefined : 'can',
    groups,
    category,
    restrictions,
  };
}

/** New prices for some of the articles, as NDJSON. */
export function newPrices(count: number): string {
  const step = Math.floor(ARTICLES / count);
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify({ id: `A${index * step + 1}`, price: `${1 + (index % 40)}.49` }),
  ).join('\n');
}

export async function importPrices(run: BenchRoom, directory: string, file: string): Promise<void> {
  await runHandrail(run, [
    'catalogue',
    'import',
    file,
    '--prices',
    '--into',
    directory,
    '--country',
    COUNTRY,
    '--json',
  ]);
}

/** Numbers of articles all over the assortment, the same each time (Lehmer, "minimal standard"). */
export function* articleNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48_271) % 2_147_483_647;
    yield 1 + (state % ARTICLES);
  }
}

/** What a scanner reads off an article that needs nothing but a scan: no deposit, no age limit. */
export function plainLabels(count: number, seed: number): readonly string[] {
  const labels: string[] = [];
  for (const number of articleNumbers(seed)) {
    if (number % 7 !== 0 && number % 50 !== 0) labels.push(gtinOf(number).slice(1));
    if (labels.length === count) break;
  }
  return labels;
}
