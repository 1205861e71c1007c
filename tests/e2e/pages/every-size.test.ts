/*
 * Goal: on every size of screen a lane may stand on, no control lies under another or is cut off, and what a screen
 * says fits it, whatever the lane is doing; in German, whose words are the longest, and with text twice as large.
 * Method: walk through every screen in every state and every sheet, in a real Chromium, and put a finger on each edge
 * of every control.
 */
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { contentOutOfSight, controlsOutOfReach } from '#tests/support/in-page.ts';
import { sceneNamed } from '#tests/support/lane-scenes.ts';
import { ticketViewWith } from '#tests/support/ticket-view.ts';
import { shopperBench } from './shopper-bench.ts';

const bench = shopperBench();

const SIZES = [
  { width: 1280, height: 800, mmPerPx: 0.248 },
  { width: 1024, height: 768, mmPerPx: 0.297 },
  { width: 1080, height: 1920, mmPerPx: 0.248 },
  { width: 800, height: 1280, mmPerPx: 0.248 },
];

describe.each(SIZES)('on a screen of $width × $height', (size) => {
  it.each([
    { language: 'en', textScale: 1 },
    { language: 'de', textScale: 1 },
    { language: 'de', textScale: 1.4 },
    { language: 'de', textScale: 2 },
  ])('has every control within reach: $language, text × $textScale', async (wish) => {
    const problems: string[] = [];
    await bench.walk(size, wish, async (name) => {
      const found = wish.textScale === 1 ? await bench.page.evaluate(contentOutOfSight) : [];
      found.push(...(await bench.page.evaluate(controlsOutOfReach)));
      problems.push(...found.map((problem) => `${name}: ${problem}`));
    });
    expect(problems).toEqual([]);
  });
});

// The usual text lets the card of the last article make way for the rest; larger text is scrolled instead.
it('shows the last article whole, and its price, with text twice as large and much to say below', async () => {
  const unknown = ticketViewWith({ ticketId: 'unknown', raisedBy: 'lane', reason: 'article-unknown' });
  const scene = sceneNamed('basket-age-check');
  await bench.open({ ...scene, session: { ...scene.session, language: 'de' }, tickets: [unknown] });
  await bench.prefer({ textScale: 2 });
  await bench.page.locator('hr-last-article:not(.usual)').waitFor();
  const card = bench.page.locator('hr-last-article .card');
  const end = (part: Locator): Promise<number> => part.evaluate((box) => box.getBoundingClientRect().bottom);
  for (const part of ['h2', '.price', '.chips']) {
    expect(await end(card.locator(part))).toBeLessThanOrEqual(await end(card));
  }
});
