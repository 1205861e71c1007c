import pg, { type ClientBase, type Pool, type PoolClient, type QueryResultRow } from 'pg';
import { SinkFailure } from '../log/log-sink.ts';
import { PostgresSetupError } from './postgres-setup-error.ts';

export interface PostgresOptions {
  /** "postgres://user:password@host:port/database"; several hosts go behind one address that follows the primary. */
  readonly url: string;
  readonly connections?: number;
  /** How long one statement may take at the server, in milliseconds. */
  readonly statementTimeoutMs?: number;
}

const CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
/** Beyond what the server allows a statement, the way there and back: then the line is dead. */
const ANSWER_GRACE_MS = 5_000;
const LOCK_TIMEOUT_MS = 5_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
const IDLE_CONNECTION_MS = 60_000;

/** Settings under which a commit that was answered is on the disk. */
const DURABLE = [
  { setting: 'synchronous_commit', allowed: ['on', 'remote_apply'] },
  { setting: 'fsync', allowed: ['on'] },
  { setting: 'full_page_writes', allowed: ['on'] },
] as const;

/** Connections to the database, each asked on its first use whether its commits are durable. */
export class PostgresConnections {
  readonly #pool: Pool;

  constructor({ url, connections = CONNECTIONS, statementTimeoutMs = STATEMENT_TIMEOUT_MS }: PostgresOptions) {
    this.#pool = new pg.Pool({
      connectionString: url,
      application_name: 'handrail',
      max: connections,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_CONNECTION_MS,
      query_timeout: statementTimeoutMs + ANSWER_GRACE_MS,
      keepAlive: true,
      verify: (client, checked) => {
        void prepare(client, statementTimeoutMs).then(() => checked(), checked);
      },
    });
    // A connection that breaks is only gone: whatever waits on it fails by itself, and the next use makes another one.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /**
   * One statement, committed when this resolves.
   *
   * @param name keeps it prepared on the connection
   * @throws SinkFailure whatever went wrong
   */
  async query<Row extends QueryResultRow>(text: string, values: unknown[] = [], name?: string): Promise<Row[]> {
    try {
      const result = await this.#pool.query<Row>(name === undefined ? { text, values } : { name, text, values });
      return result.rows;
    } catch (error) {
      throw asFailure(error);
    }
  }

  /** Work that needs one connection for itself. A connection on which something failed is not used again. */
  async withClient<T>(work: (client: ClientBase) => Promise<T>): Promise<T> {
    let client: PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      throw asFailure(error);
    }
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      throw asFailure(error);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

async function prepare(client: ClientBase, statementTimeoutMs: number): Promise<void> {
  await client.query(
    `SET synchronous_commit = on; SET statement_timeout = ${statementTimeoutMs}; ` +
      `SET lock_timeout = ${LOCK_TIMEOUT_MS}; SET idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS}; ` +
      `SET default_transaction_isolation = 'read committed'; SET timezone = 'UTC'; SET client_encoding = 'UTF8'`,
  );
  for (const { setting, allowed } of DURABLE) {
    const answer = await client.query<{ value: string }>('SELECT current_setting($1) AS value', [setting]);
    const value = answer.rows[0]?.value ?? '';
    if (!(allowed as readonly string[]).includes(value)) {
      throw new PostgresSetupError(
        'not-durable',
        `the database runs with ${setting} = ${value}, so what it has taken may be gone after a power cut`,
      );
    }
  }
}

function asFailure(error: unknown): Error {
  if (error instanceof SinkFailure) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new SinkFailure(`the database did not commit: ${detail}`, { cause: error });
}
