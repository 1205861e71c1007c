import { randomUUID } from 'node:crypto';
import { type JournalClient, openJournal } from '#kiosk/storage/journal/journal-client.ts';
import type { BenchRoom } from '../bench.ts';
import { soldRows } from './sold-rows.ts';

/** Rows that one commit takes while the queue is made. */
const ROWS_AT_ONCE = 2_000;
/** Sales that differ; after them the same ones come again, under other numbers and hashes. */
export const DIFFERENT_ROWS = 10_000;

/** A lane's journal, full of sales that nobody has fetched yet. */
export async function queuedJournal(room: BenchRoom, file: string, rows: number): Promise<JournalClient> {
  const origin = 'lane-1';
  const journal = await openJournal(file, { origin, newEpoch: randomUUID(), now: 0 });
  room.defer(() => journal.close());
  const sold = soldRows({ origin, epoch: randomUUID() }, Math.min(rows, DIFFERENT_ROWS)).rows;
  for (let written = 0; written < rows; written += ROWS_AT_ONCE) {
    const entries = Array.from({ length: Math.min(ROWS_AT_ONCE, rows - written) }, (_, index) => {
      const row = sold[(written + index) % sold.length];
      return { id: row?.id ?? '', kind: row?.kind ?? '', body: row?.body ?? '' };
    });
    await journal.append({ businessDay: '2026-09-21', wall: 1_790_000_000_000, monotonic: written, entries });
  }
  return journal;
}
