import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName } from '../log/log.ts';
import { genesisMark, hashOfRow } from '../log/row-hash.ts';
import { isTombstone } from '../log/tombstone.ts';
import type { DayRange } from './partition-plan.ts';
import { partitions } from './partitions.ts';
import type { PostgresConnections } from './postgres-connections.ts';
import { storedLogs, storedRows, type StoredLog } from './stored-rows.ts';

/** What one log of the record was found to be. */
export interface RecordLogReport extends LogName {
  /** Rows that are gone because days as old as theirs were dropped. */
  readonly trimmed: number;
  /** Rows that were found right. */
  readonly rows: number;
  /** Rows that stand for one that was set aside where it was written; what they held cannot be proven here. */
  readonly tombstones: number;
  readonly fault: { readonly seq: number; readonly detail: string } | undefined;
}

const ROWS_AT_ONCE = 1_000;
const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * Checks every row and link of the logs of headquarters' database. Nothing is changed, and headquarters may be at work:
 * each log is checked up to the mark that it has when it is looked at. Rows may be missing only where days that lie
 * between their neighbours have no partition any more; the first row after such a hole cannot be proven by the one
 * before it.
 *
 * @param today YYYY-MM-DD
 * @throws SinkFailure when the database cannot be read
 */
export async function verifyRecord(
  connections: PostgresConnections,
  today: string,
  only: Partial<LogName> = {},
): Promise<readonly RecordLogReport[]> {
  const kept = await connections.withClient((client) => partitions(client));
  const reports: RecordLogReport[] = [];
  for (const log of await storedLogs(connections)) {
    if ((only.origin ?? log.origin) !== log.origin || (only.epoch ?? log.epoch) !== log.epoch) continue;
    const chain = new RecordChain(log, kept, today);
    await readThrough(connections, log, (row) => chain.take(row));
    reports.push(chain.report());
  }
  return reports;
}

/** Shows the rows of a log up to its mark, one after the other, as long as somebody wants to see more. */
export async function readThrough(
  connections: PostgresConnections,
  log: StoredLog,
  take: (row: JournalRow) => boolean,
): Promise<void> {
  let after = 0;
  while (after < log.markSeq) {
    const page = await storedRows(connections, log, after, ROWS_AT_ONCE);
    for (const row of page) {
      if (row.seq > log.markSeq || !take(row)) return;
      after = row.seq;
    }
    if (page.length < ROWS_AT_ONCE) return;
  }
}

/** Follows the rows of one log. */
class RecordChain {
  readonly #log: StoredLog;
  readonly #kept: readonly DayRange[];
  readonly #today: string;
  #seq = 0;
  /** Undefined behind rows that are gone. */
  #hash: string | undefined;
  /** The day of the last row that has one. */
  #day: string | undefined;
  #rows = 0;
  #trimmed = 0;
  #tombstones = 0;
  #fault: RecordLogReport['fault'];

  constructor(log: StoredLog, kept: readonly DayRange[], today: string) {
    this.#log = log;
    this.#kept = kept;
    this.#today = today;
    this.#hash = genesisMark(log).hash;
  }

  /** @returns whether the rows behind are worth a look */
  take(row: JournalRow): boolean {
    // What was set aside where it was written may stand under a day that is none.
    const day = !isTombstone(row) && DAY.test(row.businessDay) ? row.businessDay : undefined;
    if (row.seq !== this.#seq + 1) this.#leap(row.seq, day ?? this.#today);
    if (this.#fault !== undefined) return false;
    const isRight = isTombstone(row) || this.#hash === undefined || row.hash === hashOfRow(row, this.#hash);
    if (!isRight) {
      const detail = `row ${row.seq}: what it holds, or the row before it, is not what was hashed`;
      this.#fault = { seq: row.seq, detail };
      return false;
    }
    if (isTombstone(row)) this.#tombstones += 1;
    this.#rows += 1;
    this.#seq = row.seq;
    this.#hash = row.hash;
    this.#day = day ?? this.#day;
    return true;
  }

  report(): RecordLogReport {
    const { origin, epoch, markSeq, markHash } = this.#log;
    if (this.#fault === undefined && this.#seq < markSeq) this.#leap(markSeq + 1, this.#today);
    if (this.#fault === undefined && this.#seq === markSeq && this.#hash !== undefined && this.#hash !== markHash) {
      this.#fault = { seq: markSeq, detail: `row ${markSeq} is another one than the mark says` };
    }
    const found = { rows: this.#rows, trimmed: this.#trimmed, tombstones: this.#tombstones, fault: this.#fault };
    return { origin, epoch, ...found };
  }

  /** Goes on behind rows that are not there, if they are allowed to be gone. */
  #leap(to: number, day: string): void {
    const missing = to - this.#seq - 1;
    if (!this.#hasDroppedDays(day)) {
      const first = this.#seq + 1;
      const which = missing === 1 ? `row ${first} is` : `rows ${first} to ${to - 1} are`;
      this.#fault = { seq: first, detail: `${which} missing, and no days between their neighbours were dropped` };
      return;
    }
    this.#trimmed += missing;
    this.#seq = to - 1;
    this.#hash = undefined;
  }

  /** Whether a day from that of the last row to a given one has no partition; before the first row there is one. */
  #hasDroppedDays(until: string): boolean {
    if (this.#day === undefined) return true;
    let day = this.#day;
    for (const { from, to } of this.#kept) {
      if (from > day) break;
      if (to > day) day = to;
    }
    return day <= until;
  }
}
