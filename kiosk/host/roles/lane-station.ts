import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import { CommandDispatcher } from '#kiosk/api/server/command-dispatcher.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { HelpShelf } from '#kiosk/lane/help-shelf.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { DiskLimits } from '#kiosk/storage/disk/disk-level.ts';
import type { FileThread } from '#kiosk/storage/thread/file-thread.ts';
import { UUID_RANDOM_BYTES, uuidV7 } from '#kiosk/storage/journal/uuid-v7.ts';
import { LaneLink } from '#kiosk/store/lanes/lane-link.ts';
import type { GrantingStore } from '#kiosk/store/reach/lane-grant.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import type { PageServer, PageServerOptions } from '../http/server.ts';
import { softwareVersion } from '../software-version.ts';
import { roleMetrics } from '../metrics/role-metrics.ts';
import { DiskKeeper } from '../sync/disk-keeper.ts';
import { systemClock } from '../system-clock.ts';
import type { Goods } from './goods.ts';
import { startDoor } from './door-station.ts';
import { GoodsOnSale } from './goods-on-sale.ts';
import { laneDevices } from './lane-devices.ts';
import { JOURNAL_FILE, type LaneRole, startLaneRole } from './lane-role.ts';
import { currencyOf } from './lane-settings.ts';
import { LaneSending } from './lane-sending.ts';
import { listening } from './listening.ts';
import { laneOrigin } from './origins.ts';
import { sweepAfterSales } from './sweep-heap.ts';

export interface LaneStationOptions {
  readonly config: HandrailConfig;
  readonly goods: Goods;
  readonly help: HelpShelf;
  readonly pagesDirectory: string;
  /** The way to the store, in this process or not. */
  readonly bus: AskingBus;
  /** Keeps a receipt page and gives the address that a phone finds it under. */
  readonly publishReceipt: (html: string) => Promise<string>;
  /** The store whose word opens the lane's own door. */
  readonly trusted: GrantingStore;
  /** Where what is recorded goes. */
  readonly upstream: Upstream;
  readonly log: Logger;
  /** What owns files of this process already, and may own the journal; without it, a thread of its own does. */
  readonly thread?: FileThread | undefined;
  readonly hub?: TopicHub | undefined;
  /** The lane's time; the machine's own unless a test holds it. */
  readonly clock?: Clock | undefined;
  /** The device desk of the demo; nothing of it exists in a real store. */
  readonly deskHandlers?: CommandHandlers | undefined;
}

/** A lane with its page, its devices and its line to the store. */
export interface LaneStation {
  readonly lane: LaneRole;
  readonly server: PageServer;
  /** To be told whenever the way to a store on another machine opens or ends. */
  storeIsThere(isThere: boolean): void;
  stop(): Promise<void>;
}

/** Resolves when the shopper's page can be opened; the lane's own `ready` tells when shoppers can come. */
export async function startLaneStation(options: LaneStationOptions): Promise<LaneStation> {
  const { config, goods, log } = options;
  const clock = options.clock ?? systemClock;
  const hub = options.hub ?? new TopicHub(clock);
  const directory = config.lane.dataDirectory;
  const devices = laneDevices(config.devices, currencyOf(config), log);
  const disk = new DiskKeeper(directory, { clock: systemClock, log, limits: diskLimits(config.sync) });
  await disk.start();
  const sending = new LaneSending({
    upstream: options.upstream,
    clock,
    log,
    journalFile: path.join(directory, JOURNAL_FILE),
    keepForMs: config.sync.keepForMs,
  });
  const doors = await startDoor({ config, trusted: options.trusted, clock, log });
  const lane = startLaneRole({
    config,
    softwareVersion,
    hub,
    directUrl: doors?.url,
    catalogue: new GoodsOnSale(goods),
    promotions: () => goods.promotions,
    devices,
    clock,
    ids: { next: () => uuidV7(systemClock.now(), randomBytes(UUID_RANDOM_BYTES)) },
    log,
    help: options.help,
    publishReceipt: options.publishReceipt,
    send: (journal) => sending.begin(journal),
    disk,
    thread: options.thread,
  });
  const server = await startPages(options, { hub, lane, sending, clock });
  const door = doors?.open(hub, lane.handlers);
  const link = new LaneLink({
    workstationId: config.lane.workstationId,
    origin: laneOrigin(config),
    backlog: async () => sending.backlog(),
    bus: options.bus,
    hub,
    door,
    dispatcher: new CommandDispatcher(lane.handlers, clock, log, randomUUID()),
    clock,
    log,
    onPromises: (promises) => lane.promised(promises),
  });
  const endSweeping = sweepAfterSales(hub);
  void devices.open();
  return {
    lane,
    server,
    storeIsThere: (isThere) => link.storeIsThere(isThere),
    stop: async () => {
      endSweeping();
      link.stop();
      await doors?.close();
      await server.close();
      await lane.stop();
      await devices.close();
      disk.stop();
    },
  };
}

interface PagesParts {
  readonly hub: TopicHub;
  readonly lane: LaneRole;
  readonly sending: LaneSending;
  readonly clock: Clock;
}

/** Serves the shopper's page, and the desk's in the demo. */
async function startPages(
  { config, pagesDirectory, log, deskHandlers }: LaneStationOptions,
  { hub, lane, sending, clock }: PagesParts,
): Promise<PageServer> {
  const { dataDirectory } = config.lane;
  return listening({
    pagesDirectory,
    picturesDirectory: config.catalogue.picturesDirectory ?? path.join(dataDirectory, 'pictures'),
    hub,
    log,
    host: config.lane.http.host,
    port: config.lane.http.port,
    metrics: metricsOf(config, hub, sending, clock),
    secretFile: path.join(dataDirectory, 'lane-secret'),
    handlers: withDesk(lane.handlers, deskHandlers),
  });
}

function metricsOf(
  config: HandrailConfig,
  hub: TopicHub,
  sending: LaneSending,
  clock: Clock,
): NonNullable<PageServerOptions['metrics']> {
  const measured = {
    role: 'lane',
    directory: config.lane.dataDirectory,
    hub,
    sending: async () => (await sending.statuses()).map((status) => ({ to: 'store', status }) as const),
    ballastBytes: diskLimits(config.sync).ballastBytes,
    now: () => clock.now(),
  } as const;
  return { isOpen: config.lane.http.metrics === 'network', text: async () => roleMetrics(measured) };
}

const BYTES_PER_MEGABYTE = 1_024 * 1_024;

function diskLimits({ ballastMegabytes, floorMegabytes }: HandrailConfig['sync']): DiskLimits {
  return { ballastBytes: ballastMegabytes * BYTES_PER_MEGABYTE, floorBytes: floorMegabytes * BYTES_PER_MEGABYTE };
}

/** The lane's handlers are looked up at each call; those of the desk stand beside them. */
function withDesk(lane: CommandHandlers, desk: CommandHandlers | undefined): CommandHandlers {
  if (desk === undefined) return lane;
  return new Proxy(lane, { get: (target, name: keyof CommandHandlers) => desk[name] ?? target[name] });
}
