import { existsSync } from 'node:fs';
import path from 'node:path';
import type { HqConfig } from '#config/schemas/handrail-config.ts';
import { readConnectors } from '#kiosk/storage/connectors/read-connectors.ts';
import type { PostgresConnections } from '#sync/postgres/postgres-connections.ts';
import { dropOldPartitions, type ReadUpTo, type RetentionReport } from '#sync/postgres/retention.ts';
import { CONNECTORS_FILE } from './data-files.ts';

export interface DropOldDays {
  /** Whose connectors have to have read a row before it goes; undefined where that is not known to this machine. */
  readonly connectors: Pick<HqConfig['hq'], 'connectors' | 'dataDirectory'> | undefined;
  readonly keepDays: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly isTrial?: boolean;
}

const DAY_LENGTH = 'YYYY-MM-DD'.length;

/** Drops what of headquarters' record is older than it has to be, and what nobody waits for any more. */
export async function dropOldDays(
  record: PostgresConnections,
  { connectors, keepDays, now, isTrial = false }: DropOldDays,
): Promise<RetentionReport> {
  const today = new Date(now).toISOString().slice(0, DAY_LENGTH);
  const readUpTo = connectors === undefined ? undefined : slowest(connectors);
  return record.withClient(async (client) => dropOldPartitions(client, { today, keepDays, readUpTo, isTrial }));
}

/** How far the slowest connector is with each log; undefined where there is none. */
function slowest({
  connectors,
  dataDirectory,
}: Pick<HqConfig['hq'], 'connectors' | 'dataDirectory'>): readonly ReadUpTo[] | undefined {
  if (connectors.length === 0) return undefined;
  const file = path.join(dataDirectory, CONNECTORS_FILE);
  const cursors = existsSync(file) ? readConnectors(file).cursors : [];
  const byLog = Map.groupBy(cursors, ({ origin, epoch }) => `${origin}\n${epoch}`);
  return [...byLog.values()].flatMap((ofLog) => {
    const [first] = ofLog;
    if (first === undefined) return [];
    const seqs = connectors.map(({ name }) => ofLog.find(({ connector }) => connector === name)?.seq ?? 0);
    return [{ origin: first.origin, epoch: first.epoch, seq: Math.min(...seqs) }];
  });
}
