import type { KnownPeer } from '../identity/known-peers.ts';
import { FEED_NAMES, type FeedName } from './feed.ts';

/** What is for stores alone: who may sign in there, with what their PINs and badges are checked against. */
const OF_STORES: ReadonlySet<FeedName> = new Set(['staff']);

/**
 * What a machine may read of what comes down. One that brings the logs of others is a store and gets everything, for
 * itself and to pass on; one that brings nothing but its own is a lane and gets what it sells and shows.
 */
export function feedsFor({ origin, carries }: Pick<KnownPeer, 'origin' | 'carries'>): readonly FeedName[] {
  const isStore = carries.some((pattern) => pattern !== origin);
  return isStore ? FEED_NAMES : FEED_NAMES.filter((feed) => !OF_STORES.has(feed));
}
