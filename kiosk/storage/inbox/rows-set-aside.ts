import type { Database } from '../database.ts';
import type { SetAsideRow } from '../journal/outbox.ts';

/** Rows of a log that the next hop could not take; none for a log that is not kept. */
export function rowsSetAside(database: Database, log: number | undefined): readonly SetAsideRow[] {
  return database
    .prepare<[number | null], SetAsideRow>(
      'SELECT seq, code, detail, wall, resolution FROM dead WHERE log = ? ORDER BY seq',
    )
    .all(log ?? null);
}
