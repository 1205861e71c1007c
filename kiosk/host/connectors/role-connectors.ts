import path from 'node:path';
import type { HqConfig, StoreConfig } from '#config/schemas/handrail-config.ts';
import { trimmableBefore } from '#kiosk/storage/connectors/read-connectors.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import type { TakenIn } from '#sync/connectors/runner.ts';
import { SinkFailure } from '#sync/log/log-sink.ts';
import { CommandFailure } from '../exit-codes.ts';
import { CONNECTORS_FILE, INBOX_FILE } from '../sync/data-files.ts';
import type { ConnectorConfig } from './open-connector.ts';
import type { ConnectorsParts, RunningConnectors } from './run-connectors.ts';
import { inboxTakenIn, postgresTakenIn } from './taken-in.ts';

/** What connectors of a role read and where they keep what they remember. */
export interface RoleRecords {
  readonly connectors: readonly ConnectorConfig[];
  readonly directory: string;
  readonly takenIn: TakenIn;
  close(): Promise<void>;
}

type Surroundings = Pick<ConnectorsParts, 'clock' | 'log'>;

/** Reading needs no more connections to the database than lanes are read at once. */
const CONNECTIONS = 2;

/** @throws CommandFailure when the database cannot be used */
export async function openHqRecords({ hq }: Pick<HqConfig, 'hq'>): Promise<RoleRecords> {
  const { connectors, dataDirectory: directory, database } = hq;
  if (database.kind === 'sqlite') return openInboxRecords(connectors, directory);
  const { PostgresSink } = await import('#sync/postgres/postgres-sink.ts');
  try {
    const today = new Date().toISOString().slice(0, 10);
    const sink = await PostgresSink.open({ url: database.url, today, connections: CONNECTIONS });
    return { connectors, directory, takenIn: postgresTakenIn(sink), close: async () => sink.close() };
  } catch (error) {
    if (error instanceof SinkFailure) throw new CommandFailure(`hq.database: ${error.message}`);
    throw error;
  }
}

/** @param directory the data folder of the store */
export function openStoreRecordsToRead({ store }: Pick<StoreConfig, 'store'>, directory: string): RoleRecords {
  return openInboxRecords(store.connectors, directory);
}

/** Runs the connectors of headquarters, if there are any. */
export async function startHqConnectors(config: HqConfig, around: Surroundings): Promise<RunningConnectors> {
  return startIfAny(config.hq.connectors, async () => openHqRecords(config), around);
}

/** Runs the connectors of a store, if there are any. */
export async function startStoreConnectors(
  config: Pick<StoreConfig, 'store'>,
  directory: string,
  around: Surroundings,
): Promise<RunningConnectors> {
  return startIfAny(config.store.connectors, async () => openStoreRecordsToRead(config, directory), around);
}

/** What a store keeps beyond its time because one of its connectors has not read it; see trimmableBefore. */
export function readByConnectors({ store }: Pick<StoreConfig, 'store'>, directory: string): (before: number) => number {
  const file = path.join(directory, CONNECTORS_FILE);
  const inbox = path.join(directory, INBOX_FILE);
  const connectors = store.connectors.map(({ name }) => name);
  return (before) => trimmableBefore(before, { file, inbox, connectors });
}

/** Selling and taking in go on without connectors: what hinders them is told, and nothing is lost meanwhile. */
async function startIfAny(
  connectors: readonly ConnectorConfig[],
  open: () => Promise<RoleRecords>,
  around: Surroundings,
): Promise<RunningConnectors> {
  if (connectors.length === 0) return NOTHING_RUNS;
  try {
    return await startOn(await open(), around);
  } catch (error) {
    if (!(error instanceof CommandFailure || error instanceof StorageError)) throw error;
    around.log.error('connectors do not run until this is mended and the program started again', {
      error: error.message,
    });
    return NOTHING_RUNS;
  }
}

const NOTHING_RUNS: RunningConnectors = { stop: async () => {} };

async function startOn(records: RoleRecords, around: Surroundings): Promise<RunningConnectors> {
  // Loaded where there are any: a store without them does without the memory.
  const { startConnectors } = await import('./run-connectors.ts');
  try {
    const running = startConnectors({ ...records, ...around });
    return {
      stop: async () => {
        await running.stop();
        await records.close();
      },
    };
  } catch (error) {
    await records.close();
    throw error;
  }
}

function openInboxRecords(connectors: readonly ConnectorConfig[], directory: string): RoleRecords {
  return { connectors, directory, takenIn: inboxTakenIn(path.join(directory, INBOX_FILE)), close: async () => {} };
}
