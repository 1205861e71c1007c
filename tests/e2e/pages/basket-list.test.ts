/*
 * Goal: the newest line is in sight after every scan, until a person scrolls up; then the list stays where it was put.
 * Method: a long basket that grows line by line on the real page in Chromium, its rows of different heights.
 */
import { expect, it } from 'vitest';
import type { LineView } from '#kiosk/api/views.ts';
import { basketScene, LINES } from '#tests/support/lane-scenes.ts';
import { until } from '#tests/support/until.ts';
import { shopperBench } from './shopper-bench.ts';

const bench = shopperBench();

const LONG_NAME = {
  en: 'Organic wholegrain crispbread with sea salt, sesame, poppy seed and a long name on its label',
};

/** Articles of a usual height, and here and there one whose words take more lines than a row is thought to have. */
function line(number: number): LineView {
  const [, usual, withAge] = LINES;
  const like = (number % 3 === 0 ? withAge : usual) as LineView;
  const tall = number % 12 === 0 ? { name: LONG_NAME, content: LONG_NAME } : {};
  return { ...like, ...tall, lineNumber: number };
}

function lines(count: number): LineView[] {
  return Array.from({ length: count }, (_, index) => line(index + 1));
}

/** As a scanner does it: one line after the other, each once the one before is on the screen. */
async function grow(from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number += 1) {
    bench.lane.hub.publishEntries('lines', { set: [[String(number), line(number)]] });
    await until(`line ${number}`, async () => (await bench.page.locator('hr-basket-line').count()) === number);
  }
}

const list = () => bench.page.locator('hr-basket-list .card');
const toEnd = () => list().evaluate((card) => card.scrollHeight - card.scrollTop - card.clientHeight);

it('follows a basket that grows, whatever the heights of its rows', async () => {
  await bench.open(basketScene(lines(1)));
  await grow(2, 60);
  await until('the end is in sight', async () => (await toEnd()) <= 1);
  expect(await bench.page.getByRole('button', { name: /newest/i }).isVisible()).toBe(false);
});

it('stays where a person put it, and follows again when asked to', async () => {
  await bench.open(basketScene(lines(30)));
  await until('the end is in sight', async () => (await toEnd()) <= 1);
  await list().evaluate((card) => {
    card.scrollTop -= 400;
  });
  await until('scrolled', async () => (await toEnd()) > 300);
  await grow(31, 34);
  expect(await toEnd()).toBeGreaterThan(300);
  await bench.page.getByRole('button', { name: /newest/i }).click();
  await until('the end is in sight', async () => (await toEnd()) <= 1);
  await grow(35, 40);
  await until('the end is in sight', async () => (await toEnd()) <= 1);
});
