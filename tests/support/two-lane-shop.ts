import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { TopicName } from '#kiosk/api/topics.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { copyDemoStaff } from '#kiosk/host/demo/demo-staff.ts';
import { openHelpShelf } from '#kiosk/host/help/help-shelf.ts';
import { openGoods } from '#kiosk/host/roles/goods.ts';
import { type Shop, startShop } from '#kiosk/host/roles/shop.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { openPage, PINS, TestShop } from './test-shop.ts';
import { until } from './until.ts';

const QUIET: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const STAFF_TOPICS = ['tickets', 'settled', 'lanes', 'people'] as const satisfies readonly TopicName[];

interface TwoLaneOptions {
  /** Settings of the store and both lanes, by path. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly clock?: Clock | undefined;
  readonly log?: Logger | undefined;
  /** The built pages, for tests with a browser. */
  readonly pagesDirectory?: string | undefined;
}

export type Who = keyof typeof PINS;

/** Two lanes and their store in one process, as the demo runs them, with pages that are no browsers. */
export class TwoLaneShop {
  readonly worlds: readonly [TestShop, TestShop];
  shop: Shop;
  readonly #options: TwoLaneOptions;
  #pages: PageConnection[] = [];

  private constructor(worlds: readonly [TestShop, TestShop], shop: Shop, options: TwoLaneOptions) {
    this.worlds = worlds;
    this.shop = shop;
    this.#options = options;
  }

  static async open(options: TwoLaneOptions = {}): Promise<TwoLaneShop> {
    const settings = { 'lane.scanRepeatWindowMs': 0, ...options.settings };
    const first = await TestShop.open(settings);
    const second = await TestShop.open({ ...settings, 'lane.workstationId': 'lane-2', 'lane.number': 2 });
    const worlds = [first, second] as const;
    return new TwoLaneShop(worlds, await start(worlds, options), options);
  }

  async shopper(lane: 1 | 2 = 1): Promise<PageConnection> {
    const station = this.shop.stations[lane - 1];
    if (station === undefined) throw new Error(`there is no lane ${lane}`);
    const page = this.#kept(await openPage(station.server.mintUrl('shopper')));
    await until(`lane ${lane} is open`, () => page.value('lane')?.screen === 'welcome');
    return page;
  }

  /** A staff page on which nobody has signed in. */
  async visitor(): Promise<PageConnection> {
    return this.#kept(await openPage(this.shop.storeServer.mintUrl('staff'), STAFF_TOPICS, '/staff'));
  }

  async staff(who: Who): Promise<PageConnection> {
    const page = await this.visitor();
    await page.call('signInWithPin', { name: who, pin: PINS[who] });
    await until('the staff page knows both lanes', () => page.entries('lanes').size === 2);
    return page;
  }

  /** Ends all in order and starts it again; settings and data stay, pages are gone. */
  async restart(): Promise<void> {
    await this.#end();
    this.shop = await start(this.worlds, this.#options);
  }

  async close(): Promise<void> {
    await this.#end();
    for (const world of this.worlds) await world.close();
  }

  async #end(): Promise<void> {
    for (const page of this.#pages) page.close();
    this.#pages = [];
    await this.shop.stop();
  }

  #kept(page: PageConnection): PageConnection {
    this.#pages.push(page);
    return page;
  }
}

/** A call as a page shows it. */
export function callOn(page: PageConnection, ticketId: string): TicketView | undefined {
  return page.entries('tickets').get(ticketId);
}

async function start(worlds: readonly [TestShop, TestShop], options: TwoLaneOptions): Promise<Shop> {
  const { clock, log = QUIET } = options;
  const [{ config, directory }, { config: other }] = worlds;
  const pagesDirectory = options.pagesDirectory ?? path.join(directory, 'pages');
  mkdirSync(pagesDirectory, { recursive: true });
  copyDemoStaff(config);
  const lanes = [
    { config, goods: await openGoods(config, log) },
    { config: other, goods: await openGoods(other, log) },
  ] as const;
  const shop = await startShop({ lanes, help: openHelpShelf(config, log), pagesDirectory, log, clock });
  await Promise.all(shop.stations.map(({ lane }) => lane.ready));
  return shop;
}
