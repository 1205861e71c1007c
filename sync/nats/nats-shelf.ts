import { FEED_NAMES, type FeedName } from '../feed/feed.ts';
import type { FeedFolder } from '../feed/feed-folder.ts';
import { NatsLine, type NatsOptions } from './nats-line.ts';
import type { ProvisionOptions } from './provision.ts';
import { bringShelf } from './shelf-on-servers.ts';

export interface NatsShelfOptions extends NatsOptions, ProvisionOptions {
  /** What is published at headquarters. */
  readonly folder: FeedFolder;
  /** What keeps a feed, or all of them, from coming to the servers; it is tried again. */
  readonly onProblem: (problem: { readonly feed: FeedName | undefined; readonly error: unknown }) => void;
}

/** How often to look whether something new is on the shelf, in milliseconds. */
const LOOK_MS = 2_000;
/** How often to look whether the servers still hold all of it, in milliseconds. */
const COMPARE_MS = 300_000;
/** The same after something went wrong. */
const AGAIN_MS = 10_000;

/** Keeps on the chain's servers what is on headquarters' shelf, until it is closed. */
export class NatsShelf {
  readonly #options: NatsShelfOptions;
  readonly #line: NatsLine;
  readonly #ended = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  /** What was on the shelf at the last round, and when to go through it again; milliseconds that never go back. */
  #last: { readonly mark: string; readonly againAt: number } | undefined;

  /** What the last round was told of: the same again is no news. */
  #told: ReadonlySet<string> = new Set();

  constructor(options: NatsShelfOptions) {
    this.#options = options;
    this.#line = new NatsLine(options);
    this.#look();
  }

  async close(): Promise<void> {
    this.#ended.abort();
    clearTimeout(this.#timer);
    await this.#line.close();
    await this.#round;
  }

  #look(): void {
    this.#round = this.#bringIfDue().finally(() => {
      if (!this.#ended.signal.aborted) this.#timer = setTimeout(() => this.#look(), LOOK_MS);
    });
  }

  async #bringIfDue(): Promise<void> {
    const { folder, onProblem } = this.#options;
    const mark = JSON.stringify(FEED_NAMES.map((feed) => folder.kept(feed).map(({ manifest }) => manifest.revision)));
    if (mark === this.#last?.mark && performance.now() < this.#last.againAt) return;
    const told = this.#told;
    const found = new Set<string>();
    this.#told = found;
    const trouble = (feed: FeedName | undefined, error: unknown): void => {
      const what = `${feed ?? ''} ${String(error)}`;
      found.add(what);
      if (!told.has(what) && !this.#ended.signal.aborted) onProblem({ feed, error });
    };
    try {
      await bringShelf(this.#line, folder, this.#options, trouble);
    } catch (error) {
      trouble(undefined, error);
    }
    this.#last = { mark, againAt: performance.now() + (found.size === 0 ? COMPARE_MS : AGAIN_MS) };
  }
}
