import type { ConfigurationProblem } from '#config/configuration-error.ts';
import type { CountryPack } from '#config/schemas/handrail-config.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import type { FeedContent } from '#sync/feed/feed.ts';
import type { PreparedArticles } from '#kiosk/storage/catalogue/article-preparer.ts';
import type { Shared } from '#kiosk/storage/catalogue/article-row.ts';

/** What the reading thread is started with. */
export interface ReaderData {
  readonly file: string;
  /** What it holds when it is unpacked; undefined where it is plain. */
  readonly content?: FeedContent | undefined;
  readonly pack: CountryPack;
  /** The day whose tax rates, deposits and age rules the articles get. */
  readonly day: BusinessDay;
}

/** What it tells; each batch is answered with any message once it was taken. */
export type ReaderMessage =
  | {
      readonly type: 'batch';
      readonly prepared: PreparedArticles;
      readonly problems: readonly ConfigurationProblem[];
      readonly bytesRead: number;
    }
  | { readonly type: 'end'; readonly shared: readonly Shared[] }
  | { readonly type: 'failed'; readonly message: string };

export const BATCHES_AHEAD_MAX = 8;

export function isSpreadsheet(file: string): boolean {
  return file.toLowerCase().endsWith('.csv');
}
