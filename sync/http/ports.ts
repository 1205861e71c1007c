import type { FeedName, FeedSource } from '../feed/feed.ts';
import type { IdentityClock } from '../identity/ports.ts';
import type { PushAnswer, PushRequest } from '../log/log.ts';

export type { IdentityLog as SyncLog } from '../identity/ports.ts';

/** Time, handed in so that a test can hold it. */
export interface SyncClock extends IdentityClock {
  /** Calls back once after the delay; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Judges and commits what a peer brings. */
export interface PushReceiver {
  /**
   * @param from `writer` for the machine's own log, `forwarder` for one that it brings for another
   * @throws UpstreamFailure busy, rejected
   */
  receive(request: PushRequest, from: 'writer' | 'forwarder'): Promise<PushAnswer>;
}

/** What a server gives out of feeds: its files are known by size before they are read. */
export interface FeedShelf extends FeedSource {
  /** The size of a file in bytes; undefined if it is not here, or no revision of these feeds is made of it. */
  fileBytes(sha256: string, feeds: readonly FeedName[]): Promise<number | undefined>;
}
