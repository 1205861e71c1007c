import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { StoreConfig } from '#config/schemas/handrail-config.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { BacklogView } from '#kiosk/api/staff.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { LocalBus } from '#sync/bus/local-bus.ts';
import type { SyncServer } from '#sync/http/server.ts';
import type { Upstream } from '#sync/log/upstream.ts';
import type { PageServer } from '../http/server.ts';
import { systemClock } from '../system-clock.ts';
import { startListener } from './listener.ts';
import { listening } from './listening.ts';
import { storeOrigin } from './origins.ts';
import { RECEIPT_SUBJECTS } from './receipt-line.ts';
import { ReceiptShelf } from './receipt-shelf.ts';
import { openStoreRecords, type StoreRecords } from './store-records.ts';
import { startStoreRole } from './store-role.ts';
import { openUpstreamLine, type UpstreamLine } from './upstream.ts';

export interface StoreStationOptions {
  readonly config: StoreConfig;
  readonly directory: string;
  readonly pagesDirectory: string;
  readonly picturesDirectory: string;
  readonly bus: LocalBus;
  readonly log: Logger;
  readonly clock?: Clock | undefined;
  /** Whether lanes on other machines are let in. */
  readonly listens: boolean;
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
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const hub = new TopicHub(clock);
  const line = lineToHeadquarters(config, directory, clock, log);
  const records = await openStoreRecords({ directory, upstream: line?.upstream, clock, log });
  const store = await startStoreRole({ config, directory, bus, hub, clock, log, upstream: line?.upstream });
  const shelf = new ReceiptShelf(path.join(directory, 'receipts'), systemClock.now);
  const server = await listening({
    pagesDirectory: options.pagesDirectory,
    picturesDirectory: options.picturesDirectory,
    hub,
    log,
    ...config.store.http,
    allowedHosts: hostNames(config.store.http.publicUrl),
    secretFile: path.join(directory, 'store-secret'),
    handlers: store.handlers,
    receiptPage: async (token) => shelf.get(token),
  });
  const publishReceipt = async (html: string): Promise<string> => {
    const token = await shelf.put(html);
    return `${config.store.http.publicUrl ?? server.origin}/r/${token}`;
  };
  bus.offer(RECEIPT_SUBJECTS.all, async (_, { html }) => ({ url: await publishReceipt(String(html)) }));
  const { receiver } = records;
  const { listen } = config.sync;
  const listener = options.listens
    ? await startListener({ origin: storeOrigin(config), directory, listen, receiver, bus, clock, log })
    : undefined;
  await shelf.tidy();
  const ends = [
    everySoOften(TIDY_INTERVAL_MS, async () => shelf.tidy(), log),
    everySoOften(BACKLOG_INTERVAL_MS, async () => showBacklog(hub, records, async () => store.backlog()), log),
  ];
  return {
    server,
    listener,
    direct: records.direct,
    publishReceipt,
    stop: async () => {
      for (const end of ends) end();
      await server.close();
      await listener?.close();
      await store.stop();
      await records.stop();
      await line?.close();
    },
  };
}

function lineToHeadquarters(
  config: StoreConfig,
  directory: string,
  clock: Clock,
  log: Logger,
): UpstreamLine | undefined {
  const address = config.sync.upstream;
  return address === undefined ? undefined : openUpstreamLine({ address, directory, clock, log });
}

async function showBacklog(
  hub: TopicHub,
  records: StoreRecords,
  own: () => Promise<readonly BacklogView[]>,
): Promise<void> {
  const all = [...(await records.backlog()), ...(await own())];
  const entries = all.map((view) => [`${view.origin} to ${view.to}`, view] as const);
  const known = new Set<string>(entries.map(([key]) => key));
  hub.publishEntries('backlog', {
    drop: [...hub.entries('backlog').keys()].filter((key) => !known.has(key)),
    set: entries,
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
