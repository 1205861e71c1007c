import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { UUID_RANDOM_BYTES, uuidV7 } from '#kiosk/storage/journal/uuid-v7.ts';
import { CommandFailure } from '../exit-codes.ts';
import { type PageServer, type PageServerOptions, startPageServer } from '../http/server.ts';
import { softwareVersion } from '../software-version.ts';
import { systemClock } from '../system-clock.ts';
import type { Goods } from './goods.ts';
import { laneDevices } from './lane-devices.ts';
import { currencyOf } from './lane-settings.ts';
import { type LaneRole, startLaneRole } from './lane-role.ts';
import { ReceiptShelf } from './receipt-shelf.ts';

export interface ShopOptions {
  readonly config: HandrailConfig;
  readonly goods: Goods;
  readonly pagesDirectory: string;
  readonly log: Logger;
  readonly hub?: TopicHub | undefined;
  /** The lane's time; the machine's own unless a test holds it. */
  readonly clock?: Clock | undefined;
  /** The device desk of the demo; nothing of it exists in a real store. */
  readonly deskHandlers?: CommandHandlers | undefined;
}

/** A lane and its store in one process. */
export interface Shop {
  readonly lane: LaneRole;
  readonly laneServer: PageServer;
  readonly storeServer: PageServer;
  stop(): Promise<void>;
}

/** How often receipts that are too old are taken down, in milliseconds. */
const TIDY_INTERVAL_MS = 3_600_000;

/**
 * Starts the lane role and the store role that a configuration describes. Resolves when both pages can be opened; the
 * lane's own `ready` tells when shoppers can come.
 */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const { config, goods, log } = options;
  const hub = options.hub ?? new TopicHub(systemClock);
  const directory = config.lane.dataDirectory;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const shelf = new ReceiptShelf(path.join(directory, 'receipts'), systemClock.now);
  const devices = laneDevices(config.devices, currencyOf(config), log);
  let storeServer: PageServer | undefined;
  const lane = startLaneRole({
    config,
    softwareVersion,
    hub,
    catalogue: goods.catalogue,
    promotions: goods.promotions,
    devices,
    clock: options.clock ?? systemClock,
    ids: { next: () => uuidV7(systemClock.now(), randomBytes(UUID_RANDOM_BYTES)) },
    log,
    publishReceipt: async (html) => {
      const token = await shelf.put(html);
      return `${config.store.http.publicUrl ?? storeServer?.origin ?? ''}/r/${token}`;
    },
  });
  const common = {
    pagesDirectory: options.pagesDirectory,
    picturesDirectory: config.catalogue.picturesDirectory ?? path.join(directory, 'pictures'),
    hub,
    log,
  };
  const laneServer = await listening({
    ...common,
    ...config.lane.http,
    secretFile: path.join(directory, 'lane-secret'),
    handlers: lane.handlers,
  });
  storeServer = await listening({
    ...common,
    ...config.store.http,
    allowedHosts: hostNames(config.store.http.publicUrl),
    secretFile: path.join(directory, 'store-secret'),
    handlers: withDesk(lane.handlers, options.deskHandlers),
    receiptPage: async (token) => shelf.get(token),
  });
  await shelf.tidy();
  const tidying = setInterval(() => {
    shelf.tidy().catch((error: unknown) => log.warn('receipts were not tidied', { error: String(error) }));
  }, TIDY_INTERVAL_MS);
  tidying.unref();
  void devices.open();
  const servers = [laneServer, storeServer];
  return {
    lane,
    laneServer,
    storeServer,
    stop: async () => {
      clearInterval(tidying);
      await Promise.all(servers.map((server) => server.close()));
      await lane.stop();
      await devices.close();
    },
  };
}

/** @throws CommandFailure when its address cannot be had, which is for a person to settle */
async function listening(options: PageServerOptions): Promise<PageServer> {
  try {
    return await startPageServer(options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = typeof code === 'string' ? ADDRESS_TROUBLE.get(code) : undefined;
    if (why === undefined) throw error;
    throw new CommandFailure(`pages cannot be served at ${options.host}:${options.port}: ${why}`);
  }
}

const ADDRESS_TROUBLE: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'another program has this port, perhaps a lane that is running already'],
  ['EACCES', 'this user may not have this port'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
]);

/** The lane's handlers are looked up at each call; those of the desk stand beside them. */
function withDesk(lane: CommandHandlers, desk: CommandHandlers | undefined): CommandHandlers {
  if (desk === undefined) return lane;
  return new Proxy(lane, { get: (target, name: keyof CommandHandlers) => desk[name] ?? target[name] });
}

function hostNames(publicUrl: string | undefined): string[] {
  return publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
}
