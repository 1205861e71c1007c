import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { isTombstone } from '../log/tombstone.ts';

/** The families of rows that this version knows. */
const FAMILIES: ReadonlySet<string> = new Set(['transaction', 'payment', 'assist', 'lane', 'store']);

/**
 * What cannot be understood in a row. It is taken in all the same: refusing it would hold up every sale behind it, and
 * it was paid.
 */
export function whatIsNotUnderstood(row: JournalRow): string | undefined {
  if (isTombstone(row)) return 'a tombstone: the row itself was set aside where it was written';
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
