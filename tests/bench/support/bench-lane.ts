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

/**
 * A store with its devices behind real ports, to start lanes in: the demo's, unless another configuration is given.
 */
export async function openBenchShop(
  room: BenchRoom,
  settings: Readonly<Record<string, unknown>> = {},
  baseFile?: string,
): Promise<TestShop> {
  // A build in the middle of a bench would be measured with it.
  await ensurePages();
  const shop = await TestShop.open({ 'lane.scanRepeatWindowMs': 0, ...settings }, baseFile);
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

  private constructor(parts: Pick<BenchLane, 'shop' | 'process' | 'page' | 'origin' | 'cookie' | 'labels'>) {
    this.shop = parts.shop;
    this.process = parts.process;
    this.page = parts.page;
    this.origin = parts.origin;
    this.cookie = parts.cookie;
    this.labels = parts.labels;
  }

  /**
   * Starts the lane; resolves when it is open for shoppers.
   *
   * @param labels what its scanner reads; without them, the ordinary articles of the configured file
   */
  static async start(
    room: BenchRoom,
    shop: TestShop,
    options: LaneProcessOptions = {},
    labels: readonly string[] = ordinaryLabels(shop),
  ): Promise<BenchLane> {
    const lane = await BenchLane.startToFirstView(room, shop, options, labels);
    await lane.until('the lane is open', () => lane.page.value('lane')?.screen === 'welcome');
    return lane;
  }

  /** Starts the lane; resolves when the page has the first of its views. */
  static async startToFirstView(
    room: BenchRoom,
    shop: TestShop,
    options: LaneProcessOptions = {},
    labels: readonly string[] = [],
  ): Promise<BenchLane> {
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
    const lane = new BenchLane({ shop, process, page, origin, cookie, labels });
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

function ordinaryLabels(shop: TestShop): readonly string[] {
  return loadCatalogue(shop.config, SOME_DAY).entries.flatMap(labelOf);
}

/** What an article's label says, if nothing but a scan is needed to sell it. */
function labelOf({ article, codes }: CatalogueEntry): readonly string[] {
  const code = codes.find((text) => /^0\d{13}$/.test(text) && !text.startsWith('000000'));
  const isOrdinary = article.price !== undefined && article.pricedPer === 'pieces' && article.deposit === undefined;
  const isFree = Object.values(article.restrictions ?? {}).every((value) => value === undefined);
  return code !== undefined && isOrdinary && isFree ? [code.slice(1)] : [];
}
