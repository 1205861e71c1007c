import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import type { Currency } from '#kiosk/core/values/money.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import { CommandFailure } from '../exit-codes.ts';
import { startLaneFeeds } from '../feeds/lane-feeds.ts';
import { openFeedFolder, type RoleFeeds } from '../feeds/role-feeds.ts';
import { openLog } from '../log/log.ts';
import { ensurePages } from '../pages-build.ts';
import { currentShellPlan, openShell } from '../shell/open-shell.ts';
import { systemClock } from '../system-clock.ts';
import { helpShelf, untilGoodsAreHere } from './came-down.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { type Goods, openGoods } from './goods.ts';
import { currencyOf } from './lane-settings.ts';
import { leaveSoon, untilInterrupted } from './run-until-told.ts';
import { type Shop, type ShopLane, startShop, storeDirectoryOf } from './shop.ts';
import { type Links, teller } from './teller.ts';

export interface RunShopOptions {
  /** The first one's settings are the store's as well. */
  readonly lanes: readonly [LaneToRun, ...LaneToRun[]];
  /** Say what happens as JSON lines instead of sentences. */
  readonly json: boolean;
}

export interface LaneToRun {
  readonly config: HandrailConfig;
  /** What is wrong with settings that came down; undefined if the lane could start with them. */
  readonly configurationWrong?: ((text: string) => string | undefined) | undefined;
  /** The device desk of the demo. */
  readonly desk?: ((surroundings: DeskSurroundings) => Desk) | undefined;
}

/** What a device desk stands in. */
export interface DeskSurroundings {
  readonly hub: TopicHub;
  readonly goods: Goods;
  readonly currency: Currency;
  readonly laneNumber: number;
  /** A fresh start link for a page. Only once the shop is open, which is before any page is. */
  readonly startLink: (page: 'shopper' | 'staff') => string;
}

interface Desk {
  readonly handlers: CommandHandlers;
  stop(): void;
}

/** Runs a shop in the foreground until the process is told to end. */
export async function runShop(options: RunShopOptions): Promise<void> {
  const plan = currentShellPlan();
  const { config } = options.lanes[0];
  const { dataDirectory } = config.lane;
  for (const lane of options.lanes) prepareDataDirectory(lane.config.lane.dataDirectory);
  prepareDataDirectory(storeDirectoryOf(config), 'store.dataDirectory');
  const log = openLog({ directory: dataDirectory });
  const tell = teller(options.json);
  const { directory: pagesDirectory } = await ensurePages();
  const comingDown = startFeedsBeside(options.lanes, log);
  await Promise.all(comingDown.map(async ({ lane, feeds }) => untilGoodsAreHere(lane.config, feeds, tell)));
  let opened: Shop | undefined;
  const made = await Promise.all(options.lanes.map(async (lane, index) => prepare(lane, index, log, () => opened)));
  const [first, ...others] = made.map(({ lane }) => lane);
  assert(first !== undefined, 'a shop has a lane');
  const help = helpShelf(config, log);
  const shop = await startShop({ lanes: [first, ...others], help, pagesDirectory, log });
  opened = shop;
  const { laneServer } = shop;
  const hasDesk = made[0]?.desk !== undefined;
  const stopped = untilInterrupted();
  tell.ready(linksOf(shop, hasDesk));
  void shop.lane.ready.then(() => tell.open());
  const shell = openShell({
    plan,
    shopperUrl: () => laneServer.mintUrl('shopper'),
    deskUrl: hasDesk ? () => laneServer.mintUrl('desk') : undefined,
    mode: hasDesk ? 'window' : 'kiosk',
    dataDirectory,
    log,
    say: tell.say,
  });
  await stopped;
  await shell.close();
  for (const { desk } of made) desk?.stop();
  await shop.stop();
  await Promise.all(comingDown.map(async ({ feeds }) => feeds?.stop()));
  await log.close();
  leaveSoon();
}

/**
 * What is published to a store in this very process comes down to its lanes as it would on machines of their own. The
 * store's folder is read as it lies there, also before the store runs: a lane without articles cannot open its shop.
 */
function startFeedsBeside(
  lanes: RunShopOptions['lanes'],
  log: Logger,
): readonly { readonly lane: LaneToRun; readonly feeds: RoleFeeds | undefined }[] {
  const source = openFeedFolder(storeDirectoryOf(lanes[0].config));
  return lanes.map((lane) => {
    const { config, configurationWrong } = lane;
    return {
      lane,
      feeds: startLaneFeeds({ config, source, bus: undefined, configurationWrong, clock: systemClock, log }),
    };
  });
}

/** Opens what a lane sells, and lays its desk out. */
async function prepare(
  { config, desk: makeDesk }: LaneToRun,
  index: number,
  log: Logger,
  shop: () => Shop | undefined,
): Promise<{ readonly lane: ShopLane; readonly desk: Desk | undefined }> {
  const hub = new TopicHub(systemClock);
  const goods = await usableGoods(config, log);
  const startLink = (page: 'shopper' | 'staff'): string =>
    (page === 'staff' ? shop()?.storeServer : shop()?.stations[index]?.server)?.mintUrl(page) ?? '';
  const desk = makeDesk?.({ hub, goods, currency: currencyOf(config), laneNumber: config.lane.number, startLink });
  return { lane: { config, goods, hub, deskHandlers: desk?.handlers }, desk };
}

/** The first lane's pages and the store's; what other lanes there are follows, numbered from 2. */
function linksOf(shop: Shop, hasDesk: boolean): Links {
  const links: Record<string, string> = {
    shopper: shop.laneServer.mintUrl('shopper'),
    staff: shop.storeServer.mintUrl('staff'),
  };
  for (const [index, { server }] of shop.stations.entries()) {
    const number = index === 0 ? '' : String(index + 1);
    if (index > 0) links[`shopper${number}`] = server.mintUrl('shopper');
    if (hasDesk) links[`desk${number}`] = server.mintUrl('desk');
  }
  return links;
}

export async function usableGoods(config: HandrailConfig, log: Logger): Promise<Goods> {
  try {
    return await openGoods(config, log);
  } catch (error) {
    if (error instanceof StorageError) throw new CommandFailure(`the catalogue cannot be used: ${error.message}`);
    throw error;
  }
}
