import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { isTombstone } from '../log/tombstone.ts';

/** The families of rows that this version knows. */
const FAMILIES: ReadonlySet<string> = new Set(['transaction', 'payment', 'assist', 'lane', 'store']);

/**
 * What a store flags that sends everything on: rows that it did not get. To understand the others is for headquarters,
 * which has the newest version of all; a store need not even read them.
 */
export function whatIsMissing(row: JournalRow): string | undefined {
  return isTombstone(row) ? 'a tombstone: the row itself was set aside where it was written' : undefined;
}

/**
 * What cannot be understood in a row. It is taken in all the same: refusing it would hold up every sale behind it, and
 * it was paid.
 */
export function whatIsNotUnderstood(row: JournalRow): string | undefined {
  const missing = whatIsMissing(row);
  if (missing !== undefined) return missing;
  const [family = ''] = row.kind.split('.', 1);
  if (!FAMILIES.has(family)) return `of a kind that is not known here: ${row.kind}`;
  let body: unknown;
  try {
    body = JSON.parse(row.body);
  } catch {
    return 'its body is not JSON';
  }
  const version = typeof body === 'object' && body !== null && 'v' in body ? body.v : undefined;
  return Number.isSafeInteger(version) ? undefined : 'its body has no version';
}
