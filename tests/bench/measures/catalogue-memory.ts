import type { TestShop } from '#tests/support/test-shop.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { residentMb } from '../support/bare-node.ts';
import { BenchLane, openBenchShop, USUAL_BASKET } from '../support/bench-lane.ts';
import { millionArticles, plainLabels } from '../support/million-articles.ts';
import { openShopWith } from '../support/million-shop.ts';

// Question: how much more memory does a lane need for a million articles than for a small shop?
// Method: two lanes as processes of their own, one with a catalogue of a million articles, one with the demo's few
// hundred. Both do the same: scan articles from all over their assortment into one basket after the other and search
// for words of every beginning. Their resident memory is read after every basket. The floor is the lane with the small
// catalogue. No goal: pages of the file that the kernel keeps in its own cache; they are given back when memory runs
// short.

const BASKETS = 20;
const SEED = 31_337;
const WORDS = ['br', 'kau', 'pleet', 'st', 'fla', 'mo', 'kri', 'vø', 'de', 'lau', 'gree', 'ho'] as const;

async function measure(room: BenchRoom, run: BenchRoom): Promise<Measurement> {
  const { directory } = await millionArticles(run);
  const small = await readings(room, await openBenchShop(room), undefined);
  const labels = plainLabels(BASKETS * USUAL_BASKET, SEED);
  const large = await readings(room, await openShopWith(room, directory), labels);
  return { samples: large, floor: small };
}

async function readings(room: BenchRoom, shop: TestShop, labels: readonly string[] | undefined): Promise<number[]> {
  const lane = await BenchLane.start(room, shop, {}, labels);
  const found: number[] = [];
  for (let basket = 0; basket < BASKETS && !room.isTimeUp(); basket += 1) {
    for (let line = 0; line < USUAL_BASKET; line += 1) await lane.scan(basket * USUAL_BASKET + line);
    const text = WORDS[basket % WORDS.length] ?? '';
    await lane.page.call('searchArticles', { text, language: 'en', category: null });
    await lane.emptyBasket();
    found.push(residentMb(lane.process.pid));
  }
  return found.slice(BASKETS / 2);
}

export const catalogueMemory: Bench = {
  name: 'catalogue-memory',
  unit: 'MB',
  question: 'The memory of a lane that sells a million articles, beside one that sells a few hundred.',
  prepare: millionArticles,
  measure,
};
