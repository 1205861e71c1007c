import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import { DeviceDesk } from '#kiosk/host/demo/device-desk.ts';
import { ensurePages } from '#kiosk/host/pages-build.ts';
import { openGoods } from '#kiosk/host/roles/goods.ts';
import { currencyOf } from '#kiosk/host/roles/lane-settings.ts';
import { copyDemoStaff } from '#kiosk/host/demo/demo-staff.ts';
import { openHelpShelf } from '#kiosk/host/help/help-shelf.ts';
import { type Shop, startShop } from '#kiosk/host/roles/shop.ts';
import { systemClock } from '#kiosk/host/system-clock.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { launchChromium } from '#tests/support/chromium.ts';
import { openShopperPage, TestShop } from '#tests/support/test-shop.ts';

const QUIET: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * A second read of one article sooner than this is the same article. Short, but longer than a double read.
 * Milliseconds.
 */
const SCAN_REPEAT_WINDOW_MS = 200;
/** How long the lane asks for the end of a payment before a person is wanted; the shortest that settings allow. */
const RECOVER_TIMEOUT_MS = 500;

const PHONE = { width: 430, height: 932 };
const DESKTOP = { width: 1366, height: 768 };

/** The demo shop, whole: lane, store, desk and simulated devices on real ports, and pages of it in Chromium. */
export interface DemoBench {
  readonly world: TestShop;
  readonly shop: Shop;
  /** A shopper's page without a browser. */
  readonly shopper: PageConnection;
  /** The shopper's own page, on a screen of this size. */
  openShopper(screen: { readonly width: number; readonly height: number }): Promise<Page>;
  /** A staff page on a phone of its own. */
  openStaff(): Promise<Page>;
  openDesk(): Promise<Page>;
}

/** One shop for each test, so that no call of the one before is left. */
export function demoBench(): DemoBench {
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let desk: DeviceDesk;
  const bench = {} as { -readonly [Key in keyof DemoBench]: DemoBench[Key] };

  beforeAll(async () => {
    browser = await launchChromium(['--disable-gpu']);
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    bench.world = await TestShop.open({
      'lane.scanRepeatWindowMs': SCAN_REPEAT_WINDOW_MS,
      'devices.terminal.recoverTimeoutMs': RECOVER_TIMEOUT_MS,
    });
    ({ shop: bench.shop, desk } = await startDemo(bench.world));
    bench.shopper = await openShopperPage(bench.shop);
    await bench.shop.lane.ready;
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
    bench.shopper.close();
    desk.stop();
    await bench.shop.stop();
    await bench.world.close();
  });

  const open = async (url: string, viewport: typeof PHONE): Promise<Page> => {
    const context = await browser.newContext({ viewport, locale: 'en-GB', reducedMotion: 'reduce' });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  bench.openShopper = (screen) => open(bench.shop.laneServer.mintUrl('shopper'), screen);
  bench.openStaff = () => open(bench.shop.storeServer.mintUrl('staff'), PHONE);
  bench.openDesk = async () => {
    const page = await open(bench.shop.laneServer.mintUrl('desk'), DESKTOP);
    await page.locator('hr-scanner-panel').waitFor();
    return page;
  };
  return bench;
}

async function startDemo(world: TestShop): Promise<{ shop: Shop; desk: DeviceDesk }> {
  const { config } = world;
  const hub = new TopicHub(systemClock);
  const goods = await openGoods(config, QUIET);
  const links: { shop?: Shop } = {};
  const desk = new DeviceDesk(world.devices, {
    hub,
    goods,
    currency: currencyOf(config),
    laneNumber: config.lane.number,
    startLink: (page) => (page === 'staff' ? links.shop?.storeServer : links.shop?.laneServer)?.mintUrl(page) ?? '',
  });
  const { directory: pagesDirectory } = await ensurePages();
  copyDemoStaff(config);
  const lanes = [{ config, goods, hub, deskHandlers: desk.handlers }] as const;
  links.shop = await startShop({ lanes, help: openHelpShelf(config, QUIET), pagesDirectory, log: QUIET });
  return { shop: links.shop, desk };
}

/** Presses twice where a finger is, as quickly as fingers do. */
export async function doubleTap(page: Page, at: { readonly x: number; readonly y: number }): Promise<void> {
  const BETWEEN_TAPS_MS = 120;
  await page.mouse.click(at.x, at.y);
  await pause(BETWEEN_TAPS_MS);
  await page.mouse.click(at.x, at.y);
}
