import path from 'node:path';
import type { StoreConfig } from '#config/schemas/handrail-config.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { LocalBus } from '#sync/bus/local-bus.ts';
import type { FeedName, FeedSource } from '#sync/feed/feed.ts';
import type { FeedFolder } from '#sync/feed/feed-folder.ts';
import type { FeedApplier } from '#sync/feed/ports.ts';
import { storeOrigin } from '../roles/origins.ts';
import { staffProblems } from './check-small-feed.ts';
import { FileApplier } from './file-applier.ts';
import { configurationApplier, firstOf } from './lane-feeds.ts';
import { announceShelf, openFeedFolder, OWN_PACE, startFeeds, STORE_PACE } from './role-feeds.ts';

export interface StoreFeedsParts {
  readonly config: StoreConfig;
  readonly directory: string;
  /** The store's own list of staff, where no setting names another one. */
  readonly staffFile: string;
  /** Headquarters, and where it gives hints; undefined where the store publishes for itself. */
  readonly line: { readonly feeds: FeedSource; readonly onHint: (listener: () => void) => () => void } | undefined;
  readonly bus: LocalBus;
  readonly configurationWrong: ((text: string) => string | undefined) | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a store has for its lanes. */
export interface StoreFeeds {
  readonly folder: FeedFolder;
  stop(): Promise<void>;
}

/** Brings down everything and keeps it for the lanes, headquarters or not; what is the store's own it uses. */
export function startStoreFeeds(parts: StoreFeedsParts): StoreFeeds {
  const { config, directory, line, bus, clock, log } = parts;
  const folder = openFeedFolder(directory);
  const feeds = startFeeds({
    folder,
    source: line?.feeds ?? folder,
    onHint: line?.onHint,
    appliers: storeAppliers(parts),
    mirrors: true,
    publisherKeys: config.sync.publisherKeys,
    pace: line === undefined ? OWN_PACE : STORE_PACE,
    clock,
    log,
  });
  const endAnnouncing = announceShelf(folder, bus, storeOrigin(config), clock);
  return {
    folder,
    stop: async () => {
      endAnnouncing();
      await feeds?.stop();
    },
  };
}

function storeAppliers({
  config,
  directory,
  staffFile,
  configurationWrong,
  log,
}: StoreFeedsParts): Partial<Record<FeedName, FeedApplier>> {
  const appliers: Partial<Record<FeedName, FeedApplier>> = {};
  if (config.store.staffFile === undefined) {
    const wrongWith = (text: string): string | undefined => firstOf(staffProblems(text, path.basename(staffFile)));
    appliers.staff = new FileApplier({ file: staffFile, wrongWith });
  } else {
    log.info('the staff are those of the file that store.staffFile names, and do not come down');
  }
  if (configurationWrong !== undefined) {
    appliers.configuration = configurationApplier(directory, configurationWrong, log);
  }
  return appliers;
}
