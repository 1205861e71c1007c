import { launchChromium } from '#tests/support/chromium.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { irregularPause, now } from '../clock.ts';
import { quantile } from '../statistics.ts';
import { BarePage } from '../support/bare-page.ts';
import { BenchLane, openBenchShop, USUAL_BASKET } from '../support/bench-lane.ts';
import { BASKET_ROWS, MESSAGE_ROWS, WatchedPage } from '../support/watched-page.ts';

// Question: how long after the last byte has left the scanner does the shopper see the line, its words and its amount?
// Method: the real lane as a process of its own, the real page in Chromium, bytes on a real pty. Time runs from before
// the bytes are written until the frame that shows the line is drawn. Baskets of a usual length follow one another, so
// the change from the welcome screen is among the samples. Floor: a bare page in the same browser, with one row a
// WebSocket message. Both take turns, at irregular moments, so that neither keeps step with the frames of the screen.
// No goal: the picture beside the words, which comes a frame or two later; the scanner's own time, a slow serial line,
// the panel's delay. Nobody is waited for between two scans.

const SCANS = 150;
const PAUSE_MS = 25;

async function measure(room: BenchRoom): Promise<Measurement> {
  const shop = await openBenchShop(room);
  const browser = await launchChromium();
  room.defer(() => browser.close());
  const bare = await BarePage.serve(room);
  const lane = await BenchLane.start(room, shop);
  const ours = await (await WatchedPage.open(room, browser, lane.origin, BASKET_ROWS, lane.cookie)).tieClock();
  const floor = await (await WatchedPage.open(room, browser, bare.url, MESSAGE_ROWS)).tieClock();

  const samples: number[] = [];
  const firstLines: number[] = [];
  const floorSamples: number[] = [];
  for (let scan = 0; scan < SCANS && !room.isTimeUp(); scan += 1) {
    const row = (scan % USUAL_BASKET) + 1;
    if (row === 1 && scan > 0) await beginAnew(lane, ours, bare, floor);
    await irregularPause(PAUSE_MS);
    const scannedAt = now();
    shop.devices.scanner.scan(lane.label(scan));
    const { paintedAt } = await ours.frameWith(row);
    samples.push(paintedAt - scannedAt);
    if (row === 1) firstLines.push(paintedAt - scannedAt);
    await irregularPause(PAUSE_MS);
    const saidAt = now();
    bare.say(`${lane.label(scan)} ${scan}`);
    floorSamples.push((await floor.frameWith(row)).paintedAt - saidAt);
  }
  return {
    samples,
    floor: floorSamples,
    detail: { firstLineOfBasketP50: quantile(firstLines, 0.5) },
    notes: [`clocks of the pages known to ±${Math.max(ours.uncertaintyMs, floor.uncertaintyMs).toFixed(2)} ms`],
  };
}

async function beginAnew(lane: BenchLane, ours: WatchedPage, bare: BarePage, floor: WatchedPage): Promise<void> {
  await lane.emptyBasket();
  await ours.page.locator('hr-welcome-screen').waitFor();
  bare.say('clear');
  await floor.page.waitForFunction(() => document.querySelectorAll('li').length === 0);
  await ours.forget();
  await floor.forget();
}

export const scanToLine: Bench = {
  name: 'scan-to-line',
  unit: 'ms',
  question: 'From the last byte of a scan to the line painted on the shopper’s screen.',
  measure,
};
