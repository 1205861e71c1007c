import type { Browser } from 'playwright-core';
import { launchChromium } from '#tests/support/chromium.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { BarePage } from '../support/bare-page.ts';
import { BenchLane, openBenchShop } from '../support/bench-lane.ts';
import type { RowSelector } from '../support/paint-watch.ts';
import { MESSAGE_ROWS, WatchedPage, WELCOME } from '../support/watched-page.ts';
import { Room } from '../room.ts';

// Question: how long after its address is opened can a shopper use the page?
// Method: the real page from the real lane in Chromium, each time in a new profile, so that nothing is cached: from the
// start of the navigation until the frame is drawn that shows the welcome screen with its heading. The page shows that
// screen only once it is connected and knows the lane, and from then on takes scans and touches. Floor: the bare page
// in the same browser, from the start of its navigation until it shows the first message of its WebSocket. Both take
// turns. No goal: starting the browser, or the lane (lane-ready has that).

const VISITS = 25;

async function measure(room: BenchRoom): Promise<Measurement> {
  const shop = await openBenchShop(room);
  const browser = await launchChromium();
  room.defer(() => browser.close());
  const bare = await BarePage.serve(room, 'hello');
  const lane = await BenchLane.start(room, shop);
  const samples: number[] = [];
  const floor: number[] = [];
  // The first visit of each is for the browser to warm up.
  for (let visit = -1; visit < VISITS && !room.isTimeUp(); visit += 1) {
    const ours = await visitMs(browser, lane.origin, WELCOME, lane.cookie);
    const theirs = await visitMs(browser, bare.url, MESSAGE_ROWS);
    if (visit < 0) continue;
    samples.push(ours);
    floor.push(theirs);
  }
  return { samples, floor };
}

/** The page's clock begins at the start of its navigation. */
async function visitMs(browser: Browser, url: string, rows: RowSelector, cookie?: string): Promise<number> {
  const room = new Room();
  try {
    const page = await WatchedPage.open(room, browser, url, rows, cookie);
    const { paintedAt } = await page.frameWith(1);
    return paintedAt;
  } finally {
    await room.sweep();
  }
}

export const pageUsable: Bench = {
  name: 'page-usable',
  unit: 'ms',
  question: 'From opening the shopper’s page to its welcome screen, painted and ready.',
  measure,
};
