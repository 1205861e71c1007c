import { writePrivateFile } from '../identity/private-file.ts';
import { UpstreamFailure } from '../log/upstream.ts';
import { type PeerPatience, retryDelay } from '../sender/back-off.ts';
import path from 'node:path';
import { FEED_NAMES, type FeedName, type FeedSource } from './feed.ts';
import { FeedFollower } from './feed-follower.ts';
import type { FeedFolder } from './feed-folder.ts';
import { FeedProblem } from './feed-problem.ts';
import { FeedStates } from './feed-states.ts';
import { whatToKeep } from './plan.ts';
import type { FeedApplier, FeedClock, FeedLog, FeedStatus } from './ports.ts';

export interface FeedPullerParts {
  readonly source: FeedSource;
  readonly folder: FeedFolder;
  readonly appliers: Readonly<Partial<Record<FeedName, FeedApplier>>>;
  /** A store keeps everything for its lanes; a lane only brings what it uses. */
  readonly mirrors: boolean;
  readonly trusted: ReadonlySet<string>;
  readonly clock: FeedClock;
  readonly random: () => number;
  readonly log: FeedLog;
  readonly pace: PullPace;
  /** Told after each round in which something new was brought or put in force. */
  readonly onChange?: (() => void) | undefined;
}

/** How often to ask, by how many ask the same machine. Milliseconds. */
export interface PullPace {
  readonly pollMs: number;
  /** A hint that there is something new is followed within this time, not by all at once. */
  readonly hintSpreadMs: number;
  readonly patience: PeerPatience;
}

export const STATUS_FILE = 'status.json';
/** How often progress is written down, in milliseconds. */
const STATUS_INTERVAL_MS = 1_000;
/** A file may be here so long before anything names it, in milliseconds. */
const NEEDLESS_FOR_MS = 3_600_000;
/** How often to look whether a person took a revision back, in milliseconds. */
const LOOK_MS = 1_000;

/** Follows all feeds of a machine, one after the other, until it is stopped. */
export class FeedPuller {
  readonly #parts: FeedPullerParts;
  readonly #followers: readonly FeedFollower[];
  readonly #states: FeedStates;
  readonly #ended = new AbortController();
  readonly #running: Promise<void>;
  readonly #first = Promise.withResolvers<void>();
  #failures = 0;
  #isHinted = false;
  #wake = (): void => {};
  #statusWrittenAt = -Infinity;
  #mark = '';

  constructor(parts: FeedPullerParts) {
    this.#parts = parts;
    const { folder, appliers, mirrors, clock } = parts;
    const states = new FeedStates(folder.directory);
    this.#states = states;
    this.#followers = FEED_NAMES.filter((feed) => mirrors || appliers[feed] !== undefined).map(
      (feed) =>
        new FeedFollower({
          ...parts,
          feed,
          states,
          applier: appliers[feed],
          now: () => clock.now(),
          onStatus: () => this.#writeStatus(false),
        }),
    );
    this.#running = this.#run();
  }

  get status(): readonly FeedStatus[] {
    return this.#followers.map((each) => each.status);
  }

  /** Resolves after the first round, whether it went well or not. */
  get firstRound(): Promise<void> {
    return this.#first.promise;
  }

  /** There may be something new: looks within the spread of hints. */
  hint(): void {
    const { clock, random, pace } = this.#parts;
    clock.after(random() * pace.hintSpreadMs, () => {
      // A round that goes on may have asked already: the next one begins as soon as it is over.
      this.#isHinted = true;
      this.#wake();
    });
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      this.#isHinted = false;
      const failure = await this.#round();
      this.#first.resolve();
      this.#writeStatus(true);
      const mark = JSON.stringify(this.status.map(({ feed, inForce }) => [feed, inForce]).concat(this.#shelfMark()));
      if (mark !== this.#mark) this.#parts.onChange?.();
      this.#mark = mark;
      await this.#rest(this.#delayAfter(failure));
    }
  }

  /** @returns the first thing that went wrong; one feed in trouble does not keep the others from coming */
  async #round(): Promise<unknown> {
    const { signal } = this.#ended;
    let failure: unknown;
    for (const follower of this.#followers) {
      for (const work of [() => follower.listen(signal), () => follower.advance(signal)]) {
        if (signal.aborted) return failure;
        try {
          await work();
        } catch (error) {
          if (!signal.aborted) this.#tell(follower, error);
          failure ??= error;
        }
      }
    }
    this.#removeFiles();
    return failure;
  }

  #tell(follower: FeedFollower, error: unknown): void {
    // That nobody is there is told by the line itself, once, and not by each feed at each try.
    if (error instanceof UpstreamFailure && error.code !== 'rejected') return;
    const why = error instanceof Error ? error.message : String(error);
    this.#parts.log.warn('a feed does not come forward for now', { feed: follower.status.feed, why });
  }

  #delayAfter(failure: unknown): number {
    const { pace, random, clock } = this.#parts;
    this.#failures = failure === undefined ? 0 : this.#failures + 1;
    const asked = failure instanceof UpstreamFailure ? failure.retryAfterMs : undefined;
    // What is damaged at the other end is not made good within seconds, and may be large.
    const delay =
      this.#failures === 0 || failure instanceof FeedProblem
        ? pace.pollMs * (0.5 + random())
        : retryDelay(this.#failures, random(), pace.patience, asked);
    const dues = this.#followers.flatMap(({ nextDue }) => (nextDue === undefined ? [] : [nextDue - clock.now()]));
    return Math.max(0, Math.min(delay, ...dues.filter((due) => due > 0)));
  }

  /** Until it is time, somebody says that there is something new, or a person took a revision back. */
  async #rest(delayMs: number): Promise<void> {
    const { clock } = this.#parts;
    const { mark } = this.#states;
    const until = clock.monotonic() + delayMs;
    while (!this.#ended.signal.aborted && !this.#isHinted && this.#states.mark === mark) {
      const left = until - clock.monotonic();
      if (left <= 0) return;
      const rested = Promise.withResolvers<void>();
      const cancel = clock.after(Math.min(left, LOOK_MS), () => rested.resolve());
      this.#wake = () => rested.resolve();
      await rested.promise;
      cancel();
      this.#wake = () => {};
    }
  }

  #shelfMark(): [FeedName, string][] {
    const { folder } = this.#parts;
    return FEED_NAMES.map((feed) => [feed, folder.kept(feed).at(-1)?.manifest.revision ?? '']);
  }

  /** Files that no revision of any feed needs; on a lane those that were used to put something together as well. */
  #removeFiles(): void {
    const { folder, clock } = this.#parts;
    const states = this.#states;
    const files = new Set(this.#followers.flatMap(({ coming }) => coming));
    const contents = new Set<string>();
    for (const feed of FEED_NAMES) {
      const manifests = folder.kept(feed).map(({ manifest }) => manifest);
      for (const sha256 of whatToKeep(manifests, states.of(feed).inForce, clock.now()).files) files.add(sha256);
      for (const { content } of manifests) contents.add(content.sha256);
    }
    folder.removeFilesBut(files, clock.now() - NEEDLESS_FOR_MS);
    folder.removeContentsBut(contents);
  }

  #writeStatus(isForced: boolean): void {
    const { clock, folder, log } = this.#parts;
    const at = clock.monotonic();
    if (!isForced && at - this.#statusWrittenAt < STATUS_INTERVAL_MS) return;
    this.#statusWrittenAt = at;
    try {
      const text = JSON.stringify({ at: clock.now(), feeds: this.status });
      writePrivateFile(path.join(folder.directory, STATUS_FILE), `${text}\n`);
    } catch (error) {
      log.warn('how far feeds are cannot be written down', { why: String(error) });
    }
  }
}
