import { loadCatalogue } from '#config/catalogue/load-catalogue.ts';
import { connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { ensurePages } from '#kiosk/host/pages-build.ts';
import { LaneProcess, type LaneProcessOptions } from '#tests/support/lane-process.ts';
import { nodeEnvironment, signIn } from '#tests/support/page-client.ts';
import { TestShop } from '#tests/support/test-shop.ts';
import type { BenchRoom } from '../bench.ts';

/** Any day will do: only the labels are of interest. */
const SOME_DAY = '2026-06-01' as BusinessDay;

/** How long one step of a bench may take; only a lane that is broken needs it. Milliseconds. */
const STEP_TIMEOUT_MS = 10_000;

/** So many lines make a usual basket. */
export const USUAL_BASKET = 12;

/** What a bench starts a lane with. */
export interface BenchLaneOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly process?: LaneProcessOptions;
}

/** The demo store with its devices behind real ports, to start lanes in. */
export async function openBenchShop(room: BenchRoom, settings: BenchLaneOptions['settings'] = {}): Promise<TestShop> {
  // A build in the middle of a bench would be measured with it.
  await ensurePages();
  const shop = await TestShop.open({ 'lane.scanRepeatWindowMs': 0, ...settings });
  room.defer(() => shop.close());
  return shop;
}

/** The program that a shop runs, as a process of its own, with a page that is no browser. */
export class BenchLane {
  readonly shop: TestShop;
  readonly process: LaneProcess;
  readonly page: PageConnection;
  /** Where the shopper's page is, and the cookie that opens it. */
  readonly origin: string;
  readonly cookie: string;
  /** What the scanner reads off ordinary articles, without deposit, weight or age limit. */
  readonly labels: readonly string[];

  private constructor(shop: TestShop, process: LaneProcess, page: PageConnection, origin: string, cookie: string) {
    this.shop = shop;
    this.process = process;
    this.page = page;
    this.origin = origin;
    this.cookie = cookie;
    this.labels = loadCatalogue(shop.config, SOME_DAY).entries.flatMap(labelOf);
  }

  /** Starts the lane; resolves when it is open for shoppers. */
  static async start(room: BenchRoom, shop: TestShop, options: LaneProcessOptions = {}): Promise<BenchLane> {
    const lane = await BenchLane.startToFirstView(room, shop, options);
    await lane.until('the lane is open', () => lane.page.value('lane')?.screen === 'welcome');
    return lane;
  }

  /** Starts the lane; resolves when the page has the first of its views. */
  static async startToFirstView(room: BenchRoom, shop: TestShop, options: LaneProcessOptions = {}): Promise<BenchLane> {
    const starting = LaneProcess.start(shop, [], options);
    room.defer(async () => {
      const started = await starting.catch(() => undefined);
      await started?.stop();
    });
    const process = await starting;
    const { origin } = new URL(process.links.shopper);
    const cookie = await signIn(process.links.shopper);
    const page = connectPage({
      topics: ['lane', 'basket', 'lines', 'payment', 'receipt'],
      url: `${origin.replace('http', 'ws')}/api`,
      environment: nodeEnvironment({ origin, cookie: () => cookie }),
    });
    room.defer(() => page.close());
    const lane = new BenchLane(shop, process, page, origin, cookie);
    await lane.until('the first view', () => page.value('lane') !== undefined);
    return lane;
  }

  /** The label for the n-th scan of a bench: one article after the other. */
  label(index: number): string {
    return this.labels[index % this.labels.length] ?? '';
  }

  get lineCount(): number {
    return this.page.entries('lines').size;
  }

  /** Makes the scanner read one more article and waits until the page has its line. */
  async scan(index: number): Promise<void> {
    const before = this.lineCount;
    this.shop.devices.scanner.scan(this.label(index));
    await this.until('the line of a scan', () => this.lineCount > before);
  }

  async emptyBasket(): Promise<void> {
    await this.page.call('cancelTransaction', {});
    await this.until('the basket is empty', () => this.page.value('lane')?.screen === 'welcome');
  }

  /** Looks after each change that the page hears of, so that waiting costs no more than the change itself. */
  until(description: string, isSo: () => boolean): Promise<void> {
    if (isSo()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        for (const unsubscribe of unsubscribes) unsubscribe();
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`not within ${STEP_TIMEOUT_MS} ms: ${description}`));
      }, STEP_TIMEOUT_MS);
      const look = (): void => {
        if (!isSo()) return;
        end();
        resolve();
      };
      const topics = ['lane', 'basket', 'lines', 'payment', 'receipt'] as const;
      const unsubscribes = topics.map((topic) => this.page.subscribe(topic, look));
    });
  }
}

/** What an article's label says, if nothing but a scan is needed to sell it. */
function labelOf({ article, codes }: CatalogueEntry): readonly string[] {
  const code = codes.find((text) => /^0\d{13}$/.test(text) && !text.startsWith('000000'));
  const isOrdinary = article.price !== undefined && article.pricedPer === 'pieces' && article.deposit === undefined;
  const isFree = Object.values(article.restrictions ?? {}).every((value) => value === undefined);
  return code !== undefined && isOrdinary && isFree ? [code.slice(1)] : [];
}
