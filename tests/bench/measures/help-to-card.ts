import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { WebSocket } from 'ws';
import { connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import { ensurePages } from '#kiosk/host/pages-build.ts';
import { launchChromium } from '#tests/support/chromium.ts';
import { HandrailProcess } from '#tests/support/handrail-process.ts';
import { nodeEnvironment, signIn } from '#tests/support/page-client.ts';
import { PINS } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';
import type { Bench, BenchRoom, Measurement } from '../bench.ts';
import { irregularPause, now } from '../clock.ts';
import { BarePage } from '../support/bare-page.ts';
import { CALL_CARDS, MESSAGE_ROWS, WatchedPage } from '../support/watched-page.ts';
import { quantile } from '../statistics.ts';

// Question: how long after Help is pressed at a lane do three colleagues see the card?
// Method: the demo as a person starts it, two lanes and their store in one process; three staff pages in Chromium, each
// signed in as another person, and a fourth page without a browser that tells how much of the time is the program's.
// The press is the page's command at a lane, each lane in turn, and a sample ends when the last of the three pages has
// drawn the card. Floor: the same way without us, in turns with it: a text from one WebSocket through a bare server
// to three bare pages in the same browser, until the last of them has drawn it. No goal: the finger and the lane's
// own screen (scan-to-line has that), and the sound.

const PEOPLE = ['Sara', 'Ben', 'Amira'] as const;
const CALLS = 120;
const PAUSE_MS = 40;

interface Around {
  readonly shoppers: readonly PageConnection[];
  readonly pages: readonly WatchedPage[];
  /** A staff page without a browser. */
  readonly client: PageConnection;
}

async function measure(room: BenchRoom): Promise<Measurement> {
  await ensurePages();
  const browser = await launchChromium();
  room.defer(() => browser.close());
  const around = await openShop(room, browser);
  const bare = await openBare(room, browser, around.pages.length);
  const samples: number[] = [];
  const floor: number[] = [];
  const program: number[] = [];
  const answered: number[] = [];
  for (let call = 0; call < CALLS && !room.isTimeUp(); call += 1) {
    await irregularPause(PAUSE_MS);
    const { cardMs, programMs, answeredMs } = await callOnce(around, call);
    samples.push(cardMs);
    program.push(programMs);
    answered.push(answeredMs);
    await irregularPause(PAUSE_MS);
    floor.push(await bare(call));
  }
  const uncertainty = Math.max(...around.pages.map(({ uncertaintyMs }) => uncertaintyMs));
  return {
    samples,
    floor,
    detail: {
      pages: around.pages.length,
      calls: samples.length,
      laneAnswersP50: quantile(answered, 0.5),
      withoutBrowserP50: quantile(program, 0.5),
      withoutBrowserP95: quantile(program, 0.95),
    },
    notes: [`clocks of the pages known to ±${uncertainty.toFixed(2)} ms`],
  };
}

async function openShop(room: BenchRoom, browser: Browser): Promise<Around> {
  const directory = mkdtempSync(path.join(tmpdir(), 'handrail-help-'));
  room.defer(() => rmSync(directory, { recursive: true, force: true }));
  const settings = [`lane.dataDirectory=${directory}`, 'lane.http.port=0', 'store.http.port=0'];
  const shop = new HandrailProcess(['demo', ...settings.flatMap((setting) => ['--set', setting])]);
  room.defer(() => shop.stop());
  const { shopper, shopper2, staff } = await shop.ready();
  const door = await doorOf(staff);
  const pages = await Promise.all(PEOPLE.map((name) => staffPage(room, browser, door, name)));
  const shoppers = [await connected(room, await doorOf(shopper)), await connected(room, await doorOf(shopper2))];
  const client = await connected(room, door, '/staff');
  await client.call('signInWithPin', { name: 'Sara', pin: PINS.Sara });
  return { shoppers, pages, client };
}

/** Where pages are, and the cookie that opens them; a start link is good for one. */
interface Door {
  readonly origin: string;
  readonly cookie: string;
}

async function doorOf(link: unknown): Promise<Door> {
  const url = String(link);
  return { origin: new URL(url).origin, cookie: await signIn(url) };
}

async function staffPage(
  room: BenchRoom,
  browser: Browser,
  { origin, cookie }: Door,
  name: (typeof PEOPLE)[number],
): Promise<WatchedPage> {
  const watched = await WatchedPage.open(room, browser, `${origin}/staff/`, CALL_CARDS, cookie);
  const { page } = watched;
  await page.getByLabel('Your name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByLabel('PIN').fill(PINS[name]);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Nobody needs you right now' }).waitFor();
  return watched.tieClock();
}

async function connected(room: BenchRoom, { origin, cookie }: Door, folder = ''): Promise<PageConnection> {
  const page = connectPage({
    topics: folder === '' ? ['lane', 'assist'] : ['tickets'],
    url: `${origin.replace('http', 'ws')}${folder}/api`,
    environment: nodeEnvironment({ origin, cookie: () => cookie }),
  });
  room.defer(() => page.close());
  await until('the page is connected', () => page.state.state === 'connected');
  if (folder === '') await until('the lane is open', () => page.value('lane')?.screen === 'welcome');
  return page;
}

interface Called {
  /** Until the last page has drawn it. */
  readonly cardMs: number;
  /** Until a page without a browser has heard it. */
  readonly programMs: number;
  /** Until the lane has written it down and said so. */
  readonly answeredMs: number;
}

/** One press of Help until all have seen it, and taken back again. */
async function callOnce({ shoppers, pages, client }: Around, index: number): Promise<Called> {
  const shopper = shoppers[index % shoppers.length];
  if (shopper === undefined) throw new Error('there is no lane');
  const heard = new Promise<number>((resolve) => {
    const end = client.subscribe('tickets', () => {
      if (client.entries('tickets').size === 0) return;
      end();
      resolve(now());
    });
  });
  const frames = pages.map((page) => page.frameWith(1));
  // The pages wait from here on: what they were asked has arrived before what they wait for.
  await Promise.all(pages.map(({ page }) => page.evaluate(() => true)));
  const pressedAt = now();
  const answered = shopper
    .call('callStaff', { topic: null })
    .then(({ ticketId }) => ({ ticketId, answeredMs: now() - pressedAt }));
  const painted = await Promise.all(frames);
  const { ticketId, answeredMs } = await answered;
  const programMs = (await heard) - pressedAt;
  await shopper.call('withdrawCall', { ticketId });
  await until('nobody is called', () => client.entries('tickets').size === 0);
  for (const { page } of pages) await page.locator('hr-call-card').waitFor({ state: 'detached' });
  for (const page of pages) await page.forget();
  return { cardMs: Math.max(...painted.map(({ paintedAt }) => paintedAt)) - pressedAt, programMs, answeredMs };
}

/** Says one text to so many bare pages; resolves with how long it took until the last has drawn it. */
async function openBare(room: BenchRoom, browser: Browser, count: number): Promise<(index: number) => Promise<number>> {
  const bare = await BarePage.serve(room);
  const pages: WatchedPage[] = [];
  for (let index = 0; index < count; index += 1) {
    pages.push(await (await WatchedPage.open(room, browser, bare.url, MESSAGE_ROWS)).tieClock());
  }
  const lane = new WebSocket(bare.url.replace('http', 'ws'));
  await once(lane, 'open');
  return async (index) => {
    const frames = pages.map((page) => page.frameWith(1));
    await Promise.all(pages.map(({ page }) => page.evaluate(() => true)));
    const saidAt = now();
    lane.send(`call ${index}`);
    const painted = await Promise.all(frames);
    bare.say('clear');
    for (const { page } of pages) {
      await page.waitForFunction(() => document.querySelectorAll('li').length === 0);
    }
    for (const page of pages) await page.forget();
    return Math.max(...painted.map(({ paintedAt }) => paintedAt)) - saidAt;
  };
}

export const helpToCard: Bench = {
  name: 'help-to-card',
  unit: 'ms',
  question: 'From Help at a lane to the card, drawn on the last of three staff pages.',
  measure,
};
