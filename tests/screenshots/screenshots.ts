import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { ensurePages } from '#kiosk/host/pages-build.ts';
import { launchChromium } from '#tests/support/chromium.ts';
import { type Scene, sceneNamed, SCENES } from '#tests/support/lane-scenes.ts';
import { ACTS, settled } from '#tests/support/page-acts.ts';
import { ScriptedLane } from '#tests/support/scripted-lane.ts';
import { staffAndDeskScreenshots } from './staff-and-desk.ts';

const OUT = fileURLToPath(new URL('../../.screenshots', import.meta.url));

/** What is left of a countdown when its picture is taken, in milliseconds. */
const COUNTDOWN_MS = 24_000;

interface Screen {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly mmPerPx: number;
}

/** 21.5 inch upright and lying, 15.6 inch, 15 inch. */
const SCREENS: readonly Screen[] = [
  { name: '1080x1920', width: 1080, height: 1920, mmPerPx: 0.248 },
  { name: '1920x1080', width: 1920, height: 1080, mmPerPx: 0.248 },
  { name: '1366x768', width: 1366, height: 768, mmPerPx: 0.252 },
  { name: '1024x768', width: 1024, height: 768, mmPerPx: 0.297 },
];

/** How a person has set the page; the choices of the easier-to-use sheet by their place there. */
interface Look {
  readonly name: string;
  readonly language: string;
  readonly colours: 0 | 1 | 2;
  readonly text: 0 | 1 | 2;
  /** Words in the names of what is taken in this look; all when there are none. */
  readonly only: readonly string[];
}

const SAMPLE = [
  'basket-age-check',
  'welcome',
  'help-raised',
  'pay-declined',
  'thanks-choice',
  'notice-unknown',
  'sheet-lookup',
];

const LOOKS: readonly Look[] = [
  { name: 'light', language: 'en', colours: 0, text: 0, only: [] },
  { name: 'dark', language: 'en', colours: 1, text: 0, only: [] },
  { name: 'contrast', language: 'en', colours: 2, text: 0, only: SAMPLE },
  { name: 'de', language: 'de', colours: 0, text: 0, only: [] },
  { name: 'da', language: 'da', colours: 0, text: 0, only: SAMPLE },
  { name: 'nl', language: 'nl', colours: 0, text: 0, only: SAMPLE },
  { name: 'de-large', language: 'de', colours: 0, text: 1, only: SAMPLE },
  { name: 'de-largest', language: 'de', colours: 0, text: 2, only: [...SAMPLE, 'basket', 'pay', 'sheet'] },
];

/**
 * Takes the pictures.
 *
 * @param words only names with one of these words in it; none means all
 * @returns how many were taken
 */
export async function screenshots(words: readonly string[], log: (line: string) => void): Promise<number> {
  const { directory } = await ensurePages();
  const lane = await ScriptedLane.start(directory);
  const browser = await launchChromium(['--disable-gpu', '--hide-scrollbars']);
  let count = 0;
  try {
    for (const screen of SCREENS) {
      for (const look of LOOKS) count += await takeAll(browser, lane, screen, look, words);
      log(`${screen.name}: ${count} so far`);
    }
    count += await staffAndDeskScreenshots(browser, lane, OUT, words);
  } finally {
    await browser.close();
    await lane.close();
  }
  return count;
}

async function takeAll(
  browser: Browser,
  lane: ScriptedLane,
  screen: Screen,
  look: Look,
  words: readonly string[],
): Promise<number> {
  const names = [...Object.keys(SCENES), ...Object.keys(ACTS)].filter((name) => {
    const path = `${screen.name}/${look.name}/${name}`;
    const chosen = look.only.length === 0 || look.only.some((word) => name.includes(word));
    return chosen && words.every((word) => path.includes(word));
  });
  if (names.length === 0) return 0;
  const folder = `${OUT}/${screen.name}/${look.name}`;
  mkdirSync(folder, { recursive: true });
  const page = await browser.newPage({ viewport: screen, reducedMotion: 'reduce' });
  for (const name of names) {
    const act = ACTS[name];
    const scene = sceneNamed(act?.scene ?? name);
    lane.show(onScreen(scene, screen, look));
    await page.goto(lane.url);
    await prefer(page, look);
    await act?.go(page);
    await settled(page);
    await page.screenshot({ path: `${folder}/${name}.png` });
  }
  await page.close();
  return names.length;
}

function onScreen(scene: Scene, screen: Screen, look: Look): Scene {
  return {
    ...scene,
    lane: { ...scene.lane, mmPerPx: screen.mmPerPx },
    session: {
      ...scene.session,
      language: look.language,
      idleDeadline: scene.session.idleDeadline === null ? null : Date.now() + COUNTDOWN_MS,
    },
  };
}

/** Sets the page as a person would, by the intents that the sheet's buttons send. */
async function prefer(page: Page, look: Look): Promise<void> {
  await page.locator('[data-screen]').waitFor();
  await page.locator('hr-page-foot').waitFor();
  await page.evaluate(
    ({ theme, textScale }) => {
      const target = document.querySelector('hr-shopper-page')?.shadowRoot?.querySelector('[data-screen]');
      const intent = { kind: 'prefer', change: { theme, textScale } };
      target?.dispatchEvent(Object.assign(new Event('hr-intent', { bubbles: true, composed: true }), { intent }));
    },
    { theme: ['light', 'dark', 'contrast'][look.colours], textScale: [1, 1.5, 2][look.text] },
  );
}
