/*
 * Goal: no single machine silences a call. While the store is dead, cards come from the lanes themselves, are taken and
 * settled there; when it is back there is one history, and nothing is lost, stuck or doubled.
 * Method: a store and two lanes as processes of their own, three staff pages in a real Chromium, shoppers at both
 * lanes; every process is killed as a power cut would.
 */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { launchChromium } from '#tests/support/chromium.ts';
import { type LaneNumber, ReachShop } from '#tests/support/reach-shop.ts';
import { AWAY, CALM, staffPageOf } from '#tests/support/staff-page-of.ts';
import { until } from '#tests/support/until.ts';

const PEOPLE = ['Sara', 'Ben', 'Amira'] as const;

let browser: Browser;
let shop: ReachShop;
let contexts: BrowserContext[];
let pages: readonly [Page, Page, Page];
let shoppers: Readonly<Record<LaneNumber, PageConnection>>;

beforeEach(async () => {
  browser = await launchChromium(['--disable-gpu']);
  contexts = [];
  shop = await ReachShop.open();
  shoppers = { 1: await shop.shopper(1), 2: await shop.shopper(2) };
  pages = [await onDuty('Sara'), await onDuty('Ben'), await onDuty('Amira')];
});
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  await browser.close();
  await shop.close();
});

async function onDuty(name: (typeof PEOPLE)[number]): Promise<Page> {
  const page = await staffPageOf(shop, browser, name);
  contexts.push(page.context());
  return page;
}

const card = (page: Page, lane: LaneNumber): Locator => page.getByRole('button', { name: `I’m coming: Lane ${lane}` });

async function call(lane: LaneNumber): Promise<string> {
  return (await shoppers[lane].call('callStaff', { topic: 'price' })).ticketId;
}

async function storeDies(): Promise<void> {
  await shop.store.kill();
  for (const page of pages) await page.getByText(AWAY).waitFor();
}

async function storeIsBack(): Promise<void> {
  shop.startStore();
  await shop.store.ready();
  for (const page of pages) await page.getByText(AWAY).waitFor({ state: 'detached' });
}

/** Takes a call, goes there, and settles it. */
async function help(page: Page, lane: LaneNumber): Promise<void> {
  await card(page, lane).click();
  await page.getByRole('button', { name: `I’m here: Lane ${lane}` }).click();
  await page.getByRole('button', { name: 'Price explained' }).click();
}

describe('while the store is dead', () => {
  it('a call comes from its lane, is taken there by one, and is one history when the store is back', async () => {
    const [sara, ben, amira] = pages;
    await storeDies();
    const ticketId = await call(1);
    for (const page of pages) await card(page, 1).waitFor();
    await card(sara, 1).click();
    await sara.getByText('You are on your way').waitFor();
    for (const page of [ben, amira]) await page.getByText('Sara takes this').waitFor();
    const seen = await until('the shopper reads who comes', () =>
      [...shoppers[1].entries('assist').values()].find(({ attendant }) => attendant === 'Sara'),
    );
    expect(seen).toMatchObject({ ticketId, status: 'acknowledged' });

    const second = await call(2);
    for (const page of [ben, amira]) await card(page, 2).waitFor();
    await storeIsBack();
    await sara.getByText('You are on your way').waitFor();
    for (const page of pages) expect(await page.locator('hr-call-card').count()).toBe(2);
    await sara.getByRole('button', { name: 'I’m here: Lane 1' }).click();
    await sara.getByRole('button', { name: 'Price explained' }).click();
    await help(ben, 2);
    for (const page of pages) await page.getByRole('heading', { name: CALM }).waitFor();

    const histories = await Promise.all(([1, 2] as const).map((lane) => shop.journal(lane)));
    for (const [index, id] of [ticketId, second].entries()) {
      const types = (histories[index] ?? []).flatMap((entry) =>
        entry.kind === 'assist' && entry.event.ticketId === id ? [entry.event.type] : [],
      );
      for (const once of ['ticket-raised', 'ticket-acknowledged', 'ticket-attended', 'ticket-resolved']) {
        expect(types.filter((type) => type === once)).toEqual([once]);
      }
    }
  });

  it('a page that is loaded anew finds the lanes by itself, and of two who come at once one has the call', async () => {
    const [sara, ben] = pages;
    await until('the shell is kept', () =>
      sara.evaluate(async () => (await caches.match('/staff/', { ignoreVary: true })) !== undefined),
    );
    await storeDies();
    await sara.reload();
    await sara.getByText(AWAY).waitFor();
    await call(1);
    await Promise.all([sara, ben].map((page) => card(page, 1).waitFor()));
    for (const page of [sara, ben]) await page.locator('hr-call-card:not([settling])').waitFor();
    // For the one who comes second the button may be gone under the finger.
    await Promise.allSettled([sara, ben].map((page) => card(page, 1).click({ timeout: 3_000 })));
    const ticket = await until('one has it', () =>
      [...shoppers[1].entries('assist').values()].find(({ status }) => status === 'acknowledged'),
    );
    const [winner, other] = ticket.attendant === 'Sara' ? [sara, ben] : [ben, sara];
    await winner.getByText('You are on your way').waitFor();
    await other.getByText(`${ticket.attendant} takes this`).waitFor();
    await storeIsBack();
    await other.getByText(`${ticket.attendant} takes this`).waitFor();
  });

  it('goes up by the lane’s own clock, and the shopper is told that somebody is within reach', async () => {
    await storeDies();
    await call(1);
    await until(
      'it went to all on shift',
      () => [...shoppers[1].entries('assist').values()].find(({ promise }) => promise?.escalation === 'all-on-shift'),
      40_000,
    );
    const [ticket] = shoppers[1].entries('assist').values();
    expect(ticket?.promise).toMatchObject({ unattended: false, withinSeconds: null });
  });
});

describe('whatever process is killed', () => {
  it.each(['raised', 'taken', 'there'] as const)('a call that was %s goes on', async (point) => {
    const [sara, ben] = pages;
    await call(1);
    await card(sara, 1).waitFor();
    if (point !== 'raised') {
      await card(sara, 1).click();
      await sara.getByText('You are on your way').waitFor();
    }
    if (point === 'there') {
      await sara.getByRole('button', { name: 'I’m here: Lane 1' }).click();
      await ben.getByText('Sara is there').waitFor();
    }
    await storeDies();
    await shop.lane(1).kill();
    // The other lane speaks on; this one is back with what it wrote down.
    await call(2);
    await card(ben, 2).waitFor();
    shop.startLane(1);
    await shop.lane(1).ready();
    await storeIsBack();
    if (point === 'raised') await card(sara, 1).click();
    if (point !== 'there') await sara.getByRole('button', { name: 'I’m here: Lane 1' }).click();
    await sara.getByRole('button', { name: 'Price explained' }).click();
    await help(ben, 2);
    for (const page of pages) await page.getByRole('heading', { name: CALM }).waitFor();
    await until('the shopper sees that it is over', () => shoppers[1].entries('assist').size === 0);
  });
});
