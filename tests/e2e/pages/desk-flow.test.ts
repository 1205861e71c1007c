/*
 * Goal: a newcomer plays shopper, bank and broken cable at the desk, and each click goes the way of the real thing.
 * Method: the demo shop on real ports, its desk in a real Chromium, and the lane watched by a page without a browser.
 */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { until } from '#tests/support/until.ts';
import { demoBench } from './demo-bench.ts';

const bench = demoBench();

const article = (desk: Page, name: string): Locator => desk.locator('.article').filter({ hasText: name }).first();

async function find(desk: Page, words: string): Promise<void> {
  await desk.getByRole('searchbox', { name: 'Find an article to scan' }).fill(words);
}

async function lineOf(name: string): Promise<void> {
  await until(`${name} at the lane`, () =>
    [...bench.shopper.entries('lines').values()].some((line) => line.name['en']?.includes(name)),
  );
}

async function startPaying(): Promise<void> {
  await bench.shopper.call('startPayment', {});
}

describe('the goods', () => {
  it('are scanned by a click, found by words, by shelf and by what is special about them', async () => {
    const desk = await bench.openDesk();
    await desk.getByText('280 articles').waitFor();
    await find(desk, 'oat milk');
    await article(desk, 'Organic oat milk').click();
    await lineOf('Organic oat milk');
    await desk.getByText('Read: Organic oat milk').waitFor();
    await desk.getByLabel('All shelves').selectOption({ label: 'Cheese' });
    await article(desk, 'Mozzarella').waitFor();
    await desk.getByRole('button', { name: 'Called back' }).click();
    await desk.getByText('1 article', { exact: true }).waitFor();
    await article(desk, 'Crunchy peanut butter').click();
    await until('the lane says no', () => bench.shopper.value('notice')?.code === 'article-recalled');
    await find(desk, 'nothing is called so');
    await desk.getByText('Nothing here').waitFor();
  });

  it('belong to a lane whose number the desk and the shopper read', async () => {
    const desk = await bench.openDesk();
    await desk.getByRole('heading', { name: 'Lane 1 · Device desk' }).waitFor();
    expect(await desk.title()).toBe('Lane 1 · Device desk');
    const page = await bench.openShopper({ width: 1080, height: 1920 });
    await page.locator('hr-page-header').getByText('Lane 1', { exact: true }).waitFor();
    expect(await page.title()).toBe('Lane 1 · Market Hall');
  });

  it('that are weighed come with the label of the scales', async () => {
    const desk = await bench.openDesk();
    await desk.getByRole('button', { name: 'By weight' }).first().click();
    await article(desk, 'Ginger').click();
    await lineOf('Ginger');
    const [line] = bench.shopper.entries('lines').values();
    expect(line?.quantity).toEqual({ kind: 'weight', grams: 486 });
  });

  it('need not be there: any code can be sent', async () => {
    const desk = await bench.openDesk();
    await desk.getByLabel('Any code').fill('9520042999991');
    await desk.keyboard.press('Enter');
    await until('the lane does not know it', () => bench.shopper.value('notice')?.code === 'article-unknown');
    expect(await desk.getByLabel('Any code').inputValue()).toBe('');
  });
});

describe('the card reader', () => {
  it('shows what a reader shows, with the amount, and takes cards only while it waits for one', async () => {
    const desk = await bench.openDesk();
    const display = desk.locator('hr-reader-panel .display');
    const works = desk.getByRole('button', { name: 'Card that works' });
    expect(await display.innerText()).toBe('Ready');
    expect(await works.isEnabled()).toBe(false);
    await find(desk, 'oat milk');
    await article(desk, 'Organic oat milk').click();
    await lineOf('Organic oat milk');
    await startPaying();
    await display.getByText('Hold card or phone here').waitFor();
    await display.getByText('€2.19').waitFor();
    await desk.getByRole('button', { name: 'Card the bank refuses' }).click();
    await until('the lane hears of it', () => bench.shopper.value('payment')?.phase === 'declined');
    await until('the reader is done', async () => (await display.innerText()) === 'Ready');
    await startPaying();
    await works.click();
    await until('paid', () => bench.shopper.value('lane')?.screen === 'thanks');
    expect(bench.world.devices.terminal.booked).toMatchObject([{ amount: 219 }]);
  });
});

describe('the plugs', () => {
  it('come out and go back in, and the desk and the lane both know', async () => {
    const desk = await bench.openDesk();
    await desk.getByRole('button', { name: 'Unplug: Barcode scanner' }).click();
    await desk.getByText('The plug is out: nothing is read').waitFor();
    await until('the lane misses it', () => bench.shopper.entries('devices').get('scanner')?.state === 'offline');
    await find(desk, 'oat milk');
    await article(desk, 'Organic oat milk').click();
    await desk.getByRole('button', { name: 'Plug in: Barcode scanner' }).click();
    await until('it is back', () => bench.shopper.entries('devices').get('scanner')?.state === 'ready');
    await article(desk, 'Organic oat milk').click();
    await lineOf('Organic oat milk');
    expect(bench.shopper.entries('lines').size).toBe(1);
  });
});

describe('the printer', () => {
  it('runs out of paper, and its receipts lie in the tray as paper', async () => {
    const desk = await bench.openDesk();
    await desk.getByRole('button', { name: 'Scan two' }).click();
    await until('two at the lane', () => bench.shopper.entries('lines').size === 2);
    expect(bench.shopper.value('basket')?.total).toBe(400);
    await startPaying();
    await desk.getByRole('button', { name: 'Card that works' }).click();
    await until('paid', () => bench.shopper.value('lane')?.screen === 'thanks');
    await desk.getByRole('button', { name: 'Take the paper' }).click();
    await until('no paper', () => bench.shopper.entries('devices').get('printer')?.state === 'faulted');
    await bench.shopper.call('chooseReceipt', { medium: 'paper' });
    await until('the lane offers another way', () => bench.shopper.value('receipt')?.failure === 'paper-end');
    await desk.getByRole('button', { name: 'Put paper in' }).click();
    await until('paper again', () => bench.shopper.entries('devices').get('printer')?.state === 'ready');
    await bench.shopper.call('chooseReceipt', { medium: 'paper' });
    const receipt = desk.locator('hr-receipt-tray pre').first();
    await receipt.getByText('Organic oat milk').first().waitFor();
    expect(await receipt.locator('b').allInnerTexts()).toEqual(
      expect.arrayContaining(['Market Hall', expect.stringMatching(/^Total\s+€4\.00$/)]),
    );
  });
});

describe('the links', () => {
  it.each([
    ['Shopper’s page', 'hr-shopper-page'],
    ['Staff page', 'hr-staff-page'],
  ])('open the %s, as often as one likes', async (name, element) => {
    const desk = await bench.openDesk();
    for (let time = 1; time <= 2; time += 1) {
      const [opened] = await Promise.all([
        desk.context().waitForEvent('page'),
        desk.getByRole('button', { name }).click(),
      ]);
      await opened.locator(element).waitFor({ state: 'attached' });
      await opened.close();
    }
  });

  it('show themselves where the browser opens no page', async () => {
    const desk = await bench.openDesk();
    await desk.evaluate(() => {
      window.open = () => null;
    });
    await desk.getByRole('button', { name: 'Staff page' }).click();
    const link = await desk.getByRole('link').getAttribute('href');
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/start\?token=/);
  });
});

describe('the list of things to try', () => {
  it('does what it says, and remembers what was tried', async () => {
    const desk = await bench.openDesk();
    const trials = desk.locator('hr-try-list li');
    expect(await trials.count()).toBe(8);
    expect(await desk.getByRole('button', { name: 'Refuse the card' }).isEnabled()).toBe(false);
    await desk.getByRole('button', { name: 'Scan a beer' }).click();
    await until('the age check', () => bench.shopper.value('basket')?.tasks[0]?.minimumAge === 18);
    await trials.nth(1).getByText('tried').waitFor();
    await desk.getByRole('button', { name: 'Pull the plug' }).click();
    await desk.getByRole('button', { name: 'Put it back' }).click();
    await desk.getByRole('button', { name: 'Pull the plug' }).waitFor();
    expect(await desk.locator('hr-try-list .tried').count()).toBe(2);
  });

  it('has a card, a coupon and a slip, each of which makes something cheaper', async () => {
    const desk = await bench.openDesk();
    const costs = async (total: number): Promise<void> => {
      await until(`the basket costs ${total}`, () => bench.shopper.value('basket')?.total === total);
    };
    await desk.getByRole('button', { name: 'Scan both' }).click();
    await costs(699);
    expect(bench.shopper.value('notice')?.code).toBe('card-taken');
    await desk.getByRole('button', { name: 'Scan tea and coupon' }).click();
    await costs(699 + 149);
    await desk.getByRole('button', { name: 'Scan tea and slip' }).click();
    await costs(699 + 149 + 199 - 150);
  });
});
