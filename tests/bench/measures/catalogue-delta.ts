import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { irregularPause, now } from '../clock.ts';
import { BenchLane, USUAL_BASKET } from '../support/bench-lane.ts';
import { importPrices, millionArticles, newPrices, plainLabels } from '../support/million-articles.ts';
import { openShopWith } from '../support/million-shop.ts';

// Question: does a shopper notice when 50,000 prices change while she scans?
// Method: the real lane with a million articles. A scan runs from its bytes on the pty to its line at a page client. It
// is measured while `handrail catalogue import --prices` runs in a process of its own, again and again, as long as that
// takes; and, for the floor, in between, with nothing going on. Baskets of a usual length follow one another, so the
// change to the new prices, which comes between two sales, falls into the samples.
// No goal: the time that the import takes; it is in the detail.

const PRICES = 50_000;
const IMPORTS = 4;
const SCANS_WITHOUT = 60;
const PAUSE_MS = 10;
const SEED = 97;
const LABELS = 2_000;

async function measure(room: BenchRoom, run: BenchRoom): Promise<Measurement> {
  const { directory } = await millionArticles(run);
  const file = path.join(path.dirname(directory), 'prices.ndjson');
  writeFileSync(file, newPrices(PRICES));
  const lane = await BenchLane.start(room, await openShopWith(room, directory), {}, plainLabels(LABELS, SEED));
  const scans = new Scans(lane);
  const samples: number[] = [];
  const floor: number[] = [];
  let importsMs = 0;
  for (let round = 0; round < IMPORTS && !room.isTimeUp(); round += 1) {
    for (let scan = 0; scan < SCANS_WITHOUT; scan += 1) floor.push(await scans.one());
    const begun = now();
    samples.push(...(await scans.during(importPrices(room, directory, file))));
    importsMs += now() - begun;
    // What was prepared is put into force between two sales: that moment is part of it.
    for (let scan = 0; scan <= USUAL_BASKET; scan += 1) samples.push(await scans.one());
  }
  return { samples, floor, detail: { importMs: importsMs / IMPORTS } };
}

/** One scan after the other, in baskets of a usual length. */
class Scans {
  readonly #lane: BenchLane;
  #count = 0;

  constructor(lane: BenchLane) {
    this.#lane = lane;
  }

  async one(): Promise<number> {
    if (this.#lane.lineCount >= USUAL_BASKET) await this.#lane.emptyBasket();
    await irregularPause(PAUSE_MS);
    const begun = now();
    await this.#lane.scan(this.#count);
    this.#count += 1;
    return now() - begun;
  }

  /** Scans as long as something goes on. Rejects when that does. */
  async during(work: Promise<void>): Promise<number[]> {
    const state = { isOver: false };
    const watched = work.finally(() => {
      state.isOver = true;
    });
    // Awaited below; a failure before that must not count as one that nobody hears of.
    watched.catch(() => {});
    const times: number[] = [];
    while (!state.isOver) times.push(await this.one());
    await watched;
    return times;
  }
}

export const catalogueDelta: Bench = {
  name: 'catalogue-delta',
  unit: 'ms',
  question: 'From a scan to its line while 50,000 prices of a million articles change, beside the same in peace.',
  prepare: millionArticles,
  measure,
};
