import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from '../identity/private-file.ts';
import { FEED_NAMES, type FeedName } from './feed.ts';
import type { FeedState } from './plan.ts';

const STATE_FILE = 'state.json';
/** More than can ever be on a shelf at a time. */
const REFUSED_MAX = 200;

const stateSchema = z.object({
  inForce: z.string().optional(),
  former: z.string().optional(),
  refused: z.array(z.string()).max(REFUSED_MAX).default([]),
});
const statesSchema = z.partialRecord(z.enum(FEED_NAMES as readonly [FeedName, ...FeedName[]]), stateSchema);

export interface KeptState extends FeedState {
  /** What held before, and can be gone back to. */
  readonly former?: string | undefined;
}

/** What holds of each feed on this machine, and what is never to be used: one small file, always whole. */
export class FeedStates {
  readonly #file: string;

  constructor(directory: string) {
    this.#file = path.join(directory, STATE_FILE);
  }

  /** Read anew each time: a person may have taken a revision back meanwhile. */
  of(feed: FeedName): KeptState {
    const state = this.#all()[feed];
    return { inForce: state?.inForce, former: state?.former, refused: state?.refused ?? [] };
  }

  nowInForce(feed: FeedName, revision: string): void {
    const state = this.of(feed);
    if (state.inForce === revision) return;
    this.#write(feed, { ...state, inForce: revision, former: state.inForce });
  }

  refuse(feed: FeedName, revision: string): void {
    const state = this.of(feed);
    if (state.refused.includes(revision)) return;
    this.#write(feed, { ...state, refused: [...state.refused, revision].slice(-REFUSED_MAX) });
  }

  /**
   * Says no to what holds. What held before is the newest that is left, and comes into force again.
   *
   * @returns the revision that was taken back, or undefined where there is none to go back to
   */
  goBack(feed: FeedName): { readonly from: string; readonly to: string } | undefined {
    const { inForce, former, refused } = this.of(feed);
    if (inForce === undefined || former === undefined) return undefined;
    this.#write(feed, { inForce: undefined, refused: [...refused, inForce].slice(-REFUSED_MAX) });
    return { from: inForce, to: former };
  }

  /** What held is gone from this machine, and comes into force once more; what was refused stays so. */
  forget(feed: FeedName): void {
    const { inForce, refused } = this.of(feed);
    if (inForce !== undefined) this.#write(feed, { inForce: undefined, refused });
  }

  /** Changes when somebody else writes the file. */
  get mark(): string {
    const stats = statSync(this.#file, { throwIfNoEntry: false });
    return stats === undefined ? '' : `${stats.mtimeMs}:${stats.ino}`;
  }

  #write(feed: FeedName, state: KeptState): void {
    writePrivateFile(this.#file, `${JSON.stringify({ ...this.#all(), [feed]: state })}\n`);
  }

  /** A file that cannot be read is as none: everything is put in force once more, which changes nothing. */
  #all(): z.output<typeof statesSchema> {
    try {
      return statesSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return {};
    }
  }
}
