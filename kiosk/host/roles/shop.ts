import path from 'node:path';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { HelpShelf } from '#kiosk/lane/help-shelf.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { FileThread } from '#kiosk/storage/thread/file-thread.ts';
import { LocalBus } from '#sync/bus/local-bus.ts';
import { loadOrMakeKey } from '#sync/identity/key-pair.ts';
import type { PageServer } from '../http/server.ts';
import { IDENTITY_KEY_FILE } from '../sync/data-files.ts';
import { systemClock } from '../system-clock.ts';
import type { Goods } from './goods.ts';
import type { LaneRole } from './lane-role.ts';
import { type LaneStation, startLaneStation } from './lane-station.ts';
import { storeOrigin } from './origins.ts';
import { startStoreStation } from './store-station.ts';

/** One lane of a shop. */
export interface ShopLane {
  readonly config: HandrailConfig;
  readonly goods: Goods;
  readonly hub?: TopicHub | undefined;
  /** The device desk of the demo; nothing of it exists in a real store. */
  readonly deskHandlers?: CommandHandlers | undefined;
}

export interface ShopOptions {
  /** The first one's settings are the store's as well. */
  readonly lanes: readonly [ShopLane, ...ShopLane[]];
  readonly help: HelpShelf;
  readonly pagesDirectory: string;
  readonly log: Logger;
  /** The lanes' time; the machine's own unless a test holds it. */
  readonly clock?: Clock | undefined;
}

/** Lanes and their store in one process. */
export interface Shop {
  /** The first lane. */
  readonly lane: LaneRole;
  readonly laneServer: PageServer;
  readonly stations: readonly LaneStation[];
  readonly storeServer: PageServer;
  stop(): Promise<void>;
}

/** Where a store keeps its things when it lives beside a lane. */
export function storeDirectoryOf(config: HandrailConfig): string {
  return config.store.dataDirectory ?? path.join(config.lane.dataDirectory, 'store');
}

/** Starts lane roles and the store role in one process. Resolves when all pages can be opened. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const { lanes, help, pagesDirectory, log, clock } = options;
  const [{ config }] = lanes;
  const bus = new LocalBus(clock ?? systemClock, log);
  // One thread for all files of a process, which is to be small: a store beside its lanes has little to write, and
  // what it has comes after what the lanes wrote.
  const thread = new FileThread();
  const store = await startStoreStation({
    config,
    directory: storeDirectoryOf(config),
    pagesDirectory,
    picturesDirectory: config.catalogue.picturesDirectory ?? path.join(config.lane.dataDirectory, 'pictures'),
    bus,
    log,
    clock,
    thread,
    // Other machines' lanes may come beside the ones in here, once somebody said where they may connect.
    listens: config.sync.listen.host !== '127.0.0.1',
  });
  const publishReceipt = async (html: string): Promise<string> => store.publishReceipt(html);
  const trusted = {
    store: storeOrigin(config),
    publicKey: loadOrMakeKey(path.join(storeDirectoryOf(config), IDENTITY_KEY_FILE)).publicKey,
  };
  const common = { help, pagesDirectory, bus, trusted, publishReceipt, log, clock, thread };
  const stations: LaneStation[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stations.map((station) => station.stop()));
    await store.stop();
    await bus.close();
  };
  try {
    for (const lane of lanes) {
      stations.push(await startLaneStation({ ...lane, ...common, upstream: store.direct }));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const [first] = stations as [LaneStation, ...LaneStation[]];
  return { lane: first.lane, laneServer: first.server, stations, storeServer: store.server, stop };
}
