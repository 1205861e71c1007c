import { resolve } from 'node:path';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { hasCompanions } from '../database.ts';
import { openInboxStore } from '../inbox/inbox-store.ts';
import type { LogKey } from '../inbox/inbox-types.ts';
import { readingInbox } from '../inbox/verify-inbox.ts';
import { hasLiveWriter } from '../writer-lock.ts';

/** Every log of an inbox with its last row. The file is only read, and whoever writes to it goes on. */
export function inboxHeads(file: string): readonly (LogKey & { readonly head: number })[] {
  mend(file);
  return readingInbox(file, (database) =>
    database
      .prepare<[], LogKey & { readonly head: number }>('SELECT origin, epoch, mark_seq AS head FROM log ORDER BY log')
      .all(),
  );
}

export interface InboxPage {
  readonly rows: readonly JournalRow[];
  /** Rows that a person has said to leave out of what is made of rows. */
  readonly leftOut: readonly number[];
}

/** Rows after a place, one at least if there is one; what was trimmed is missing at the beginning. */
export function inboxPage(
  file: string,
  { origin, epoch }: LogKey,
  afterSeq: number,
  limits: { readonly rows: number; readonly bytes: number },
): InboxPage {
  return readingInbox(file, (database) => {
    const log = database
      .prepare<[string, string], number>('SELECT log FROM log WHERE origin = ? AND epoch = ?')
      .pluck()
      .get(origin, epoch);
    if (log === undefined) return { rows: [], leftOut: [] };
    const read = database.prepare<[number, number, number], JournalRow>(
      'SELECT seq, id, kind, business_day AS businessDay, wall, boot, monotonic, CAST(body AS TEXT) AS body, ' +
        'lower(hex(hash)) AS hash FROM row WHERE log = ? AND seq > ? ORDER BY seq LIMIT ?',
    );
    const rows: JournalRow[] = [];
    let bytes = 0;
    for (const row of read.iterate(log, afterSeq, limits.rows)) {
      bytes += row.body.length;
      if (rows.length > 0 && bytes > limits.bytes) break;
      rows.push(row);
    }
    const leftOut = database
      .prepare<[number, number, number], number>(
        "SELECT seq FROM suspect WHERE log = ? AND seq > ? AND seq <= ? AND state = 'dropped'",
      )
      .pluck()
      .all(log, afterSeq, rows.at(-1)?.seq ?? afterSeq);
    return { rows, leftOut };
  });
}

/** What a killed writer left beside its file is written back once, instead of being copied at each look. */
function mend(file: string): void {
  const path = resolve(file);
  if (hasCompanions(path) && !hasLiveWriter(path)) openInboxStore(path).close();
}
