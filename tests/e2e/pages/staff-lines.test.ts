/*
 * Goal: the line between a staff page and a lane's own door is as safe and as patient as a shop's network needs: only a
 * certificate that the tablet trusts carries it, and a lane that was cut off while the store is dead has lost nothing.
 * Method: a store and two lanes as processes of their own and a staff page in a real Chromium. The first lane's door
 * has a certificate of a private authority, which the browser is told to trust by its key or not at all; or the way to
 * it leads through a proxy that cuts it.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { launchChromium } from '#tests/support/chromium.ts';
import { FaultProxy } from '#tests/support/fault-proxy.ts';
import { ChainAuthority } from '#tests/support/private-authority.ts';
import { ReachShop } from '#tests/support/reach-shop.ts';
import { AWAY, CALM, staffPageOf } from '#tests/support/staff-page-of.ts';
import { until } from '#tests/support/until.ts';

/** A page tries a line again with growing pauses; milliseconds. */
const LINE_BACK_MS = 60_000;

let browser: Browser | undefined;
let shop: ReachShop | undefined;
let proxy: FaultProxy | undefined;

afterEach(async () => {
  await browser?.close();
  await shop?.close();
  await proxy?.close();
  [browser, shop, proxy] = [undefined, undefined, undefined];
});

const coming = (page: Page, lane: number) => page.getByRole('button', { name: `I’m coming: Lane ${lane}` });

async function settle(page: Page, lane: number): Promise<void> {
  await coming(page, lane).click();
  await page.getByRole('button', { name: `I’m here: Lane ${lane}` }).click();
  await page.getByRole('button', { name: 'Price explained' }).click();
}

/** A shop whose first lane has a certificate. @returns the key of the authority, as browsers are told of it */
async function shopWithCertificate(): Promise<string> {
  let authorityKey = '';
  shop = await ReachShop.open((port, directory) => {
    const authority = new ChainAuthority(directory, 'shop-authority');
    const { certFile, keyFile } = authority.issue('lane-1', 'server');
    const key = new X509Certificate(authority.ca).publicKey.export({ type: 'spki', format: 'der' });
    authorityKey = createHash('sha256').update(key).digest('base64');
    // A server shows the whole way up to whom it is trusted by.
    appendFileSync(certFile, authority.ca);
    return { url: `wss://127.0.0.1:${port}/staff/api`, tls: { certificateFile: certFile, keyFile } };
  });
  return authorityKey;
}

describe('a door with a certificate', () => {
  it('is reached by a page that trusts its authority: a call is settled there while the store is dead', async () => {
    const key = await shopWithCertificate();
    browser = await launchChromium(['--disable-gpu', `--ignore-certificate-errors-spki-list=${key}`]);
    const shopper = await shopOf().shopper(1);
    const sara = await staffPageOf(shopOf(), browser, 'Sara');
    await shopOf().store.kill();
    await sara.getByText(AWAY).waitFor();
    const { ticketId } = await shopper.call('callStaff', { topic: 'price' });
    await settle(sara, 1);
    await sara.getByRole('heading', { name: CALM }).waitFor();
    const types = (await shopOf().journal(1)).flatMap((entry) =>
      entry.kind === 'assist' && entry.event.ticketId === ticketId ? [entry.event.type] : [],
    );
    expect(types).toContain('ticket-resolved');
  });

  it('is not reached by one that does not, and the lane without one is', async () => {
    await shopWithCertificate();
    browser = await launchChromium(['--disable-gpu']);
    const shoppers = [await shopOf().shopper(1), await shopOf().shopper(2)] as const;
    const sara = await staffPageOf(shopOf(), browser, 'Sara');
    const failed: string[] = [];
    sara.on('console', (message) => void failed.push(message.text()));
    await shopOf().store.kill();
    await sara.getByText(AWAY).waitFor();
    await until('the browser says why', () => failed.some((text) => text.includes('ERR_CERT')), LINE_BACK_MS);
    for (const shopper of shoppers) await shopper.call('callStaff', { topic: 'price' });
    await coming(sara, 2).waitFor();
    expect(await coming(sara, 1).count()).toBe(0);
  });
});

describe('a lane that is cut off while the store is dead', () => {
  it.each(['reset', 'silent'] as const)('keeps its call, and it comes when the line is back (%s)', async (how) => {
    shop = await ReachShop.open(async (port) => {
      proxy = await FaultProxy.open(port);
      return { url: `ws://127.0.0.1:${proxy.port}/staff/api` };
    });
    browser = await launchChromium(['--disable-gpu']);
    const shoppers = [await shop.shopper(1), await shop.shopper(2)] as const;
    const sara = await staffPageOf(shop, browser, 'Sara');
    await shop.store.kill();
    await sara.getByText(AWAY).waitFor();
    proxy?.setWeather(how === 'reset' ? { isDown: true } : { isBlackHole: true });
    const { ticketId } = await shoppers[0].call('callStaff', { topic: 'price' });
    await shoppers[1].call('callStaff', { topic: 'price' });
    await settle(sara, 2);
    expect(await coming(sara, 1).count()).toBe(0);
    expect(shoppers[0].entries('assist').get(ticketId)?.status).toBe('raised');
    if (how === 'silent') proxy?.resetAll();
    proxy?.setWeather({});
    await coming(sara, 1).waitFor({ timeout: LINE_BACK_MS });
    await settle(sara, 1);
    await until('it is settled at the lane', () => shoppers[0].entries('assist').size === 0);
    shop.startStore();
    await shop.store.ready();
    await sara.getByText(AWAY).waitFor({ state: 'detached' });
    await sara.getByRole('heading', { name: CALM }).waitFor();
    const types = (await shop.journal(1)).flatMap((entry) =>
      entry.kind === 'assist' && entry.event.ticketId === ticketId ? [entry.event.type] : [],
    );
    for (const once of ['ticket-raised', 'ticket-acknowledged', 'ticket-attended', 'ticket-resolved']) {
      expect(types.filter((type) => type === once)).toEqual([once]);
    }
  });
});

function shopOf(): ReachShop {
  if (shop === undefined) throw new Error('there is no shop');
  return shop;
}
