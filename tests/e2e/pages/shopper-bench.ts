import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { ensurePages } from '#kiosk/host/pages-build.ts';
import { launchChromium } from '#tests/support/chromium.ts';
import { BASE, type Scene, sceneNamed, SCENES } from '#tests/support/lane-scenes.ts';
import { ACTS, settled } from '#tests/support/page-acts.ts';
import { ScriptedLane } from '#tests/support/scripted-lane.ts';

/** 21.5 inch upright, the first profile: millimetres per pixel 0.248. */
export const PORTRAIT = { width: 1080, height: 1920, mmPerPx: 0.248 };
export const SCREENS = [
  PORTRAIT,
  { width: 1920, height: 1080, mmPerPx: 0.248 },
  { width: 1366, height: 768, mmPerPx: 0.252 },
  { width: 1024, height: 768, mmPerPx: 0.297 },
];
export type Screen = (typeof SCREENS)[number];

const PAY_SCREENS: Readonly<Record<string, string>> = {
  declined: 'hr-pay-ended-screen',
  cancelled: 'hr-pay-ended-screen',
  failed: 'hr-pay-ended-screen',
  checking: 'hr-pay-checking-screen',
  unknown: 'hr-pay-checking-screen',
};

/** The element that shows each screen of the lane. */
const SCREEN_OF: Readonly<Record<Scene['lane']['screen'], (scene: Scene) => string>> = {
  welcome: () => 'hr-welcome-screen',
  basket: () => 'hr-basket-screen',
  payment: ({ payment }) => PAY_SCREENS[payment.phase] ?? 'hr-pay-screen',
  thanks: () => 'hr-thanks-screen',
  paused: () => 'hr-paused-screen',
  'out-of-service': () => 'hr-out-screen',
};

/** How a person has set the page. */
export interface Wish {
  readonly language?: string;
  readonly theme?: string;
  readonly textScale?: number;
}

export interface ShopperBench {
  readonly lane: ScriptedLane;
  readonly page: Page;
  /** Opens the page afresh with the lane at this scene. */
  open(scene: Scene, screen?: Screen): Promise<void>;
  /**
   * Walks through screens and sheets by their names, as a person gets there, and has each looked at. The page is opened
   * afresh only where a hand is needed to get there.
   */
  walk(screen: Screen, wish: Wish, look: (name: string) => Promise<void>): Promise<void>;
  /** Closes the sheet that is open, as a keyboard does. */
  closeSheets(): Promise<void>;
  /** Sets theme or text size as the buttons of the easier-to-use sheet do. */
  prefer(wish: Omit<Wish, 'language'>): Promise<void>;
}

/** The shopper's page in a real Chromium, on a lane that says what the test tells it to. One page for a whole file. */
export function shopperBench(): ShopperBench {
  let browser: Browser;
  const bench = {} as { -readonly [Key in keyof ShopperBench]: ShopperBench[Key] };

  beforeAll(async () => {
    const { directory } = await ensurePages();
    bench.lane = await ScriptedLane.start(directory);
    browser = await launchChromium(['--disable-gpu']);
    bench.page = await browser.newPage({ viewport: PORTRAIT, reducedMotion: 'reduce' });
  });
  afterAll(async () => {
    await browser?.close();
    await bench.lane?.close();
  });
  beforeEach(() => {
    bench.lane.asked.length = 0;
    bench.lane.refusals.clear();
    bench.lane.resume();
  });

  bench.open = async (scene, screen = PORTRAIT) => {
    bench.lane.show({ ...scene, lane: { ...scene.lane, mmPerPx: screen.mmPerPx } });
    await bench.page.setViewportSize(screen);
    await bench.page.goto(bench.lane.url);
    await bench.page.locator('hr-page-foot').waitFor();
    await bench.page.evaluate(() => document.fonts.ready);
  };
  bench.walk = async (screen, { language = 'en', ...wish }, look) => {
    const inLanguage = (scene: Scene): Scene => ({
      ...scene,
      lane: { ...scene.lane, mmPerPx: screen.mmPerPx },
      session: { ...scene.session, language },
    });
    // The lane's own slice comes last: when its store name is there, so is everything else of the scene.
    let scenes = 0;
    const show = async (scene: Scene): Promise<void> => {
      scenes += 1;
      const storeName = `Market Hall ${scenes}`;
      bench.lane.show({ ...inLanguage(scene), lane: { ...inLanguage(scene).lane, storeName } });
      await bench.page.locator('hr-page-header').getByText(storeName, { exact: true }).waitFor();
      await bench.page.locator(SCREEN_OF[scene.lane.screen](scene)).waitFor();
    };
    await bench.open(inLanguage(BASE), screen);
    for (const [name, scene] of Object.entries(SCENES)) {
      await show(scene);
      await bench.prefer(wish);
      await settled(bench.page);
      await look(name);
    }
    for (const [name, act] of Object.entries(ACTS)) {
      await show(sceneNamed(act.scene));
      await bench.prefer(wish);
      await act.go(bench.page);
      await settled(bench.page);
      await look(name);
      await bench.closeSheets();
    }
  };
  bench.closeSheets = async () => {
    await bench.page.keyboard.press('Escape');
    await bench.page.locator('hr-sheet[open]').waitFor({ state: 'detached', timeout: 5_000 });
  };
  bench.prefer = (change) =>
    bench.page.evaluate((wanted) => {
      const screen = document.querySelector('hr-shopper-page')?.shadowRoot?.querySelector('[data-screen]');
      const intent = { kind: 'prefer', change: wanted };
      screen?.dispatchEvent(Object.assign(new Event('hr-intent', { bubbles: true, composed: true }), { intent }));
    }, change);
  return bench;
}
