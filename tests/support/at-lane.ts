import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { LaneView, PaymentView, TicketView } from '#kiosk/api/views.ts';
import type { Shop } from '#kiosk/host/roles/shop.ts';
import type { JournalEntry } from '#kiosk/lane/ports.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { openShopperPage, openStaffPage, type PINS, type StartOptions, TestShop } from './test-shop.ts';
import { until } from './until.ts';

export interface AtLaneOptions extends StartOptions {
  /** Settings by path; a scan counts each time unless they say otherwise. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Articles beside those of the demo store, as a back office writes them. */
  readonly moreArticles?: readonly object[];
  /** Promotions instead of those of the demo store. */
  readonly promotions?: readonly object[];
}

/** A person at a lane: the real lane in this process, its page without a browser, and hands on its devices. */
export class AtLane {
  readonly world: TestShop;
  shop: Shop;
  page: PageConnection;
  readonly #options: AtLaneOptions;
  readonly #staff: PageConnection[] = [];

  private constructor(world: TestShop, shop: Shop, page: PageConnection, options: AtLaneOptions) {
    this.world = world;
    this.shop = shop;
    this.page = page;
    this.#options = options;
  }

  static async open(options: AtLaneOptions = {}): Promise<AtLane> {
    const { settings, moreArticles, promotions } = options;
    const goods = moreArticles === undefined ? {} : { 'catalogue.file': catalogueWith(moreArticles) };
    const offers =
      promotions === undefined ? {} : { 'catalogue.promotionsFile': fileOf('promotions.json', promotions) };
    const world = await TestShop.open({ 'lane.scanRepeatWindowMs': 0, ...goods, ...offers, ...settings });
    const shop = await world.startLane(options);
    const lane = new AtLane(world, shop, await openShopperPage(shop), options);
    if (options.untilReady !== false) await until('the lane is open', () => lane.screen === 'welcome');
    return lane;
  }

  get screen(): LaneView['screen'] | undefined {
    return this.page.value('lane')?.screen;
  }

  get total(): number | undefined {
    return this.page.value('basket')?.total;
  }

  get phase(): PaymentView['phase'] | undefined {
    return this.page.value('payment')?.phase;
  }

  get lines(): number {
    return this.page.entries('lines').size;
  }

  /** What has been charged and stands. */
  get charged(): readonly number[] {
    return this.world.devices.terminal.booked.map(({ amount }) => amount);
  }

  ticket(reason: string): TicketView | undefined {
    return [...this.page.entries('assist').values()].find((ticket) => ticket.reason === reason);
  }

  async sees(screen: LaneView['screen']): Promise<void> {
    await until(`the screen is ${screen}`, () => this.screen === screen);
  }

  async notice(code: string): Promise<void> {
    await until(`the notice ${code}`, () => this.page.value('notice')?.code === code);
  }

  async called(reason: string): Promise<TicketView> {
    return until(`someone is called for ${reason}`, () => this.ticket(reason));
  }

  /** Resolves when the page has heard all that the lane has said until now. */
  async heard(): Promise<void> {
    await this.page.call('giveHelpTopic', { ticketId: 'nobody’s', topic: 'other' }).catch(() => {});
  }

  /** Scans a label and waits until it has brought a line. */
  async scan(label: string): Promise<void> {
    const before = this.lines;
    this.world.devices.scanner.scan(label);
    await until(`${label} is on the screen`, () => this.lines > before);
  }

  async startPaying(): Promise<void> {
    await this.page.call('startPayment', {});
    await until('the reader waits for a card', () => this.phase === 'present-card');
  }

  /** Pays and waits until it is done. */
  async pay(): Promise<void> {
    await this.startPaying();
    this.world.devices.terminal.presentCard('approve');
    await this.sees('thanks');
  }

  async staff(who: keyof typeof PINS = 'Sara'): Promise<PageConnection> {
    const page = await openStaffPage(this.shop, who);
    this.#staff.push(page);
    await until('the staff page knows the lane', () => page.entries('lanes').size > 0);
    return page;
  }

  /** Ends the lane in order and starts it again; devices, settings and data stay. */
  async restart(options: StartOptions = {}): Promise<void> {
    this.#leave();
    await this.shop.stop();
    this.shop = await this.world.startLane({ ...this.#options, ...options });
    this.page = await openShopperPage(this.shop);
    await until('the lane has something to show', () => this.screen !== undefined);
  }

  /** Ends the lane and reads what it wrote. */
  async journal(): Promise<readonly JournalEntry[]> {
    this.#leave();
    await this.shop.stop();
    return this.world.journal();
  }

  async kinds(): Promise<readonly string[]> {
    return (await this.journal()).map(({ kind, event }) => `${kind}.${event.type}`);
  }

  async close(): Promise<void> {
    this.#leave();
    await this.shop.stop();
    await this.world.close();
  }

  #leave(): void {
    this.page.close();
    for (const page of this.#staff.splice(0)) page.close();
  }
}

function fileOf(name: string, content: object): string {
  const file = path.join(temporaryDirectory(), name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

function catalogueWith(articles: readonly object[]): string {
  const demo = readFileSync(path.join(path.dirname(DEMO_CONFIG_FILE), 'articles.ndjson'), 'utf8');
  const file = path.join(temporaryDirectory(), 'articles.ndjson');
  writeFileSync(file, demo + articles.map((article) => `${JSON.stringify(article)}\n`).join(''));
  return file;
}
