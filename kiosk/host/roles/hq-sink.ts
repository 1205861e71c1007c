import path from 'node:path';
import type { HqConfig } from '#config/schemas/handrail-config.ts';
import type { Clock, Logger } from '#kiosk/lane/ports.ts';
import type { Wish } from '#kiosk/storage/wishes.ts';
import { type LogSink, SinkFailure } from '#sync/log/log-sink.ts';
import { CommandFailure } from '../exit-codes.ts';
import { inboxLogSink } from '../sync/inbox-log-sink.ts';
import { INBOX_FILE } from '../sync/data-files.ts';
import { openFinalInbox } from '../sync/store-inbox.ts';
import { fulfilInInbox, fulfilInSink } from '../sync/wish-keeper.ts';

/** Where headquarters keeps everything. */
export interface HqSink {
  readonly sink: LogSink;
  /** What a person asked for with `handrail sync`, as far as it is for whoever takes rows in. */
  readonly fulfil: (wish: Wish) => Promise<void>;
  close(): Promise<void>;
}

/** The days ahead get their room in the database this often, in milliseconds. */
const PARTITIONS_EVERY_MS = 6 * 3_600_000;

/** @throws CommandFailure when the database cannot be used */
export async function openHqSink(hq: HqConfig['hq'], clock: Clock, log: Logger): Promise<HqSink> {
  const { database } = hq;
  if (database.kind === 'postgres') return openPostgres(database.url, clock, log);
  const inbox = await openFinalInbox(path.join(hq.dataDirectory, INBOX_FILE));
  const sink = inboxLogSink(inbox, () => clock.now());
  return { sink, fulfil: fulfilInInbox(inbox), close: async () => inbox.close() };
}

/** Loaded only where there is such a server. */
async function openPostgres(url: string, clock: Clock, log: Logger): Promise<HqSink> {
  const { PostgresSink } = await import('#sync/postgres/postgres-sink.ts');
  const today = (): string => new Date(clock.now()).toISOString().slice(0, 10);
  try {
    const sink = await PostgresSink.open({ url, today: today() });
    const timer = setInterval(() => {
      sink.makePartitions(today()).catch((error: unknown) => {
        log.warn('no room was made for the days ahead', { error: String(error) });
      });
    }, PARTITIONS_EVERY_MS);
    timer.unref();
    return {
      sink,
      fulfil: fulfilInSink(sink),
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
