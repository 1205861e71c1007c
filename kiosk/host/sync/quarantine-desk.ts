import { userInfo } from 'node:os';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { leaveWish } from '#kiosk/storage/wishes.ts';
import type { LogName } from '#sync/log/log.ts';
import type { PostgresConnections } from '#sync/postgres/postgres-connections.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { logsOf, quarantineOf, rowOf, type QuarantinedRow } from './quarantine.ts';
import { recordPlace, withRecord } from './record-place.ts';

/** What of a log's name a person gave; what is left out has to follow from what is there. */
export interface LogOptions {
  readonly origin?: string;
  readonly epoch?: string;
}

/** Where a person looks at what was held back, and says what becomes of it. */
export interface QuarantineDesk {
  /** What waits or was decided. */
  rows(): Promise<readonly QuarantinedRow[]>;
  logs(): Promise<readonly LogName[]>;
  /** One row as it was written; undefined if it is not there. */
  row(log: LogName, seq: number): Promise<JournalRow | undefined>;
  /** @returns what became of it, in the words of a report; undefined if no such row waits */
  decide(decision: Decision): Promise<string | undefined>;
}

interface Decision {
  readonly type: 'release' | 'drop';
  readonly log: LogName;
  readonly seq: number;
  readonly reason: string;
}

/** More than a person goes through by hand; once some are decided, the others follow. */
const SHOWN_MAX = 10_000;

/**
 * Lends the desk of a journal, an inbox, or the database of a headquarters.
 *
 * @throws StorageError, ConfigurationError, CommandFailure when that cannot be used
 */
export async function atQuarantineDesk<T>(named: string, work: (desk: QuarantineDesk) => Promise<T>): Promise<T> {
  const place = recordPlace(named);
  if (place.kind === 'file') return work(deskOfFile(place.file));
  return withRecord(place.url, async (record) => work(await deskOfDatabase(record)));
}

/** The log that a desk holds, or the one of several that was named. */
export async function logAt(
  desk: Pick<QuarantineDesk, 'logs'>,
  named: string,
  { origin, epoch }: LogOptions,
): Promise<LogName> {
  const logs = await desk.logs();
  const fitting = logs.filter((log) => (origin ?? log.origin) === log.origin && (epoch ?? log.epoch) === log.epoch);
  const [only] = fitting;
  if (only === undefined) throw new CommandFailure(`${named}: there is no such log; it holds ${logs.length}`);
  if (fitting.length > 1) {
    throw new CommandFailure(`${named}: ${fitting.length} logs fit; name one with --origin and --epoch`);
  }
  return only;
}

/** A file has one writer: it is asked, and takes the decision up within seconds. */
function deskOfFile(file: string): QuarantineDesk {
  return {
    rows: async () => quarantineOf(file),
    logs: async () => logsOf(file),
    row: async (log, seq) => rowOf(file, log, seq),
    decide: async ({ type, log, seq, reason }) => {
      const isThere = quarantineOf(file).some((row) => isAt(row, log, seq));
      if (!isThere) return undefined;
      leaveWish(file, { type, ...log, seq, reason, at: Date.now() });
      return 'asked for';
    },
  };
}

/** A database has many writers, and is told at once. */
async function deskOfDatabase(record: PostgresConnections): Promise<QuarantineDesk> {
  const { decideQuarantined, suspects } = await import('#sync/postgres/quarantine.ts');
  const { storedLogs, storedRow } = await import('#sync/postgres/stored-rows.ts');
  return {
    rows: async () =>
      (await suspects(record, SHOWN_MAX)).map(({ decidedBy, decidedReason, ...row }) => ({
        ...row,
        why: 'not-understood',
        note: decidedBy === undefined ? null : `${decidedBy}: ${decidedReason ?? ''}`,
      })),
    logs: async () => storedLogs(record),
    row: async (log, seq) => storedRow(record, log, seq),
    decide: async ({ type, log, seq, reason }) => {
      const state = type === 'release' ? 'released' : 'dropped';
      const by = userInfo().username;
      return (await decideQuarantined(record, { log, seq, state, by, reason })) ? 'done' : undefined;
    },
  };
}

function isAt(row: QuarantinedRow, log: LogName, seq: number): boolean {
  return row.origin === log.origin && row.epoch === log.epoch && row.seq === seq;
}

/** @throws CommandFailure with the code for "no": there is nothing to decide on */
export function notHeld(named: string, seq: number, { origin }: LogName): CommandFailure {
  return new CommandFailure(`${named}: row ${seq} of ${origin} is not held back`, EXIT.no);
}
