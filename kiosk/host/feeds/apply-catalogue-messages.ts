import type { CountryPack } from '#config/schemas/handrail-config.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import type { FeedContent } from '#sync/feed/feed.ts';

/** What a process is started for that makes a catalogue out of what came down. */
export interface CatalogueTask {
  readonly purpose: 'prepare' | 'put-in-force';
  readonly revision: string;
  /** Where the lane's catalogue lives. */
  readonly directory: string;
  /** Where a revision is made ready beside it: a folder on the same disk. */
  readonly staging: string;
  /** A compressed list of articles to begin with. */
  readonly start: ContentFile;
  /** Changes that lead on from there, one after the other. */
  readonly changes: readonly { readonly file: string; readonly to: FeedContent }[];
  /** Where what they lead to is kept, compressed; not used without changes. */
  readonly merged: string;
  /** Compressed; undefined where a catalogue has none. */
  readonly categories: string | undefined;
  /** What is in force, if the changes lead on from just that and its categories stay. */
  readonly before: { readonly revision: string; readonly content: string } | undefined;
  readonly pack: CountryPack;
  /** The day whose rates and rules hold. */
  readonly day: BusinessDay;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface ContentFile {
  readonly file: string;
  readonly content: FeedContent;
}

/** What it tells. */
export type CatalogueNews =
  | { readonly news: 'rows'; readonly rows: number }
  | { readonly news: 'problem'; readonly text: string }
  | { readonly news: 'done'; readonly articles: number; readonly problems: number }
  /** `isForGood`: it will be no better another time. */
  | { readonly news: 'failed'; readonly message: string; readonly isForGood: boolean };
