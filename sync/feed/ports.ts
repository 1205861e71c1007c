import type { FeedManifest, FeedName } from './feed.ts';
import type { FeedFolder } from './feed-folder.ts';
import type { Route } from './route.ts';

/** A revision of which all files are here. */
export interface FeedWork {
  readonly manifest: FeedManifest;
  /** What holds at the moment, as far as it is known here. */
  readonly before: FeedManifest | undefined;
  readonly folder: FeedFolder;
  /** How the content is put together. */
  readonly route: Route;
  readonly onRows: (rows: number) => void;
  readonly signal: AbortSignal;
}

/** Puts what came down where it is used. Each call may be repeated after a kill, at any point, with the same effect. */
export interface FeedApplier {
  /**
   * Makes a revision ready beside what holds, days before it does itself.
   *
   * @throws FeedProblem unreadable: it can never be used. Anything else is tried again.
   */
  prepare(work: FeedWork): Promise<void>;
  /** Puts it in force in one step. What it needs was prepared before, unless that was lost. Throws the same. */
  putInForce(work: FeedWork): Promise<void>;
}

export interface FeedClock {
  now(): number;
  monotonic(): number;
  after(delayMs: number, callback: () => void): () => void;
}

export interface FeedLog {
  info(message: string, data?: Readonly<Record<string, unknown>>): void;
  warn(message: string, data?: Readonly<Record<string, unknown>>): void;
  error(message: string, data?: Readonly<Record<string, unknown>>): void;
}

/** How a feed stands, for a person. */
export interface FeedStatus {
  readonly feed: FeedName;
  readonly inForce: string | undefined;
  readonly refused: readonly string[];
  /** Ready or on its way, and from when it holds. */
  readonly next?: { readonly revision: string; readonly validFrom: number } | undefined;
  readonly doing?: FeedActivity | undefined;
  /** The last thing that went wrong, as long as it does. */
  readonly problem?: string | undefined;
}

export type FeedActivity =
  | { readonly what: 'downloading'; readonly revision: string; readonly bytes: number; readonly of: number }
  | { readonly what: 'applying'; readonly revision: string; readonly rows: number };
