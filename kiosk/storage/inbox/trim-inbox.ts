import type { InboxStore } from './inbox-store.ts';
import { storedLogs, type StoredLog } from './stored-logs.ts';

/** Rows that are removed in one commit, so that no push waits long behind it. */
const ROWS_AT_ONCE = 1_000;

/**
 * Moves the beginning of every log past what is settled, looked at by a person where one had to, and older than a time,
 * and removes some of the rows before it.
 *
 * @param before milliseconds since 1970
 * @param evenFinal also where this is the final system, so that what goes is nowhere else
 * @returns how many rows went; call again until none does
 */
export function trimInbox(store: InboxStore, before: number, evenFinal = false): number {
  if (store.isFinal && !evenFinal) return 0;
  let removed = 0;
  for (const log of storedLogs(store.database)) {
    const upTo = trimmable(store, log, before);
    if (upTo > log.startSeq) {
      store.commit(() =>
        store.database
          .prepare(
            'UPDATE log SET trim_before = @before, start_seq = @upTo, ' +
              'start_hash = (SELECT hash FROM row WHERE log = @log AND seq = @upTo) WHERE log = @log',
          )
          .run({ before, upTo, log: log.log }),
      );
    }
    removed += removeTrimmed(store, log.log, ROWS_AT_ONCE - removed);
    if (removed >= ROWS_AT_ONCE) return removed;
  }
  return removed;
}

function trimmable(store: InboxStore, { log, startSeq, settledSeq }: StoredLog, before: number): number {
  if (settledSeq <= startSeq) return 0;
  const { database } = store;
  const young = database
    .prepare<[number, number, number, number], number>(
      'SELECT seq FROM row WHERE log = ? AND seq > ? AND seq <= ? AND wall >= ? ORDER BY seq LIMIT 1',
    )
    .pluck()
    .get(log, startSeq, settledSeq, before);
  const waiting = database
    .prepare<[number, number], number>(
      "SELECT seq FROM suspect WHERE log = ? AND state = 'held' UNION ALL " +
        'SELECT seq FROM dead WHERE log = ? AND resolution IS NULL ORDER BY seq LIMIT 1',
    )
    .pluck()
    .get(log, log);
  return Math.min(settledSeq, (young ?? Infinity) - 1, (waiting ?? Infinity) - 1);
}

function removeTrimmed(store: InboxStore, log: number, rows: number): number {
  const removed = store.database.prepare(
    'DELETE FROM row WHERE log = @log AND seq IN (SELECT seq FROM row WHERE log = @log AND ' +
      'seq <= (SELECT start_seq FROM log WHERE log = @log) ORDER BY seq LIMIT @rows)',
  );
  return store.commit(() => removed.run({ log, rows }).changes);
}
