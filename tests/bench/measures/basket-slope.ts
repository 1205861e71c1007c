import { launchChromium } from '#tests/support/chromium.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { irregularPause, now } from '../clock.ts';
import { quantile } from '../statistics.ts';
import { BenchLane, openBenchShop } from '../support/bench-lane.ts';
import { BASKET_ROWS, WatchedPage } from '../support/watched-page.ts';

// Question: does a scan take longer the more is in the basket?
// Method: as scan-to-line, with 1, 50, 200 and 500 lines in the basket before. Measured is the time until the line is
// in the page's document: the frame that follows comes on the screen's own beat, and would hide a slope in steps of 17
// ms. The painted times are in the detail. The floor is the basket of one line, so the ratio is the slope. Each size is
// visited twice, in two rounds, so that a busy moment of the machine does not look like one.
// No goal: more than 500 lines; a basket of one article only.

const SIZES = [1, 50, 200, 500] as const;
const SCANS_A_VISIT = 15;
const VISITS = 2;
const PAUSE_MS = 15;

interface Scans {
  readonly changed: number[];
  readonly painted: number[];
}

async function measure(room: BenchRoom): Promise<Measurement> {
  const shop = await openBenchShop(room);
  const browser = await launchChromium();
  room.defer(() => browser.close());
  const lane = await BenchLane.start(room, shop);
  const ours = await (await WatchedPage.open(room, browser, lane.origin, BASKET_ROWS, lane.cookie)).tieClock();
  const bySize = new Map<number, Scans>(SIZES.map((size) => [size, { changed: [], painted: [] }]));
  for (let visit = 0; visit < VISITS; visit += 1) {
    for (const [size, scans] of bySize) await visitSize(lane, ours, size, scans);
    await beginAnew(lane, ours);
  }
  const painted = [...bySize].map(([size, scans]) => [`painted${size}P50`, quantile(scans.painted, 0.5)] as const);
  const changed = [...bySize].map(([size, scans]) => [`shown${size}P50`, quantile(scans.changed, 0.5)] as const);
  const samplesOf = (size: number | undefined): readonly number[] => bySize.get(size ?? 0)?.changed ?? [];
  return {
    samples: samplesOf(SIZES.at(-1)),
    floor: samplesOf(SIZES[0]),
    detail: Object.fromEntries([...changed, ...painted]),
  };
}

async function visitSize(lane: BenchLane, ours: WatchedPage, size: number, scans: Scans): Promise<void> {
  for (let scan = 0; scan < SCANS_A_VISIT; scan += 1) {
    // A basket of one does not stay one: it begins anew for each scan. A large one hardly grows.
    if (size === 1 && lane.lineCount > 1) await beginAnew(lane, ours);
    while (lane.lineCount < size) await lane.scan(lane.lineCount);
    const before = lane.lineCount;
    await ours.frameWith(before);
    await irregularPause(PAUSE_MS);
    const scannedAt = now();
    lane.shop.devices.scanner.scan(lane.label(before));
    const { changedAt, paintedAt } = await ours.frameWith(before + 1);
    scans.changed.push(changedAt - scannedAt);
    scans.painted.push(paintedAt - scannedAt);
    await lane.until('the line', () => lane.lineCount > before);
  }
}

async function beginAnew(lane: BenchLane, ours: WatchedPage): Promise<void> {
  await lane.emptyBasket();
  await ours.page.locator('hr-welcome-screen').waitFor();
  await ours.forget();
}

export const basketSlope: Bench = {
  name: 'basket-slope',
  unit: 'ms',
  question: 'From a scan to its line in the page with 500 lines in the basket, beside the same with 1 line.',
  measure,
};
