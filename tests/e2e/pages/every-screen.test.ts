/*
 * Goal: whatever the lane is doing, Help is in the same place and within reach, targets fit a hand, no words are cut
 * off, and the rules of accessibility hold in every theme.
 * Method: walk through every screen in every state and every sheet, in a real Chromium, on the four screen profiles.
 */
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { focusedName, overflows, type Target, usableTargets } from '#tests/support/in-page.ts';
import { PORTRAIT, type Screen, SCREENS, shopperBench } from './shopper-bench.ts';

const bench = shopperBench();

const PRIMARY_MIN_MM = 20;
const OTHER_MIN_MM = 15;
/** Letters stand eleven in a row: as wide as the screen allows, and never below what errors begin to climb at. */
const KEY_MIN_MM = 11.5;
/** Half a pixel of rounding. */
const SLACK_MM = 0.13;

describe.each(SCREENS)('on a screen of $width × $height', (screen) => {
  it('has Help in the same place and within reach, and targets that fit a hand, everywhere', async () => {
    const places = new Set<string>();
    const problems: string[] = [];
    await bench.walk(screen, {}, async (name) => {
      places.add(await placeOfHelp());
      const targets = await bench.page.evaluate(usableTargets);
      const help = targets.find((target) => target.kind === 'primary' && target.name.startsWith('Help'));
      if (help?.reachable !== true) problems.push(`${name}: Help is out of reach`);
      for (const target of targets) {
        if (sizeIn(screen, target) < LEAST[target.kind])
          problems.push(`${name}: ${target.name} ${sizeIn(screen, target)} mm`);
      }
    });
    expect([...places]).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  it.each([1, 2])('cuts off no German words at %s times the text', async (textScale) => {
    const cut: string[] = [];
    await bench.walk(screen, { language: 'de', textScale }, async (name) => {
      for (const problem of await bench.page.evaluate(overflows)) cut.push(`${name}: ${problem}`);
    });
    expect(cut).toEqual([]);
  });
});

describe.each(['light', 'dark', 'contrast'])('in the %s theme', (theme) => {
  it('keeps the rules of accessibility on every screen', async () => {
    const violations: string[] = [];
    await bench.walk(PORTRAIT, { theme }, async (name) => {
      await bench.page.evaluate(axe.source);
      const found = await bench.page.evaluate(async () => {
        const { axe: runner } = globalThis as unknown as { axe: typeof axe };
        const result = await runner.run(document, { resultTypes: ['violations'] });
        return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary ?? ''}`);
      });
      violations.push(...found.map((violation) => `${name}: ${violation}`));
    });
    expect(violations).toEqual([]);
  });
});

it('reaches every button that can be used by the keyboard alone, Help included, on every screen', async () => {
  const problems: string[] = [];
  await bench.walk(PORTRAIT, {}, async (name) => {
    const targets = await bench.page.evaluate(usableTargets);
    const reached = new Set<string>();
    // A list that scrolls is a stop as well, and there may be lines beyond what is in sight.
    for (let stop = 0; stop < targets.length + 24; stop += 1) {
      await bench.page.keyboard.press('Tab');
      reached.add(await bench.page.evaluate(focusedName));
    }
    for (const target of targets) if (!reached.has(target.name)) problems.push(`${name}: ${target.name}`);
  });
  expect(problems).toEqual([]);
});

const LEAST: Readonly<Record<Target['kind'], number>> = {
  primary: PRIMARY_MIN_MM - SLACK_MM,
  other: OTHER_MIN_MM - SLACK_MM,
  key: KEY_MIN_MM - SLACK_MM,
};

function sizeIn(screen: Screen, target: Target): number {
  return Math.round(Math.min(target.width, target.height) * screen.mmPerPx * 100) / 100;
}

async function placeOfHelp(): Promise<string> {
  const box = await bench.page.locator('hr-page-header hr-button').boundingBox();
  if (box === null) return 'nowhere';
  return `top ${Math.round(box.y)}, right ${Math.round(box.x + box.width)}, height ${Math.round(box.height)}`;
}
