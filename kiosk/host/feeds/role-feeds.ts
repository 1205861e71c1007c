import path from 'node:path';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { Bus } from '#sync/bus/bus.ts';
import { FEED_NAMES, type FeedName, type FeedSource } from '#sync/feed/feed.ts';
import { FeedFolder } from '#sync/feed/feed-folder.ts';
import { FeedPuller, type PullPace } from '#sync/feed/feed-puller.ts';
import type { FeedApplier } from '#sync/feed/ports.ts';
import { LAN_PATIENCE, WAN_PATIENCE } from '#sync/sender/back-off.ts';

/** What came down, in the data folder of a machine. */
const FEEDS_FOLDER = 'feeds';
/** Within it, what is in force of the feeds that are one file. */
const IN_FORCE_FOLDER = 'in-force';

/** Where a feed that is one file is in force. */
export function inForceFile(dataDirectory: string, feed: FeedName): string {
  return path.join(dataDirectory, FEEDS_FOLDER, IN_FORCE_FOLDER, `${feed}.json`);
}

export function openFeedFolder(dataDirectory: string): FeedFolder {
  return new FeedFolder(path.join(dataDirectory, FEEDS_FOLDER));
}

/** A lane asks its store, in the same building. */
export const LANE_PACE: PullPace = { pollMs: 60_000, hintSpreadMs: 1_000, patience: LAN_PATIENCE };
/** A store asks headquarters, as thousands of others do. */
export const STORE_PACE: PullPace = { pollMs: 300_000, hintSpreadMs: 10_000, patience: WAN_PATIENCE };
/** A machine that is published to on its own disk. */
export const OWN_PACE: PullPace = { pollMs: 10_000, hintSpreadMs: 0, patience: LAN_PATIENCE };

export interface RoleFeedsParts {
  readonly folder: FeedFolder;
  readonly source: FeedSource;
  /** Calls when there may be something new, until it is ended; undefined where nobody gives hints. */
  readonly onHint: ((listener: () => void) => () => void) | undefined;
  readonly appliers: Readonly<Partial<Record<FeedName, FeedApplier>>>;
  readonly mirrors: boolean;
  readonly publisherKeys: readonly string[];
  readonly pace: PullPace;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The feeds of a machine while it runs. */
export interface RoleFeeds {
  /** Resolves when some revision of a feed is in force. */
  untilInForce(feed: FeedName): Promise<void>;
  stop(): Promise<void>;
}

/** Hints of headquarters and of stores: `state.hq.feeds`, `state.0042.store.feeds`. */
const HINTS = ['state.*.feeds', 'state.*.*.feeds'] as const;

/** What whoever serves a shelf says on a bus, as hints. */
export function hintsOn(bus: Bus): (listener: () => void) => () => void {
  return (listener) => {
    const ends = HINTS.map((pattern) => bus.subscribe(pattern, listener));
    return () => {
      for (const end of ends) end();
    };
  };
}

/** @returns undefined where no publisher is trusted, so that nothing is taken */
export function startFeeds(parts: RoleFeedsParts): RoleFeeds | undefined {
  const { onHint, publisherKeys, log } = parts;
  if (publisherKeys.length === 0) {
    log.info('no publisher is trusted (sync.publisherKeys), so nothing comes down');
    return undefined;
  }
  const waiting = new Set<() => void>();
  const puller = new FeedPuller({
    ...parts,
    trusted: new Set(publisherKeys),
    random: Math.random,
    onChange: () => {
      for (const look of waiting) look();
    },
  });
  const endHints = onHint?.(() => puller.hint());
  return {
    untilInForce: async (feed) => {
      const held = Promise.withResolvers<void>();
      const look = (): void => {
        if (puller.status.some((each) => each.feed === feed && each.inForce !== undefined)) held.resolve();
      };
      waiting.add(look);
      look();
      await held.promise;
      waiting.delete(look);
    },
    stop: async () => {
      endHints?.();
      await puller.stop();
    },
  };
}

/** How often to look whether something new is on a shelf, in milliseconds. */
const SHELF_LOOK_MS = 2_000;

/**
 * Tells those who listen when there is something new on a shelf, and what the newest is.
 *
 * @returns ends it
 */
export function announceShelf(folder: FeedFolder, bus: Bus, origin: string, clock: Clock): () => void {
  let told = '';
  let cancel = (): void => {};
  const look = (): void => {
    const newest = FEED_NAMES.map((feed) => [feed, folder.kept(feed).at(-1)?.manifest.revision] as const);
    const revisions = Object.fromEntries(newest.filter(([, revision]) => revision !== undefined));
    const mark = JSON.stringify(revisions);
    if (mark !== told) bus.publish(`state.${origin}.feeds`, { revisions });
    told = mark;
    cancel = clock.after(SHELF_LOOK_MS, look);
  };
  look();
  return () => cancel();
}
