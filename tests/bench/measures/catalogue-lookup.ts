import { createReadStream } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { filesInForce, openCatalogue } from '#kiosk/storage/catalogue/catalogue-directory.ts';
import { gtinOf } from '#tests/support/large-catalogue.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';
import { quantile } from '../statistics.ts';
import { articleNumbers, millionArticles } from '../support/million-articles.ts';

// Question: what does finding an article by its barcode cost among a million?
// Method: random codes of the whole assortment, each timed alone, after as many that warm up compiler and caches. What
// comes back is the whole article, ready to be sold. Floor: a raw prepared statement that reads the same row of the
// same file by the same code, in turns; a Map lookup is in the detail.
// No goal: the first read of a page of the file from a cold disk; the operating system reads the whole file before.

const LOOKUPS = 40_000;
const WARM_UP = 40_000;
const SEED = 20_261_122;
/** Bytes. */
const READ_AT_ONCE = 1_000_000;
const US_PER_MS = 1000;

async function measure(room: BenchRoom, run: BenchRoom): Promise<Measurement> {
  const { directory } = await millionArticles(run);
  const catalogue = openCatalogue(directory);
  room.defer(() => catalogue.close());
  const file = filesInForce(directory)?.catalogue ?? '';
  await readOnce(file);
  const raw = new BetterSqlite3(file, { readonly: true });
  room.defer(() => {
    raw.close();
  });
  const statement = raw.prepare<[string]>(
    'SELECT article.data FROM code JOIN article ON article.number = code.article WHERE code.code = ?',
  );
  const at = Date.now();
  const samples: number[] = [];
  const floor: number[] = [];
  const map: number[] = [];
  const numbers = articleNumbers(SEED);
  const codes = Array.from({ length: WARM_UP + LOOKUPS }, () => gtinOf(numbers.next().value));
  const byCode = new Map(codes.map((code, index) => [code, index]));
  for (const [index, code] of codes.entries()) {
    let found: unknown;
    const ours = timeUs(() => {
      found = catalogue.findByCode(code, at);
    });
    if (found === undefined) throw new Error(`code ${code} was not found`);
    const least = timeUs(() => statement.get(code));
    const inMap = timeUs(() => byCode.get(code));
    if (index < WARM_UP) continue;
    samples.push(ours);
    floor.push(least);
    map.push(inMap);
  }
  return { samples, floor, detail: { mapP50: quantile(map, 0.5) } };
}

async function readOnce(file: string): Promise<void> {
  for await (const _chunk of createReadStream(file, { highWaterMark: READ_AT_ONCE }));
}

function timeUs(work: () => unknown): number {
  const start = now();
  work();
  return (now() - start) * US_PER_MS;
}

export const catalogueLookup: Bench = {
  name: 'catalogue-lookup',
  unit: 'µs',
  question: 'Finding one of a million articles by its barcode, beside a raw prepared statement.',
  prepare: millionArticles,
  measure,
};
