import { readFileSync } from 'node:fs';
import path from 'node:path';
import { STATUS_FILE } from '#sync/feed/feed-puller.ts';
import type { FeedStatus } from '#sync/feed/ports.ts';

export interface WrittenStatus {
  /** When it was written, in milliseconds since 1970. */
  readonly at: number;
  readonly feeds: readonly FeedStatus[];
}

/** What the machine wrote down last; undefined if it never did. */
export function statusIn(folder: string): WrittenStatus | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, STATUS_FILE), 'utf8')) as WrittenStatus;
  } catch {
    return undefined;
  }
}

const MS_PER_S = 1_000;

export function statusInWords({ at, feeds }: WrittenStatus, now: number): string {
  const age = Math.max(0, Math.round((now - at) / MS_PER_S));
  return [`As of ${age} s ago:`, ...feeds.flatMap(linesOf)].map((line) => `${line}\n`).join('');
}

function linesOf({ feed, inForce, refused, next, doing, problem }: FeedStatus): readonly string[] {
  const lines = [`${feed.padEnd('configuration'.length)}  ${inForce ?? 'nothing yet'}`];
  if (next !== undefined) lines.push(`  next: ${next.revision} from ${new Date(next.validFrom).toISOString()}`);
  if (doing?.what === 'downloading') {
    const percent = Math.floor((100 * doing.bytes) / Math.max(1, doing.of));
    lines.push(`  downloading ${doing.revision}: ${doing.bytes} of ${doing.of} bytes (${percent} %)`);
  }
  if (doing?.what === 'applying') lines.push(`  making ${doing.revision} ready: ${doing.rows} rows`);
  if (problem !== undefined) lines.push(`  in trouble: ${problem}`);
  if (refused.length > 0) lines.push(`  refused: ${refused.join(', ')}`);
  return lines;
}
