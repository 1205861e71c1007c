/*
 * Goal: what a colleague gives or moves from the staff page comes to the shopper, once, and is kept by the store: an
 * apology with a gesture, one that somebody else agrees to, a promise on paper, a basket for the till and back.
 * Method: two lanes and their store on real devices, with staff pages and a shopper's page in a real Chromium.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { ensurePages } from '#kiosk/host/pages-build.ts';
import { launchChromium } from '#tests/support/chromium.ts';
import { LABEL, PINS } from '#tests/support/test-shop.ts';
import { TwoLaneShop } from '#tests/support/two-lane-shop.ts';
import { until } from '#tests/support/until.ts';

const PHONE = { width: 430, height: 932 };
const LANE = { width: 1366, height: 768 };

let browser: Browser;
let pagesDirectory: string;
let bench: TwoLaneShop;
let shopper: PageConnection;
let contexts: BrowserContext[] = [];

beforeAll(async () => {
  ({ directory: pagesDirectory } = await ensurePages());
  browser = await launchChromium(['--disable-gpu']);
});
afterAll(async () => {
  await browser?.close();
});
beforeEach(async () => {
  bench = await TwoLaneShop.open({ pagesDirectory });
  shopper = await bench.shopper(1);
});
afterEach(async () => {
  await Promise.all(contexts.map((context) => context.close()));
  contexts = [];
  await bench.close();
});

async function open(url: string, viewport: typeof PHONE): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'en-GB', reducedMotion: 'reduce' });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function onDuty(name: keyof typeof PINS): Promise<Page> {
  const page = await open(bench.shop.storeServer.mintUrl('staff'), PHONE);
  await page.getByLabel('Your name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByLabel('PIN').fill(PINS[name]);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Nobody needs you right now' }).waitFor();
  return page;
}

async function buys(...codes: readonly string[]): Promise<void> {
  for (const code of codes) bench.worlds[0].devices.scanner.scan(code);
  await until('the basket', () => shopper.entries('lines').size >= codes.length);
}

/** Sara takes the call of lane 1, walks there, and begins to make good. */
async function goesAndMakesGood(sara: Page): Promise<void> {
  await sara.getByRole('button', { name: 'I’m coming: Lane 1' }).click();
  await sara.getByRole('button', { name: 'I’m here: Lane 1' }).click();
  await sara.getByRole('button', { name: 'Make good: Lane 1' }).click();
}

function sheetButton(page: Page, name: string) {
  return page.locator('hr-sheet[open]').getByRole('button', { name, exact: true });
}

function printed(): readonly string[] {
  return bench.worlds[0].devices.printer.receipts.map(({ lines }) => lines.join('\n'));
}

describe('making good', () => {
  it('says sorry, gives what is within one’s rights, and the shopper reads it and pays less', async () => {
    const sara = await onDuty('Sara');
    const lane = await open(bench.shop.laneServer.mintUrl('shopper'), LANE);
    await buys(LABEL.oatMilk, LABEL.peanuts);
    const before = shopper.value('basket')?.total ?? 0;
    await lane.getByRole('button', { name: /^Help/ }).first().click();
    await goesAndMakesGood(sara);
    await sheetButton(sara, 'Long wait').click();
    await sara.getByText('Sorry that you had to wait so long.').waitFor();
    await sheetButton(sara, 'Discount').click();
    await sheetButton(sara, '€2.00').click();
    await sara.getByText('You may give up to €3.00.').waitFor();
    await sheetButton(sara, 'Give it').click();
    await sara.getByText('Done. It is on the shopper’s screen now.').waitFor();
    await until('the basket costs less', () => shopper.value('basket')?.total === before - 200);
    await lane.getByText('Sorry that you had to wait so long.').waitFor();
    await lane.getByText('€2.00 off this basket.').waitFor();
    await sheetButton(lane, 'Carry on').click();
    await sara.getByText('Done. It is not on their screen').waitFor();
    await lane.getByRole('button', { name: /^Help/ }).first().click();
    await sara.getByText('Done. It is on the shopper’s screen now.').waitFor();
  });

  it('asks whoever may give more, who hears of it and agrees', async () => {
    const [sara, amira] = [await onDuty('Sara'), await onDuty('Amira')];
    await buys(LABEL.oatMilk, LABEL.peanuts);
    const before = shopper.value('basket')?.total ?? 0;
    await shopper.call('callStaff', { topic: 'price' });
    await goesAndMakesGood(sara);
    await sheetButton(sara, 'Lane did not work').click();
    await sheetButton(sara, 'Discount').click();
    await sara.getByLabel('Another amount').fill('3.50');
    await sara.getByText('A shift lead has to agree.').waitFor();
    await sheetButton(sara, 'Ask for it').click();
    await sara.getByText('Asked. You see here when somebody agrees.').waitFor();
    expect(shopper.value('basket')?.total).toBe(before);
    const wish = amira.locator('hr-wish-list');
    await wish.getByText('Sara asks: Discount, €3.50').waitFor();
    await wish.getByText('Lane did not work').waitFor();
    expect(await amira.getByText('Sara asks: Discount').count()).toBe(1);
    await wish.getByRole('button', { name: 'Agree' }).click();
    await sara.getByText('Done. It is not on their screen').waitFor();
    await until('the basket costs less', () => shopper.value('basket')?.total === before - 350);
    await wish.getByText('Sara asks').waitFor({ state: 'detached' });
  });

  it('says which article a colleague wants to replace', async () => {
    const [sara, amira] = [await onDuty('Sara'), await onDuty('Amira')];
    await shopper.call('callStaff', { topic: 'article' });
    await goesAndMakesGood(sara);
    await sheetButton(sara, 'Damaged article').click();
    await sheetButton(sara, 'Replacement').click();
    await sara.getByLabel('Find an article').fill('dry gin');
    const name = 'Hansje Zilt dry gin';
    await sara.locator('hr-article-choice button', { hasText: name }).click();
    await sheetButton(sara, 'Ask for it').click();
    await amira.locator('hr-wish-list').getByText(name).waitFor();
    await sara.locator('hr-make-good-sheet').getByText(name).waitFor();
  });

  it('promises what is sold out on a slip, which is used once', async () => {
    const sara = await onDuty('Sara');
    await shopper.call('callStaff', { topic: 'article' });
    await goesAndMakesGood(sara);
    await sheetButton(sara, 'Sold out').click();
    await sheetButton(sara, 'For another day').click();
    await sara.getByLabel('Find an article').fill('milk');
    await sara.locator('hr-article-choice button').first().click();
    await sheetButton(sara, 'Give it').click();
    await sara.getByText('Done. It is not on their screen').waitFor();
    await until('the slip', () => printed().some((text) => text.includes('PROMISED FOR ANOTHER DAY')));
    await sara.getByRole('button', { name: 'Close' }).click();
    await sara.getByRole('button', { name: 'Lanes' }).click();
    const slips = sara.locator('hr-slip-list');
    const code = (await slips.locator('.code').first().textContent())?.trim() ?? '';
    expect(code).toMatch(/^RAIN-/);
    expect(await slips.locator('small').allInnerTexts()).toEqual([
      expect.stringMatching(/, \d\d:\d\d$/),
      expect.stringMatching(/^until \d+ [A-Z][a-z]+$/),
    ]);
    expect(printed().join('\n')).toContain(code);
    bench.worlds[0].devices.scanner.scan(code);
    await until('the lane knows what it is', () => shopper.value('notice')?.code === 'voucher-for-staff');
    await slips.locator('.head').click();
    await slips.getByRole('button', { name: 'Honoured' }).click();
    await slips.getByRole('button', { name: 'Do it' }).click();
    await slips.locator('.code').waitFor({ state: 'detached' });
  });
});

describe('what it turned out to be', () => {
  it('is said in the store’s own words, which are offered the next time', async () => {
    const sara = await onDuty('Sara');
    await shopper.call('callStaff', { topic: 'other' });
    await sara.getByRole('button', { name: 'I’m coming: Lane 1' }).click();
    await sara.getByRole('button', { name: 'I’m here: Lane 1' }).click();
    await sara.getByRole('button', { name: 'Add a note' }).click();
    await sara.getByLabel('In a word').fill('Trolley token');
    await sara.getByRole('button', { name: /^Done:/ }).click();
    await sara.locator('hr-call-card').waitFor({ state: 'detached' });
    await shopper.call('callStaff', { topic: 'other' });
    await sara.getByRole('button', { name: 'I’m coming: Lane 1' }).click();
    await sara.getByRole('button', { name: 'I’m here: Lane 1' }).click();
    await sara.getByRole('button', { name: 'trolley token' }).click();
    await sara.locator('hr-call-card').waitFor({ state: 'detached' });
  });

  it('may need a second person, who comes and stands by', async () => {
    const [sara, ben] = [await onDuty('Sara'), await onDuty('Ben')];
    await shopper.call('callStaff', { topic: 'other' });
    await sara.getByRole('button', { name: 'I’m coming: Lane 1' }).click();
    await sara.getByRole('button', { name: 'More: Lane 1' }).click();
    await sara.getByRole('button', { name: /^Second person/ }).click();
    await sara.getByText('You asked for a second person').waitFor();
    await ben.getByRole('button', { name: 'I’ll come too: Lane 1' }).click();
    await ben.getByText('You stand by a colleague').waitFor();
    await ben.getByText('With you on this: Sara').waitFor();
    await sara.getByText('With you on this: Ben').waitFor();
  });
});

describe('what lies in a basket', () => {
  it('is changed at its article; a deposit comes and goes with it and has no buttons of its own', async () => {
    const sara = await onDuty('Sara');
    await buys(LABEL.pilsCan);
    await sara.getByRole('button', { name: 'Lanes' }).click();
    await sara.locator('hr-lane-map button').first().click();
    const lines = sara.locator('hr-lane-sheet .lines li');
    const beer = lines.filter({ hasText: 'Zwaluwsluis pils, can' });
    const deposit = lines.filter({ hasText: 'Deposit can' });
    await deposit.waitFor();
    expect([await beer.getByRole('button').count(), await deposit.getByRole('button').count()]).toEqual([4, 0]);
    await beer.getByRole('button', { name: 'Take off: Zwaluwsluis pils, can' }).click();
    await sheetButton(sara, 'Wrong article').click();
    await deposit.waitFor({ state: 'detached' });
    await until('nothing is to be paid', () => shopper.value('basket')?.total === 0);
  });
});

describe('a basket that moves', () => {
  async function moveTo(page: Page, place: RegExp): Promise<void> {
    await page.getByRole('button', { name: 'Lanes' }).click();
    await page.locator('hr-lane-map button').first().click();
    await sheetButton(page, 'Move basket').click();
    await page.locator('hr-move-choice').getByRole('button', { name: place }).click();
    await sheetButton(page, 'Shopper prefers a person').click();
  }

  it('goes on at the other lane, whole', async () => {
    const sara = await onDuty('Sara');
    const other = await bench.shopper(2);
    await buys(LABEL.oatMilk, LABEL.peanuts);
    const total = shopper.value('basket')?.total;
    await moveTo(sara, /^Lane 2/);
    await until('it is at lane 2', () => other.value('basket')?.total === total && other.entries('lines').size >= 2);
    await until('lane 1 is free', () => shopper.value('lane')?.screen === 'welcome');
  });

  it('waits for the till with a slip, comes back to a lane from there, and is nowhere twice', async () => {
    const sara = await onDuty('Sara');
    await buys(LABEL.oatMilk, LABEL.peanuts);
    const total = shopper.value('basket')?.total;
    await moveTo(sara, /^To the till/);
    await sara.getByText('The basket waits for the till').waitFor();
    await until('lane 1 is free', () => shopper.value('lane')?.screen === 'welcome');
    await until('the slip', () => printed().some((text) => text.includes('NOT PAID YET')));
    await bench.restart();
    shopper = await bench.shopper(1);
    const other = await bench.shopper(2);
    const again = await onDuty('Sara');
    await again.getByRole('button', { name: 'Lanes' }).click();
    const slips = again.locator('hr-slip-list');
    await slips.locator('.head').click();
    await slips.getByRole('button', { name: 'Bring to lane 2' }).click();
    await until('it is at lane 2', () => other.value('basket')?.total === total);
    await slips.locator('.code').waitFor({ state: 'detached' });
    expect(shopper.value('lane')?.screen).toBe('welcome');
  });

  it('that the till has rung up is at no lane any more', async () => {
    const sara = await onDuty('Sara');
    await buys(LABEL.oatMilk);
    await moveTo(sara, /^To the till/);
    await sara.getByText('The basket waits for the till').waitFor();
    await sara.getByRole('button', { name: 'Close' }).click();
    const slips = sara.locator('hr-slip-list');
    await slips.locator('.head').click();
    const code = (await slips.locator('.code').textContent())?.trim() ?? '';
    await slips.getByRole('button', { name: 'Rung up at the till' }).click();
    await slips.getByRole('button', { name: 'Do it' }).click();
    await slips.locator('.code').waitFor({ state: 'detached' });
    const page = await bench.staff('Amira');
    await expect(page.call('resumeParked', { code, workstationId: 'lane-2' })).rejects.toMatchObject({
      code: 'slip-used',
    });
  });
});
