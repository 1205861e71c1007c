import path from 'node:path';
import type { StoreConfig } from '#config/schemas/handrail-config.ts';
import { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import type { PageServer } from '../http/server.ts';
import { systemClock } from '../system-clock.ts';
import { listening } from './listening.ts';
import { ReceiptShelf } from './receipt-shelf.ts';
import { startStoreRole } from './store-role.ts';

export interface StoreStationOptions {
  readonly config: StoreConfig;
  readonly directory: string;
  readonly pagesDirectory: string;
  readonly picturesDirectory: string;
  readonly bus: AskingBus;
  readonly log: Logger;
  readonly clock?: Clock | undefined;
}

/** A store with its staff page and its receipts. */
export interface StoreStation {
  readonly server: PageServer;
  publishReceipt(html: string): Promise<string>;
  stop(): Promise<void>;
}

/** How often receipts that are too old are taken down, in milliseconds. */
const TIDY_INTERVAL_MS = 3_600_000;

/** Resolves when the staff page can be opened. */
export async function startStoreStation(options: StoreStationOptions): Promise<StoreStation> {
  const { config, directory, bus, log } = options;
  const clock = options.clock ?? systemClock;
  const hub = new TopicHub(clock);
  const store = await startStoreRole({ config, directory, bus, hub, clock, log });
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
  await shelf.tidy();
  const tidying = setInterval(() => {
    shelf.tidy().catch((error: unknown) => log.warn('receipts were not tidied', { error: String(error) }));
  }, TIDY_INTERVAL_MS);
  tidying.unref();
  return {
    server,
    publishReceipt: async (html) => {
      const token = await shelf.put(html);
      return `${config.store.http.publicUrl ?? server.origin}/r/${token}`;
    },
    stop: async () => {
      clearInterval(tidying);
      await server.close();
      await store.stop();
    },
  };
}

function hostNames(publicUrl: string | undefined): string[] {
  return publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
}
