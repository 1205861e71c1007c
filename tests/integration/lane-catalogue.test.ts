import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { ArticleId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import type { Shop } from '#kiosk/host/roles/shop.ts';
import { applyPrices } from '#kiosk/storage/catalogue/price-list.ts';
import { LABEL, openShopperPage, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: new prices never change a basket that is being scanned, and hold for the next one. Method: the real lane on a
// real catalogue; prices are applied to it by another hand while a shopper scans.

let world: TestShop;
let shop: Shop;
let page: PageConnection;

beforeEach(async () => {
  world = await TestShop.open({ 'lane.scanRepeatWindowMs': 0 });
  shop = await world.startLane();
  page = await openShopperPage(shop);
  await until('the lane is open', () => page.value('lane')?.screen === 'welcome');
});

afterEach(async () => {
  page.close();
  await shop.stop();
  await world.close();
});

async function scanPeanuts(): Promise<number> {
  const before = page.entries('lines').size;
  world.devices.scanner.scan(LABEL.peanuts);
  await until('one line more', () => page.entries('lines').size === before + 1);
  return [...page.entries('lines').values()].at(-1)?.amount ?? 0;
}

it('changes prices between two sales and never in one', async () => {
  const catalogue = path.join(world.directory, 'data', 'catalogue');
  const old = await scanPeanuts();
  applyPrices(catalogue, 'spring', [
    { articleId: 'salted-peanuts' as ArticleId, price: minorUnits(old + 100), validFrom: 0 },
  ]);
  expect(await scanPeanuts()).toBe(old);
  await page.call('cancelTransaction', {});
  await until('the lane is free', () => page.value('lane')?.screen === 'welcome');
  await until('the new price holds', async () => {
    const { articles } = await page.call('searchArticles', { text: 'salted peanuts', language: 'en', category: null });
    return articles[0]?.price === old + 100;
  });
  expect(await scanPeanuts()).toBe(old + 100);
});
