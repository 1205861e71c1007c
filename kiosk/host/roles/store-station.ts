import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { StoreConfig } from '#config/schemas/handrail-config.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { BacklogView } from '#kiosk/api/staff.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { FileThread } from '#kiosk/storage/thread/file-thread.ts';
import type { Bus } from '#sync/bus/bus.ts';
import type { LocalBus } from '#sync/bus/local-bus.ts';
import type { FeedSource } from '#sync/feed/feed.ts';
import type { SyncServer } from '#sync/http/server.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import { readByConnectors, startStoreConnectors } from '../connectors/role-connectors.ts';
import type { PageServer } from '../http/server.ts';
import type { Sending } from '../metrics/sending-metrics.ts';
import { roleMetrics } from '../metrics/role-metrics.ts';
import { systemClock } from '../system-clock.ts';
import { mergedBacklogs } from './backlog.ts';
import { brokerDown, brokerUpstream, isBroker } from './broker-line.ts';
import { hintsOn } from '../feeds/role-feeds.ts';
import { startStoreFeeds } from '../feeds/store-feeds.ts';
import { listening } from './listening.ts';
import { storeOrigin } from './origins.ts';
import { TELL_BACKLOG_MS, tellBacklog } from '../metrics/store-backlogs.ts';
import { RECEIPT_SUBJECTS } from './receipt-line.ts';
import { ReceiptShelf } from './receipt-shelf.ts';
import { openStoreRecords, type StoreRecords, type StoreRecordsParts } from './store-records.ts';
import { STAFF_FILE, startStoreRole, type StoreRole } from './store-role.ts';

export interface StoreStationOptions {
  readonly config: StoreConfig;
  readonly directory: string;
  readonly pagesDirectory: string;
  readonly picturesDirectory: string;
  readonly bus: LocalBus;
  readonly log: Logger;
  readonly clock?: Clock | undefined;
  /** What owns the store's files: nobody pays or scans behind their flushes, so they share a thread. */
  readonly thread?: FileThread | undefined;
  /** Whether lanes on other machines are let in. */
  readonly listens: boolean;
  /** What is wrong with settings that came down; undefined if the store could start with them. */
  readonly configurationWrong?: ((text: string) => string | undefined) | undefined;
}

/** A store with its staff page, its receipts, and what it keeps of its lanes. */
export interface StoreStation {
  readonly server: PageServer;
  /** Where lanes on other machines connect; undefined where there are none. */
  readonly listener: SyncServer | undefined;
  /** For lanes in this very process. */
  readonly direct: Upstream;
  publishReceipt(html: string): Promise<string>;
  stop(): Promise<void>;
}

/** How often receipts that are too old are taken down, in milliseconds. */
const TIDY_INTERVAL_MS = 3_600_000;
/** How often staff see how much is still on its way, in milliseconds. */
const BACKLOG_INTERVAL_MS = 5_000;

/** Resolves when the staff page can be opened. */
export async function startStoreStation(options: StoreStationOptions): Promise<StoreStation> {
  const { config, directory, bus, log } = options;
  const clock = options.clock ?? systemClock;
  const now = (): number => clock.now();
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const hub = new TopicHub(clock);
  const line = await lineToHeadquarters(config, directory, clock, log);
  const { thread = new FileThread() } = options;
  const records = await recordsOf(config, directory, line?.forLanes, { thread, clock, log });
  const store = await startStoreRole({ config, directory, bus, hub, thread, clock, log, upstream: line?.forStore });
  const feeds = startStoreFeeds({
    config,
    directory,
    bus,
    clock,
    log,
    staffFile: path.join(directory, STAFF_FILE),
    line: line?.down,
    configurationWrong: options.configurationWrong,
  });
  const shelf = new ReceiptShelf(path.join(directory, 'receipts'), systemClock.now);
  const server = await listening({
    pagesDirectory: options.pagesDirectory,
    picturesDirectory: options.picturesDirectory,
    hub,
    log,
    host: config.store.http.host,
    port: config.store.http.port,
    metrics: {
      isOpen: config.store.http.metrics === 'network',
      text: async () => roleMetrics({ role: 'store', directory, hub, sending: onTheWay(records, store), now }),
    },
    allowedHosts: hostNames(config.store.http.publicUrl),
    publicOrigin: originOf(config.store.http.publicUrl),
    secretFile: path.join(directory, 'store-secret'),
    handlers: store.handlers,
    sight: store.sight,
    receiptPage: async (token) => shelf.get(token),
  });
  const publishReceipt = async (html: string): Promise<string> => {
    const token = await shelf.put(html);
    return `${config.store.http.publicUrl ?? server.origin}/r/${token}`;
  };
  bus.offer(RECEIPT_SUBJECTS.all, async (_, { html }) => ({ url: await publishReceipt(String(html)) }));
  const { receiver } = records;
  const { listen } = config.sync;
  const door = { origin: storeOrigin(config), directory, listen, receiver, bus, feeds: feeds.folder, clock, log };
  // A store that only lives beside its lane loads nothing of what listens to others.
  const listener = options.listens ? await (await import('./listener.ts')).startListener(door) : undefined;
  const connectors = await startStoreConnectors(config, directory, { clock, log });
  await shelf.tidy();
  const endTelling = keepTold({ config, hub, records, store, bus: line?.bus, now, log });
  const endTidying = everySoOften(TIDY_INTERVAL_MS, async () => shelf.tidy(), log);
  return {
    server,
    listener,
    direct: records.direct,
    publishReceipt,
    stop: async () => {
      endTelling();
      endTidying();
      await server.close();
      await listener?.close();
      await feeds.stop();
      await connectors.stop();
      await store.stop();
      await records.stop();
      await line?.close();
    },
  };
}

/** All that is sent to headquarters: what lanes recorded, and what the store itself did. */
function onTheWay(records: StoreRecords, store: StoreRole): () => Promise<readonly Sending[]> {
  return async () => {
    const own = await store.status();
    const all = [...(await records.statuses()), ...(own === undefined ? [] : [own])];
    return all.map((status) => ({ to: 'headquarters', status }));
  };
}

/** What is kept of lanes; it stays until headquarters has it and connectors here have read it. */
async function recordsOf(
  config: StoreConfig,
  directory: string,
  upstream: Upstream | undefined,
  around: Pick<StoreRecordsParts, 'thread' | 'clock' | 'log'>,
): Promise<StoreRecords> {
  const trimmableBefore = readByConnectors(config, directory);
  return openStoreRecords({ directory, upstream, keepForMs: config.sync.keepForMs, trimmableBefore, ...around });
}

/** The way up, for what lanes recorded and for what the store itself did. */
interface HeadquartersLine {
  readonly forLanes: Upstream;
  readonly forStore: Upstream;
  /** What comes down, and hints that something will. */
  readonly down: { readonly feeds: FeedSource; readonly onHint: (listener: () => void) => () => void };
  /** Where the store tells of itself. */
  readonly bus: Pick<Bus, 'publish'>;
  close(): Promise<void>;
}

async function lineToHeadquarters(
  config: StoreConfig,
  directory: string,
  clock: Clock,
  log: Logger,
): Promise<HeadquartersLine | undefined> {
  const { upstream: address, credentialsFile } = config.sync;
  if (address === undefined) return undefined;
  if (!isBroker(address)) {
    const { openUpstreamLine } = await import('./upstream.ts');
    const line = openUpstreamLine({ address, directory, clock, log });
    const { upstream, feeds, bus } = line;
    return {
      forLanes: upstream,
      forStore: upstream,
      down: { feeds, onHint: hintsOn(bus) },
      bus,
      close: async () => line.close(),
    };
  }
  const { id } = config.store;
  const forLanes = await brokerUpstream(address, credentialsFile, id, 'forwarder', clock);
  const forStore = await brokerUpstream(address, credentialsFile, id, 'writer', clock);
  const down = await brokerDown(address, credentialsFile, id, log);
  return {
    forLanes,
    forStore,
    down: { feeds: down.feeds, onHint: (listener) => down.onHint(listener) },
    bus: down,
    close: async () => {
      await Promise.all([forLanes.close(), forStore.close(), down.close()]);
    },
  };
}

interface Telling {
  readonly config: StoreConfig;
  readonly hub: TopicHub;
  readonly records: StoreRecords;
  readonly store: StoreRole;
  /** The way to headquarters; undefined where there is none. */
  readonly bus: Pick<Bus, 'publish'> | undefined;
  readonly now: () => number;
  readonly log: Logger;
}

/** Tells staff and headquarters, now and then, how much is still on its way. @returns ends it */
function keepTold({ config, hub, records, store, bus, now, log }: Telling): () => void {
  const backlog = async (): Promise<readonly BacklogView[]> => [
    ...(await store.backlog()),
    ...(await records.backlog()),
  ];
  const tell = async (): Promise<void> => {
    if (bus !== undefined) tellBacklog(bus, storeOrigin(config), await backlog(), now());
  };
  // Headquarters hears of a store when that starts, and not only at the first turn of the clock.
  tell().catch((error: unknown) => log.warn('headquarters was not told of the backlog', { error: String(error) }));
  const ends = [
    everySoOften(TELL_BACKLOG_MS, tell, log),
    everySoOften(BACKLOG_INTERVAL_MS, async () => showBacklog(hub, await backlog()), log),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function showBacklog(hub: TopicHub, views: readonly BacklogView[]): void {
  const merged = mergedBacklogs(views);
  hub.publishEntries('backlog', {
    drop: [...hub.entries('backlog').keys()].filter((key) => !merged.has(key)),
    set: [...merged],
  });
}

function everySoOften(intervalMs: number, work: () => Promise<void>, log: Logger): () => void {
  const timer = setInterval(() => {
    work().catch((error: unknown) => log.warn('something that is done now and then failed', { error: String(error) }));
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

function hostNames(publicUrl: string | undefined): string[] {
  return publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
}

function originOf(publicUrl: string | undefined): string | undefined {
  return publicUrl === undefined ? undefined : new URL(publicUrl).origin;
}
