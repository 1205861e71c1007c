import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { BenchRoom } from '../bench.ts';
import { now } from '../clock.ts';
import { installPaintWatch, type PaintedFrame, type RowSelector } from './paint-watch.ts';

/** The kiosk's screen: full HD, upright. */
const VIEWPORT = { width: 1080, height: 1920 };

/** Where the lines of a basket are, and where those of the bare page. */
export const BASKET_ROWS: RowSelector = { host: 'hr-basket-list', row: 'hr-basket-line' };
export const MESSAGE_ROWS: RowSelector = { host: null, row: 'li' };
export const CALL_CARDS: RowSelector = { host: 'hr-call-list', row: 'hr-call-card' };
export const WELCOME: RowSelector = { host: 'hr-welcome-screen', row: 'h1' };

/** How often the page is asked for its time to tie its clock to ours. */
const CLOCK_QUESTIONS = 60;

const FRAME_TIMEOUT_MS = 10_000;

/**
 * A page in Chromium that says when a row was painted, in our own time.
 *
 * The page's clock is tied to ours as network time is: each answer came between our question and its arrival, so each
 * one bounds the difference from both sides, and the bounds of many answers together leave a fraction of a millisecond.
 */
export class WatchedPage {
  readonly page: Page;
  /** Our time less the page's, and how far that may be off, in milliseconds. */
  offsetMs = 0;
  uncertaintyMs = 0;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(room: BenchRoom, browser: Browser, url: string, rows: RowSelector, cookie?: string) {
    const context = await browser.newContext({ viewport: VIEWPORT });
    room.defer(() => context.close());
    if (cookie !== undefined) await addCookie(context, url, cookie);
    const page = await context.newPage();
    await page.addInitScript(installPaintWatch, rows);
    await page.goto(url);
    return new WatchedPage(page);
  }

  /** Ties the page's clock to ours; without it, frames are told in the page's own. */
  async tieClock(): Promise<this> {
    let earliest = -Infinity;
    let latest = Infinity;
    for (let question = 0; question < CLOCK_QUESTIONS; question += 1) {
      const asked = now();
      const answer = await this.page.evaluate(() => performance.now());
      const answered = now();
      earliest = Math.max(earliest, asked - answer);
      latest = Math.min(latest, answered - answer);
    }
    this.offsetMs = (earliest + latest) / 2;
    this.uncertaintyMs = Math.abs(latest - earliest) / 2;
    return this;
  }

  /** The first frame with so many rows since forget(), with its times in our clock. */
  async frameWith(rows: number): Promise<PaintedFrame> {
    const frame = await within(
      this.page.evaluate((count) => globalThis.window.paintWatch.frameWith(count), rows),
      `row ${rows} was not painted`,
    );
    const { offsetMs } = this;
    return { rows: frame.rows, changedAt: frame.changedAt + offsetMs, paintedAt: frame.paintedAt + offsetMs };
  }

  async forget(): Promise<void> {
    await this.page.evaluate(() => globalThis.window.paintWatch.forget());
  }
}

async function addCookie(context: BrowserContext, url: string, cookie: string): Promise<void> {
  const equals = cookie.indexOf('=');
  await context.addCookies([{ name: cookie.slice(0, equals), value: cookie.slice(equals + 1), url }]);
}

async function within<T>(work: Promise<T>, failure: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${failure} within ${FRAME_TIMEOUT_MS} ms`)), FRAME_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
