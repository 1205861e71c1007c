import BetterSqlite3 from 'better-sqlite3';
import { filesInForce, openCatalogue } from '#kiosk/storage/catalogue/catalogue-directory.ts';
import type { ArticleId } from '#kiosk/core/values/identifiers.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';
import { quantile } from '../statistics.ts';
import { articleNumbers, millionArticles } from '../support/million-articles.ts';

// Question: do results keep up with a shopper who types?
// Method: the names of random articles among a million, typed letter by letter as a person does it, a search for each
// letter from the second on; every fourth name with a slip of the finger, which the search has to forgive. Each search
// is timed alone and reads the articles that it shows. Floor: a raw prepared statement that finds the words beginning
// so. No goal: whether the order of the results is a good one.

const NAMES = 60;
const WARM_UP_NAMES = 10;
const SLIP_EVERY = 4;
const SHOWN = 24;
const SEED = 4_711;
/** After a name and a half nobody types on: the results are there. */
const TYPED_MAX = 14;

async function measure(room: BenchRoom, run: BenchRoom): Promise<Measurement> {
  const { directory } = await millionArticles(run);
  const catalogue = openCatalogue(directory);
  room.defer(() => catalogue.close());
  const raw = new BetterSqlite3(filesInForce(directory)?.catalogue ?? '', { readonly: true });
  room.defer(() => {
    raw.close();
  });
  const beginning = raw.prepare<[string, string]>(
    "SELECT word FROM word WHERE language = 'en' AND word >= ? AND word < ? LIMIT 24",
  );
  const at = Date.now();
  const samples: number[] = [];
  const forgiven: number[] = [];
  const floor: number[] = [];
  const numbers = articleNumbers(SEED);
  for (let name = -WARM_UP_NAMES; name < NAMES && !room.isTimeUp(); name += 1) {
    const article = catalogue.findById(`A${numbers.next().value}` as ArticleId, at);
    const slips = name % SLIP_EVERY === 0;
    const typed = withSlip(article?.name['en'] ?? '', slips).slice(0, TYPED_MAX);
    for (let letters = 2; letters <= typed.length; letters += 1) {
      const text = typed.slice(0, letters);
      const ours = timeMs(() => catalogue.search({ text, language: 'en', limit: SHOWN, at }));
      const word = text.split(' ').at(-1) ?? '';
      const least = timeMs(() => beginning.all(word, `${word}\u{10ffff}`));
      if (name < 0) continue;
      samples.push(ours);
      floor.push(least);
      if (slips) forgiven.push(ours);
    }
  }
  return { samples, floor, detail: { withSlipP95: quantile(forgiven, 0.95) } };
}

/** Two neighbours change places, as quick fingers have it. */
function withSlip(name: string, slips: boolean): string {
  return slips ? `${name.slice(0, 2)}${name[3] ?? ''}${name[2] ?? ''}${name.slice(4)}` : name;
}

function timeMs(work: () => unknown): number {
  const start = now();
  work();
  return now() - start;
}

export const catalogueSearch: Bench = {
  name: 'catalogue-search',
  unit: 'ms',
  question: 'Searching a million articles while typing, slips forgiven, beside a raw look for beginnings of words.',
  prepare: millionArticles,
  measure,
};
