/*
 * Goal: a scan costs the page no more in a basket of 500 lines than in one of two, and the list stays where it was put.
 * Method: publish one more line to the page in a real Chromium; watch which rows the page touches, and time from the
 * arrival of the line to the next frame.
 */
import { expect, it } from 'vitest';
import { basketScene } from '#tests/support/lane-scenes.ts';
import { demoLine, manyLines } from '#tests/support/demo-views.ts';
import { until } from '#tests/support/until.ts';
import { shopperBench } from './shopper-bench.ts';

const bench = shopperBench();

/** One frame at 60 Hz: more than this beyond a short basket would be seen. */
const FRAME_MS = 17;
const SCANS = 15;

/**
 * Adds lines one by one and returns the median time from the news to the end of the frame that shows it, milliseconds.
 */
async function medianScan(linesBefore: number): Promise<number> {
  const lines = manyLines(linesBefore);
  await bench.open(basketScene(lines));
  await until('all rows', async () => (await bench.page.locator('hr-basket-line').count()) === linesBefore);
  const times: number[] = [];
  for (let scan = 1; scan <= SCANS; scan += 1) {
    lines.push(demoLine(linesBefore + scan, 'broccoli'));
    const shown = bench.page.evaluate(frameAfterNextRow);
    await bench.page.evaluate(() => new Promise(requestAnimationFrame));
    const line = lines.at(-1);
    if (line === undefined) throw new Error('no line');
    bench.lane.hub.publishEntries('lines', { set: [[String(line.lineNumber), line]] });
    bench.lane.hub.publishValue('basket', basketScene(lines).basket);
    times.push(await shown);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(SCANS / 2)] ?? Number.POSITIVE_INFINITY;
}

/** Runs in the page: from the first change to the list until its frame is over. */
function frameAfterNextRow(): Promise<number> {
  const list = document
    .querySelector('hr-shopper-page')
    ?.shadowRoot?.querySelector('hr-basket-screen')
    ?.shadowRoot?.querySelector('hr-basket-list')
    ?.shadowRoot?.querySelector('.lines');
  return new Promise((resolve) => {
    new MutationObserver((_changes, observer) => {
      observer.disconnect();
      const started = performance.now();
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.addEventListener('message', () => resolve(performance.now() - started));
        channel.port1.start();
        channel.port2.postMessage(0);
      });
    }).observe(list ?? document, { childList: true, subtree: true });
  });
}

it('adds a line to 500 as quickly as to two', async () => {
  const short = await medianScan(2);
  const long = await medianScan(500);
  expect(long - short).toBeLessThan(FRAME_MS);
});

it('touches only the row that is new', async () => {
  const lines = manyLines(50);
  await bench.open(basketScene(lines));
  await until('all rows', async () => (await bench.page.locator('hr-basket-line').count()) === 50);
  await bench.page.evaluate(() => {
    const seen = globalThis as unknown as { touched: string[] };
    seen.touched = [];
    const list = document
      .querySelector('hr-shopper-page')
      ?.shadowRoot?.querySelector('hr-basket-screen')
      ?.shadowRoot?.querySelector('hr-basket-list')?.shadowRoot;
    for (const row of list?.querySelectorAll('hr-basket-line') ?? []) {
      const note = (): number => seen.touched.push(row.shadowRoot?.textContent ?? '');
      if (row.shadowRoot !== null) {
        new MutationObserver(note).observe(row.shadowRoot, { childList: true, subtree: true, characterData: true });
      }
    }
  });
  bench.lane.show(basketScene([...lines, demoLine(51, 'broccoli')]));
  await bench.page.locator('hr-last-article').getByText('Broccoli').waitFor();
  expect(await bench.page.locator('hr-basket-line').count()).toBe(51);
  expect(await bench.page.evaluate(() => (globalThis as unknown as { touched: string[] }).touched)).toEqual([]);
});

it('scrolls to the newest by itself, stays where it was put, and offers the way back', async () => {
  const lines = manyLines(60);
  await bench.open(basketScene(lines));
  const list = bench.page.locator('hr-basket-list .card');
  const fromEnd = () => list.evaluate((card) => card.scrollHeight - card.scrollTop - card.clientHeight);
  await until('the end', async () => (await fromEnd()) < 13);

  await list.hover();
  await bench.page.mouse.wheel(0, -1500);
  await until('scrolled up', async () => (await fromEnd()) > 500);
  const top = await list.evaluate((card) => card.scrollTop);
  bench.lane.show(basketScene([...lines, demoLine(61, 'broccoli')]));
  await bench.page.getByRole('button', { name: 'To the newest' }).click();
  expect(top).toBeGreaterThan(0);
  await until('the end again', async () => (await fromEnd()) < 13);
  bench.lane.show(basketScene([...lines, demoLine(61, 'broccoli'), demoLine(62, 'banana')]));
  await bench.page.locator('hr-last-article').getByText('Banana').waitFor();
  await until('still at the end', async () => (await fromEnd()) < 13);
});
