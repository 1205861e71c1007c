import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { ArticleId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import type { Shop } from '#kiosk/host/roles/shop.ts';
import { filesInForce } from '#kiosk/storage/catalogue/catalogue-directory.ts';
import { applyPrices } from '#kiosk/storage/catalogue/price-list.ts';
import { LABEL, openShopperPage, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: new prices never change a basket that is being scanned, and hold for the next one; a catalogue that a disk
// damages in the middle of a sale costs the shopper one article and nothing else.
// Method: the real lane on a real catalogue; prices are applied to it by another hand while a shopper scans, and its
// file is overwritten behind the first page, so that what SQLite has not read yet makes no sense any more.

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

/** The size of a page of a catalogue's file, in bytes. */
const PAGE_BYTES = 4_096;

function damageCatalogue(): void {
  const file = filesInForce(path.join(world.directory, 'data', 'catalogue'))?.catalogue ?? '';
  const bytes = readFileSync(file);
  bytes.fill(0xa5, PAGE_BYTES);
  writeFileSync(file, bytes);
}

it('sells on when the catalogue is damaged in the middle of a sale: a calm notice, and staff are told', async () => {
  world.devices.scanner.scan(LABEL.oatMilk);
  await until('the first article is there', () => page.value('basket')?.total === 219);
  damageCatalogue();

  world.devices.scanner.scan(LABEL.peanuts);
  await until('a calm notice', () => page.value('notice')?.code === 'article-without-price');
  expect(page.value('lane')?.screen).toBe('basket');
  expect(page.value('basket')?.total).toBe(219);
  await until('staff are called', () => [...page.entries('assist').values()].some(({ reason }) => reason === 'price'));

  await expect(page.call('enterCode', { code: LABEL.peanuts })).rejects.toThrow('article-without-price');
  const chosen = page.call('addArticle', { articleId: 'salted-peanuts', count: 1 });
  await expect(chosen).rejects.toThrow('article-without-price');
  const search = { text: 'salted peanuts', language: 'en', category: null };
  expect(await page.call('searchArticles', search)).toEqual({ articles: [] });
  expect([...page.entries('assist').values()].filter(({ reason }) => reason === 'price')).toHaveLength(1);

  world.devices.scanner.scan(LABEL.oatMilk);
  await until('what can still be read is sold', () => page.value('basket')?.total === 400);
});
