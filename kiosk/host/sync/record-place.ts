import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadRoleConfig } from '#config/load.ts';
import type { HqConfig } from '#config/schemas/handrail-config.ts';
import { SinkFailure } from '#sync/log/log-sink.ts';
import type { PostgresConnections } from '#sync/postgres/postgres-connections.ts';
import { CommandFailure } from '../exit-codes.ts';
import { INBOX_FILE } from './data-files.ts';

/** Where records are: in a file, or in the database of a headquarters. */
export type RecordPlace =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly hq: HqConfig['hq'] | undefined };

/**
 * What a person names when records are looked at: a journal, an inbox, the settings file of a headquarters (`.json`),
 * or the address of its database. The password is better off in the settings file, since others see a command line.
 *
 * @throws ConfigurationError when the settings cannot be used
 */
export function recordPlace(named: string): RecordPlace {
  if (/^postgres(?:ql)?:\/\//u.test(named)) return { kind: 'postgres', url: named, hq: undefined };
  if (!named.endsWith('.json') || !existsSync(named)) return { kind: 'file', file: named };
  const { hq } = loadRoleConfig('hq', { files: [named], env: process.env }).config;
  if (hq.database.kind === 'postgres') return { kind: 'postgres', url: hq.database.url, hq };
  return { kind: 'file', file: path.join(hq.dataDirectory, INBOX_FILE) };
}

/** One person looks at a time, and one statement runs. */
const CONNECTIONS = 1;

/**
 * Lends a connection to the record of a headquarters. The schema is left as it is: that is the running program's.
 *
 * @throws CommandFailure when it cannot be reached, or holds no record
 */
export async function withRecord<T>(url: string, work: (record: PostgresConnections) => Promise<T>): Promise<T> {
  const { PostgresConnections: Connections } = await import('#sync/postgres/postgres-connections.ts');
  const record = new Connections({ url, connections: CONNECTIONS });
  try {
    const [found] = await record.query<{ suspect: string | null }>(
      "SELECT to_regclass('handrail.suspect')::text AS suspect",
    );
    if (found?.suspect === null) {
      throw new CommandFailure('the database holds no record: start headquarters on it once');
    }
    return await work(record);
  } catch (error) {
    if (error instanceof SinkFailure) throw new CommandFailure(error.message);
    throw error;
  } finally {
    await record.close();
  }
}
