/*
 * Goal: the staff page and the device desk can be read, reached and used by everybody, by day, by night and in the sun,
 * on a phone, a tablet and a desktop, in every language.
 * Method: every scene of both pages in a real Chromium, looked at from within.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePages } from '#kiosk/host/pages-build.ts';
import { violations } from '#tests/support/accessibility.ts';
import { launchChromium } from '#tests/support/chromium.ts';
import { DESK_SCENES, publishDeskScene } from '#tests/support/desk-scenes.ts';
import { overflows } from '#tests/support/in-page.ts';
import { settled } from '#tests/support/page-acts.ts';
import { ScriptedLane } from '#tests/support/scripted-lane.ts';
import { JORIS } from '#tests/support/ticket-view.ts';
import { smallTargets } from '#tests/support/small-targets.ts';
import {
  ATTENDANT,
  publishStaffScene,
  rememberStaff,
  SCENE_BASKET,
  STAFF_SCENES,
  staffScene,
} from '#tests/support/staff-scenes.ts';

/** Comfortable for a thumb (WCAG 2.5.5). CSS pixels. */
const TARGET_MIN_PX = 44;
/** The narrowest phone in use, and what WCAG 1.4.10 asks pages to fit. */
const NARROW = { width: 320, height: 640 };
const PHONE = { width: 430, height: 932 };
const USUAL_PHONE = { width: 390, height: 844 };
/** Long enough for the wait of a call to stand out, in milliseconds. */
const SLOW_WAIT_MS = 58_000;
const SCREENS = [NARROW, PHONE, { width: 820, height: 1180 }, { width: 1366, height: 768 }];
const LANGUAGES = ['en', 'nl', 'da', 'de'];

let lane: ScriptedLane;
let browser: Browser;

beforeAll(async () => {
  const { directory } = await ensurePages();
  lane = await ScriptedLane.start(directory);
  browser = await launchChromium(['--disable-gpu']);
});

afterAll(async () => {
  await browser?.close();
  await lane?.close();
});

interface Wish {
  readonly colours?: 'light' | 'dark' | 'contrast';
  readonly language?: string;
  readonly viewport?: typeof PHONE;
}

/** Opens each scene of the staff page, the sheet and both decisions of a payment among them, and has it looked at. */
async function walkStaff(wish: Wish, look: (page: Page, name: string) => Promise<void>): Promise<void> {
  const { colours = 'light', language = 'en', viewport = PHONE } = wish;
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', colorScheme: dayOrNight(colours) });
  const page = await context.newPage();
  lane.basket = SCENE_BASKET;
  await page.goto(`${lane.url}staff/`);
  await page.evaluate(rememberStaff, { person: ATTENDANT, language, ...inTheSun(colours) });
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await page.locator('hr-sign-in-screen .people button').first().waitFor();
  await settled(page);
  await look(page, 'door');
  await page.locator('hr-sign-in-screen .people button').first().click();
  await settled(page);
  await look(page, 'PIN');
  await page.evaluate(rememberStaff, { person: ATTENDANT, language, ...inTheSun(colours) });
  for (const name of STAFF_SCENES) {
    publishStaffScene(lane.hub, staffScene(name, Date.now()));
    await page.reload();
    await page.locator('hr-lane-map li').first().waitFor();
    await settled(page);
    await look(page, name);
    if (name === 'staff-unclear') {
      await page.locator('.question ~ .actions hr-button').first().click();
      await page.locator('.confirm').waitFor();
      await look(page, `${name}, to be confirmed`);
    }
    if (name === 'staff-coming') await lookInto(page, look);
  }
  await page.locator('.duty').click();
  await page.locator('hr-my-shift dl').waitFor();
  await settled(page);
  await look(page, 'me');
  await page.evaluate(rememberStaff, { person: JORIS, language, ...inTheSun(colours) });
  await page.reload();
  await page.locator('hr-staff-nav button').nth(2).click();
  await page.locator('hr-hour-chart canvas').waitFor();
  await settled(page);
  await look(page, 'board');
  await context.close();
}

/** A card with all of it, and both sheets. */
async function lookInto(page: Page, look: (page: Page, name: string) => Promise<void>): Promise<void> {
  await page.locator('hr-call-card .more').first().click();
  await settled(page);
  await look(page, 'more');
  await page.locator('hr-call-card .further hr-button').first().click();
  await page.locator('hr-hand-over-form').waitFor();
  await look(page, 'hand over');
  await page.keyboard.press('Escape');
  await page.locator('hr-lane-map button').nth(1).click();
  await page.locator('hr-lane-sheet .lines').waitFor();
  await look(page, 'lane');
  await page.locator('hr-lane-sheet .change button').first().click();
  await page.locator('hr-lane-sheet .why').waitFor();
  await look(page, 'reason');
}

async function walkDesk(wish: Wish, look: (page: Page, name: string) => Promise<void>): Promise<void> {
  const { colours = 'light', language = 'en', viewport = PHONE } = wish;
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', colorScheme: dayOrNight(colours) });
  const page = await context.newPage();
  publishDeskScene(lane.hub, 'desk-ready');
  await page.goto(`${lane.url}desk/`);
  await page.locator('header select').selectOption(language);
  for (const name of Object.keys(DESK_SCENES)) {
    publishDeskScene(lane.hub, name);
    await page.locator(name === 'desk-trouble' ? 'hr-receipt-tray pre' : 'hr-scanner-panel').waitFor();
    await settled(page);
    await look(page, name);
  }
  await context.close();
}

const WALKS = [
  ['staff page', walkStaff],
  ['device desk', walkDesk],
] as const;

describe.each(WALKS)('the %s', (_name, walk) => {
  it.each(['light', 'dark'] as const)('keeps the rules of accessibility in %s', async (colours) => {
    const found: string[] = [];
    await walk({ colours }, async (page, name) => {
      for (const violation of await violations(page)) found.push(`${name}: ${violation}`);
    });
    expect(found).toEqual([]);
  });

  it('has targets for thumbs, everywhere and on every screen', async () => {
    const found: string[] = [];
    for (const viewport of SCREENS) {
      await walk({ viewport }, async (page, name) => {
        for (const small of await page.evaluate(smallTargets, TARGET_MIN_PX)) {
          found.push(`${viewport.width}, ${name}: ${small}`);
        }
      });
    }
    expect(found).toEqual([]);
  });

  it.each(LANGUAGES)('cuts off no words in %s, not even on the narrowest phone', async (language) => {
    const found: string[] = [];
    for (const viewport of [NARROW, PHONE]) {
      await walk({ language, viewport }, async (page, name) => {
        for (const problem of await page.evaluate(overflows)) found.push(`${viewport.width}, ${name}: ${problem}`);
      });
    }
    expect(found).toEqual([]);
  });
});

it.each(LANGUAGES)(
  'breaks no word of a call and keeps its buttons in one row, in %s on a usual phone',
  async (language) => {
    const context = await browser.newContext({ viewport: USUAL_PHONE, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const now = Date.now();
    const { tickets, lanes } = staffScene('staff-calls', now);
    // Everybody has waited long enough for the wait to stand out, and everybody is asked of the one who looks.
    const slow = tickets.map((ticket) => ({
      ...ticket,
      raisedAt: now - SLOW_WAIT_MS,
      care: ticket.care === null ? null : { ...ticket.care, asked: [ATTENDANT.personId] },
    }));
    publishStaffScene(lane.hub, { tickets: slow, lanes });
    await page.goto(`${lane.url}staff/`);
    await page.evaluate(rememberStaff, { person: ATTENDANT, language });
    await page.reload();
    await page.locator('hr-call-card').first().waitFor();
    await settled(page);
    const titles = page.locator('hr-ticket-row h3');
    expect(await titles.count()).toBe(slow.length);
    expect((await titles.evaluateAll(brokenWords)).flat()).toEqual([]);
    const rows = page.locator('hr-call-card .actions');
    expect(await rows.evaluateAll((all) => all.map(({ clientHeight }) => clientHeight <= 60))).toEqual(
      slow.map(() => true),
    );
    await context.close();
  },
);

it.each([
  ['en', '6.4'],
  ['nl', '6,4'],
  ['da', '6,4'],
  ['de', '6,4'],
])('writes the figures of the board as is usual in %s', async (language, ageChecks) => {
  const context = await browser.newContext({ viewport: PHONE, reducedMotion: 'reduce' });
  const page = await context.newPage();
  publishStaffScene(lane.hub, staffScene('staff-calm', Date.now()));
  await page.goto(`${lane.url}staff/`);
  await page.evaluate(rememberStaff, { person: JORIS, language });
  await page.reload();
  await page.locator('hr-staff-nav button').nth(2).click();
  await page.locator('.bars li').first().waitFor();
  expect(await page.locator('.bars .figures-of').first().innerText()).toBe(ageChecks);
  await context.close();
});

/** Runs in the page: words that stand on two lines, without the browser's own hyphens. */
function brokenWords(titles: readonly (HTMLElement | SVGElement)[]): string[] {
  return titles.flatMap((title) => {
    title.style.hyphens = 'manual';
    const texts = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
    const broken: string[] = [];
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      for (const { index, 0: word } of (node.textContent ?? '').matchAll(/\S+/gu)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(word);
      }
    }
    return broken;
  });
}

it('keeps the rules of accessibility on the staff page in strong contrast', async () => {
  const found: string[] = [];
  await walkStaff({ colours: 'contrast' }, async (page, name) => {
    for (const violation of await violations(page)) found.push(`${name}: ${violation}`);
  });
  expect(found).toEqual([]);
});

function dayOrNight(colours: NonNullable<Wish['colours']>): 'light' | 'dark' {
  return colours === 'dark' ? 'dark' : 'light';
}

function inTheSun(colours: NonNullable<Wish['colours']>): { colours?: string } {
  return colours === 'contrast' ? { colours } : {};
}
