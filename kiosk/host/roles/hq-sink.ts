import { statSync } from 'node:fs';
import path from 'node:path';
import type { HqConfig } from '#config/schemas/handrail-config.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import { trimmableBefore } from '#kiosk/storage/connectors/read-connectors.ts';
import type { Wish } from '#kiosk/storage/wishes.ts';
import { type LogSink, SinkFailure } from '#sync/log/log-sink.ts';
import type { PostgresConnections } from '#sync/postgres/postgres-connections.ts';
import { CommandFailure } from '../exit-codes.ts';
import { CONNECTORS_FILE, INBOX_FILE } from '../sync/data-files.ts';
import { inboxLogSink } from '../sync/inbox-log-sink.ts';
import { keepTrimmed, trimOf } from '../sync/retention.ts';
import { openFinalInbox } from '../sync/store-inbox.ts';
import { fulfilInInbox, fulfilInSink } from '../sync/wish-keeper.ts';

/** How the record stands, for whoever watches. */
export interface SinkState {
  /** Rows that were not understood and that nobody has looked at. */
  readonly heldRows: number;
  /** Its size on the disk. */
  readonly bytes: number;
}

/** Where headquarters keeps everything. */
export interface HqSink {
  readonly sink: LogSink;
  /** What a person asked for with `handrail sync`, as far as it is for whoever takes rows in. */
  readonly fulfil: (wish: Wish) => Promise<void>;
  /** Asks the database or the file; rejects if it cannot be used. */
  state(): Promise<SinkState>;
  close(): Promise<void>;
}

type PostgresDatabase = Extract<HqConfig['hq']['database'], { readonly kind: 'postgres' }>;

const MS_PER_DAY = 86_400_000;
const DAY_LENGTH = 'YYYY-MM-DD'.length;
/** The days ahead get their room in the database this often, and old ones go, in milliseconds. */
const UPKEEP_EVERY_MS = 6 * 3_600_000;

/** @throws CommandFailure when the database cannot be used */
export async function openHqSink(hq: HqConfig['hq'], clock: Clock, log: Logger): Promise<HqSink> {
  const { database } = hq;
  return database.kind === 'postgres' ? openPostgres(hq, database, clock, log) : openFile(hq, clock, log);
}

async function openFile(
  { dataDirectory, keepDays, connectors }: HqConfig['hq'],
  clock: Clock,
  log: Logger,
): Promise<HqSink> {
  const file = path.join(dataDirectory, INBOX_FILE);
  const inbox = await openFinalInbox(file);
  const sink = inboxLogSink(inbox, () => clock.now());
  const readers = {
    file: path.join(dataDirectory, CONNECTORS_FILE),
    inbox: file,
    connectors: connectors.map(({ name }) => name),
  };
  const trim = trimOf(inbox, true);
  const endTrimming =
    keepDays === undefined
      ? undefined
      : keepTrimmed(async (before) => trim(trimmableBefore(before, readers)), keepDays * MS_PER_DAY, { clock, log });
  return {
    sink,
    fulfil: fulfilInInbox(inbox),
    state: async () => {
      const { logs } = await inbox.call('status');
      return { heldRows: logs.reduce((sum, { held }) => sum + held, 0), bytes: statSync(file).size };
    },
    close: async () => {
      endTrimming?.();
      await inbox.close();
    },
  };
}

/** Loaded only where there is such a server. */
async function openPostgres(
  hq: HqConfig['hq'],
  { url, partitions }: PostgresDatabase,
  clock: Clock,
  log: Logger,
): Promise<HqSink> {
  const { PostgresSink } = await import('#sync/postgres/postgres-sink.ts');
  const today = (): string => new Date(clock.now()).toISOString().slice(0, DAY_LENGTH);
  try {
    const sink = await PostgresSink.open({ url, today: today(), partitionSpan: partitions });
    const upkeep = async (): Promise<void> => {
      try {
        await sink.makePartitions(today());
        await dropOld(hq, sink.connections, clock, log);
      } catch (error) {
        log.warn('the database was not looked after; it is tried again later', { error: String(error) });
      }
    };
    const timer = setInterval(() => void upkeep(), UPKEEP_EVERY_MS);
    timer.unref();
    void upkeep();
    return {
      sink,
      fulfil: fulfilInSink(sink),
      state: async () => {
        const [found] = await sink.connections.query<{ held: string; bytes: string }>(
          "SELECT (SELECT count(*) FROM handrail.suspect WHERE state = 'held') AS held, " +
            'pg_database_size(current_database()) AS bytes',
        );
        return { heldRows: Number(found?.held), bytes: Number(found?.bytes) };
      },
      close: async () => {
        clearInterval(timer);
        await sink.close();
      },
    };
  } catch (error) {
    if (error instanceof SinkFailure) throw new CommandFailure(`hq.database: ${error.message}`);
    throw error;
  }
}

async function dropOld(hq: HqConfig['hq'], record: PostgresConnections, clock: Clock, log: Logger): Promise<void> {
  const { keepDays } = hq;
  if (keepDays === undefined) return;
  const { dropOldDays } = await import('../sync/hq-retention.ts');
  const { dropped, kept } = await dropOldDays(record, { connectors: hq, keepDays, now: clock.now() });
  for (const { name } of dropped) log.info('a partition of old days was dropped', { name });
  for (const { partition, why } of kept) log.warn('a partition is old enough and stays', { name: partition.name, why });
}
