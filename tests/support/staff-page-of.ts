import type { Browser, Page } from 'playwright-core';
import type { ReachShop } from './reach-shop.ts';
import { PINS } from './test-shop.ts';
import { until } from './until.ts';

export const AWAY = 'The store’s computer is away. Calls still come in from the lanes.';
export const CALM = 'Nobody needs you right now';

/** A staff page on a phone of its own, signed in, which knows both lanes and has the store's word for its person. */
export async function staffPageOf(shop: ReachShop, browser: Browser, name: keyof typeof PINS): Promise<Page> {
  const { origin, cookie } = await shop.staffDoor();
  const context = await browser.newContext({
    viewport: { width: 430, height: 932 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const equals = cookie.indexOf('=');
  await context.addCookies([{ name: cookie.slice(0, equals), value: cookie.slice(equals + 1), url: origin }]);
  const page = await context.newPage();
  await page.goto(`${origin}/staff/`);
  await page.getByLabel('Your name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByLabel('PIN').fill(PINS[name]);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: CALM }).waitFor();
  await page.getByText('Lane 2').first().waitFor();
  // The page holds a line to each lane from now on.
  await until('the page has its grant', () => page.evaluate(hasGrant));
  return page;
}

function hasGrant(): boolean {
  return (
    JSON.parse(sessionStorage.getItem('handrail-staff-grant') ?? 'null') !== null &&
    JSON.parse(localStorage.getItem('handrail-staff-lanes') ?? '[]').length === 2
  );
}
