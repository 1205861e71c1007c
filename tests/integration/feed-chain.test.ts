// Goal: what headquarters publishes is sold at a lane that was put up with nothing, changes between two sales and
// never in one, signs staff in at the store, and goes on coming down to lanes while headquarters is away. Method:
// real processes of all three roles, paired with real codes; the real command publishes; a shopper at a real scanner.
// The same for a lane whose store is in its own process.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import { type DemoDevices, startDemoDevices } from '#kiosk/host/demo/demo-devices.ts';
import { freePort } from '#tests/support/free-port.ts';
import { HandrailProcess, runToEnd } from '#tests/support/handrail-process.ts';
import { nodeEnvironment, signIn } from '#tests/support/page-client.ts';
import { LABEL, PINS } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

const DEMO = path.dirname(DEMO_CONFIG_FILE);
/** Hints are followed within some seconds at each hop, and a catalogue is made by a process of its own. */
const DOWN_MS = 60_000;

let directory: string;
let devices: DemoDevices;
let running: HandrailProcess[];
let pages: PageConnection[];
let files: { readonly lane: string; readonly store: string; readonly hq: string };
let key: string;

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'handrail-chain-'));
  devices = await startDemoDevices(directory);
  running = [];
  pages = [];
  key = path.join(directory, 'publisher.pem');
  const { out } = await runToEnd(['feed', 'key', key]);
  const [storePort, hqPort, pagePort] = [await freePort(), await freePort(), await freePort()];
  const { catalogue: _, ...demo } = JSON.parse(readFileSync(DEMO_CONFIG_FILE, 'utf8')) as Record<string, object>;
  const sync = { ...demo['sync'], publisherKeys: [out.trim()] };
  const write = (name: string, settings: Record<string, object>): string => {
    const file = path.join(directory, `${name}.json`);
    writeFileSync(file, JSON.stringify(settings));
    return file;
  };
  const { settings } = devices;
  files = {
    hq: write('hq', { hq: { dataDirectory: 'hq', http: { port: 0 } }, sync: { listen: { port: hqPort } } }),
    store: write('store', {
      ...demo,
      store: { ...demo['store'], dataDirectory: 'store', http: { port: pagePort } },
      catalogue: { directory: 'unused' },
      sync: { ...sync, listen: { port: storePort }, upstream: `http://127.0.0.1:${hqPort}` },
    }),
    lane: write('lane', {
      ...demo,
      lane: { ...demo['lane'], dataDirectory: 'lane', http: { port: 0 }, scanRepeatWindowMs: 0 },
      catalogue: { directory: 'lane/catalogue' },
      devices: {
        scanner: settings['devices.scanner'] as object,
        terminal: settings['devices.terminal'] as object,
        printer: settings['devices.printer'] as object,
      },
      sync: { ...sync, upstream: `http://127.0.0.1:${storePort}` },
    }),
  };
});

afterEach(async () => {
  for (const page of pages) page.close();
  await Promise.all(running.map((each) => each.kill()));
  await devices.close();
  rmSync(directory, { recursive: true, force: true });
});

function start(...args: readonly string[]): HandrailProcess {
  const started = new HandrailProcess(args);
  running.push(started);
  return started;
}

async function publish(feed: string, file: string, ...more: readonly string[]): Promise<string> {
  return publishInto(path.join(directory, 'hq', 'feeds'), feed, file, ...more);
}

async function publishInto(shelf: string, feed: string, file: string, ...more: readonly string[]): Promise<string> {
  const args = ['feed', 'publish', feed, file, '--into', shelf, '--key', key, '--json', ...more];
  const { code, out, errors } = await runToEnd(args);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return (JSON.parse(out) as { readonly revision: string }).revision;
}

async function inForce(role: 'store' | 'lane', feed: string): Promise<string | undefined> {
  const { out } = await runToEnd(['feed', 'status', path.join(directory, role, 'feeds'), '--json']);
  if (out === '') return undefined;
  const { feeds } = JSON.parse(out) as {
    readonly feeds: readonly { readonly feed: string; readonly inForce?: string }[];
  };
  return feeds.find((each) => each.feed === feed)?.inForce;
}

async function holds(role: 'store' | 'lane', feed: string, revision: string): Promise<void> {
  await until(
    `${feed} ${revision} holds at the ${role}`,
    async () => (await inForce(role, feed)) === revision,
    DOWN_MS,
  );
}

async function open(started: HandrailProcess, page: 'shopper' | 'staff'): Promise<PageConnection> {
  const url = String((await started.ready())[page]);
  const { origin } = new URL(url);
  const cookie = await signIn(url);
  const connection = connectPage({
    topics: page === 'staff' ? ['tickets', 'lanes', 'people'] : ['lane', 'basket', 'lines', 'devices', 'session'],
    url: `${origin.replace('http', 'ws')}${page === 'staff' ? '/staff' : ''}/api`,
    environment: nodeEnvironment({ origin, cookie: () => cookie }),
  });
  pages.push(connection);
  await until('the page is connected', () => connection.state.state === 'connected');
  return connection;
}

async function scan(shopper: PageConnection, label: string = LABEL.peanuts): Promise<number> {
  const before = shopper.entries('lines').size;
  await until('the scanner is ready', () => shopper.entries('devices').get('scanner')?.state === 'ready');
  devices.scanner.scan(label);
  await until('one line more', () => shopper.entries('lines').size === before + 1);
  return [...shopper.entries('lines').values()].at(-1)?.amount ?? 0;
}

/** Waits until the lane has changed over to a price of salted peanuts, which it does while nobody shops. */
async function costs(shopper: PageConnection, price: number): Promise<void> {
  await until('the new price holds', async () => {
    const wanted = { text: 'salted peanuts', language: 'en', category: null };
    const { articles: found } = await shopper.call('searchArticles', wanted);
    return found[0]?.price === price;
  });
}

/** What two cartons of oat milk add to the basket. */
async function twoForFour(shopper: PageConnection): Promise<number> {
  const before = shopper.value('basket')?.total ?? 0;
  await scan(shopper, LABEL.oatMilk);
  await scan(shopper, LABEL.oatMilk);
  return (shopper.value('basket')?.total ?? 0) - before;
}

it('puts a lane up with nothing, and changes its prices between two sales', { timeout: 240_000 }, async () => {
  const articles = path.join(DEMO, 'articles.ndjson');
  const categories = path.join(DEMO, 'categories.json');
  const first = await publish('catalogue', articles, '--categories', categories, '--country', 'nl');
  const staff = await publish('staff', path.join(DEMO, 'staff.json'));
  const promotions = await publish('promotions', path.join(DEMO, 'promotions.json'), '--country', 'nl');

  const hq = start('hq', files.hq, '--pair', 'demo');
  const storePairing = await runToEnd(['pair', files.store, '--as', 'store', '--code', await hq.code()]);
  expect(storePairing).toMatchObject({ code: 0, errors: '' });
  const store = start('store', files.store, '--pair', 'lane-1');
  const lanePairing = await runToEnd(['pair', files.lane, '--code', await store.code()]);
  expect(lanePairing).toMatchObject({ code: 0, errors: '' });
  const lane = start('lane', files.lane);

  const shopper = await open(lane, 'shopper');
  await until('the lane is open', () => shopper.value('lane')?.screen === 'welcome', DOWN_MS);
  await holds('lane', 'catalogue', first);
  await holds('lane', 'promotions', promotions);
  await holds('store', 'staff', staff);
  const staffPage = await open(store, 'staff');
  await staffPage.call('signInWithPin', { name: 'Sara', pin: PINS.Sara });

  const old = await scan(shopper);
  expect(await twoForFour(shopper)).toBe(400);
  const none = path.join(directory, 'no-promotions.json');
  writeFileSync(none, '[]');
  await holds('lane', 'promotions', await publish('promotions', none, '--country', 'nl'));
  const prices = path.join(directory, 'prices.ndjson');
  writeFileSync(prices, `${JSON.stringify({ id: 'salted-peanuts', price: ((old + 100) / 100).toFixed(2) })}\n`);
  const second = await publish('catalogue', prices, '--prices', '--country', 'nl');
  await holds('lane', 'catalogue', second);
  expect(await scan(shopper)).toBe(old);
  expect(await twoForFour(shopper)).toBe(400);
  await shopper.call('cancelTransaction', {});
  await until('the lane is free', () => shopper.value('lane')?.screen === 'welcome');
  await costs(shopper, old + 100);
  expect(await scan(shopper)).toBe(old + 100);
  expect(await twoForFour(shopper)).toBe(438);

  await hq.kill();
  await lane.kill();
  rmSync(path.join(directory, 'lane', 'catalogue'), { recursive: true });
  const again = start('lane', files.lane);
  await again.ready();
  await again.kill();
  rmSync(path.join(directory, 'lane', 'catalogue'), { recursive: true });
  rmSync(path.join(directory, 'lane', 'feeds'), { recursive: true });
  await start('lane', files.lane).ready();
  await holds('lane', 'catalogue', second);
});

it('brings a lane beside its store what is published there, between two sales', { timeout: 240_000 }, async () => {
  const settings = JSON.parse(readFileSync(files.lane, 'utf8')) as Record<string, Record<string, unknown>>;
  const { upstream: _, ...sync } = settings['sync'] ?? {};
  const store = { ...settings['store'], http: { port: 0 } };
  const alone = path.join(directory, 'alone.json');
  writeFileSync(alone, JSON.stringify({ ...settings, store, sync }));
  const shelf = path.join(directory, 'lane', 'store', 'feeds');
  const demoArticles = path.join(DEMO, 'articles.ndjson');
  const first = await publishInto(shelf, 'catalogue', demoArticles, '--country', 'nl');
  await publishInto(shelf, 'staff', path.join(DEMO, 'staff.json'));
  const promotions = await publishInto(shelf, 'promotions', path.join(DEMO, 'promotions.json'), '--country', 'nl');

  const lane = start('lane', alone);
  const shopper = await open(lane, 'shopper');
  await until('the lane is open', () => shopper.value('lane')?.screen === 'welcome', DOWN_MS);
  await holds('lane', 'catalogue', first);
  await holds('lane', 'promotions', promotions);
  const staffPage = await open(lane, 'staff');
  await staffPage.call('signInWithPin', { name: 'Sara', pin: PINS.Sara });
  expect(existsSync(path.join(directory, 'lane', 'feeds', 'in-force', 'staff.json'))).toBe(false);

  const old = await scan(shopper);
  const prices = path.join(directory, 'prices.ndjson');
  writeFileSync(prices, `${JSON.stringify({ id: 'salted-peanuts', price: ((old + 100) / 100).toFixed(2) })}\n`);
  await holds('lane', 'catalogue', await publishInto(shelf, 'catalogue', prices, '--prices', '--country', 'nl'));
  expect(await scan(shopper)).toBe(old);
  await shopper.call('cancelTransaction', {});
  await until('the lane is free', () => shopper.value('lane')?.screen === 'welcome');
  await costs(shopper, old + 100);
  expect(await scan(shopper)).toBe(old + 100);

  const help = path.join(directory, 'answers');
  mkdirSync(help);
  const title = { en: 'How to use zebra tape' };
  const answer = {
    id: 'zebra-tape',
    version: 1,
    owner: 'Shop',
    topic: 'other',
    title,
    steps: [{ text: { en: 'Ask us.' } }],
  };
  writeFileSync(path.join(help, 'zebra-tape.json'), JSON.stringify(answer));
  await holds('lane', 'help', await publishInto(shelf, 'help', help));
  const chain = path.join(directory, 'chain.json');
  writeFileSync(chain, JSON.stringify({ sync: { floorMegabytes: 128 } }));
  await holds('lane', 'configuration', await publishInto(shelf, 'configuration', chain));
});
