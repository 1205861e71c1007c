import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { applyPromotions } from '#kiosk/core/promotions/apply.ts';
import type { PromotionContext, PromotionLine } from '#kiosk/core/promotions/basket-facts.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { now } from '../clock.ts';
import { quantile } from '../statistics.ts';
import { Dice, openPromotionShop, randomLine } from './promotion-shop.ts';

// Question: how long does it take to price a large basket anew when one more line comes into it, in a shop with 1,000
// promotions in force?
// Method: baskets of random goods are filled, and priced once as they would have been with the line before; then a
// random line is added and the pricing alone is timed, with hints and explanations. Every sample has a line of its own,
// and after a few of them a basket of its own. The first baskets warm the compiler up, as the first hour does at a
// lane, and are not counted. Before each scan the program rests, as it does in a shop: what it lets go of when it fills
// a basket, or after a scan, is collected between the scans there, and would be charged to a scan here. The heap is
// that of a lane: run.mjs imports what `handrail lane` starts with, which sweeps it in such a rest. `collected` in the
// detail is the share of the samples in which it had to be swept nevertheless. The floor is a bare loop that adds up
// the amounts of the same lines.
// No goal: the first pricing of a basket that comes back from the journal; `coldP50` in the detail shows it.

const CONTEXT: PromotionContext = {
  localTime: { date: '2026-11-23', time: '14:05' },
  member: { programmes: ['club'] },
  coupons: [
    { couponId: 'c960', serial: '1' },
    { couponId: 'c965', serial: '1' },
  ],
};

const WARM_BASKETS = 30;
const BASKETS = 60;
const LINES_A_BASKET = 5;
/** A hundredth of what the fastest hand needs from one scan to the next. */
const REST_MS = 5;

function benchOf(size: number): Bench {
  return {
    name: `reprice-${size}`,
    unit: 'ms',
    question: `Pricing a basket of ${size} lines with 1,000 promotions when a line is added, beside adding its amounts up.`,
    measure: (room) => measureSize(size, room),
  };
}

async function measureSize(size: number, room: BenchRoom): Promise<Measurement> {
  const shop = openPromotionShop();
  const dice = new Dice(size);
  const samples: number[] = [];
  const cold: number[] = [];
  const floor: number[] = [];
  const windows: { readonly begun: number; readonly ended: number }[] = [];
  const sweeps = watchSweeps(room);
  for (let basket = 0; basket < WARM_BASKETS + BASKETS && !room.isTimeUp(); basket += 1) {
    const counts = basket >= WARM_BASKETS;
    const lines = Array.from({ length: size - 1 }, (_, index) => randomLine(index + 1, shop, dice));
    const first = timed(() => applyPromotions(lines, shop.promotions, CONTEXT));
    if (counts) cold.push(first);
    for (let added = 0; added < LINES_A_BASKET; added += 1) {
      await setTimeout(REST_MS);
      const more = [...lines, randomLine(size, shop, dice)];
      const begun = performance.now();
      const time = timed(() => applyPromotions(more, shop.promotions, CONTEXT));
      const ended = performance.now();
      const least = timed(() => sumOf(more));
      if (!counts) continue;
      samples.push(time);
      windows.push({ begun, ended });
      floor.push(least);
    }
  }
  // Whoever watches hears of a sweep only when the program rests.
  await setTimeout(REST_MS);
  const met = windows.filter(({ begun, ended }) => sweeps.some((at) => at >= begun && at < ended)).length;
  const detail = { max: Math.max(...samples), coldP50: quantile(cold, 0.5), collected: met / windows.length };
  return { samples, floor, detail };
}

/** When the heap was swept, on the clock of performance.now(). */
function watchSweeps(room: BenchRoom): readonly number[] {
  const sweeps: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) sweeps.push(startTime);
  });
  observer.observe({ entryTypes: ['gc'] });
  room.defer(() => observer.disconnect());
  return sweeps;
}

function timed(work: () => unknown): number {
  const start = now();
  work();
  return now() - start;
}

function sumOf(lines: readonly PromotionLine[]): number {
  let sum = 0;
  for (const line of lines) sum += line.regularAmount;
  return sum;
}

export const reprice200 = benchOf(200);
export const reprice500 = benchOf(500);
