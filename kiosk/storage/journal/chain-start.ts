import type { Database } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import type { Link } from './chain-check.ts';

/** The identity of a journal and the last row that a start found right. */
export interface Anchor {
  readonly origin: string;
  readonly epoch: string;
  readonly genesis: Uint8Array;
  readonly seq: number;
  readonly hash: Uint8Array;
}

type Prepared = ReturnType<Database['prepare']>;

/** Every read of a journal asks the same few questions; to prepare them anew would cost more than to answer them. */
const prepared = new WeakMap<Database, Map<string, Prepared>>();

function ask(database: Database, sql: string, ...values: readonly number[]): unknown {
  const known = prepared.get(database) ?? new Map<string, Prepared>();
  prepared.set(database, known);
  const statement = known.get(sql) ?? database.prepare(sql);
  known.set(sql, statement);
  return statement.get(...values);
}

/** Undefined before the first start ended. */
export function anchorOf(database: Database): Anchor | undefined {
  return database
    .prepare<[], Anchor>('SELECT origin, epoch, genesis, anchor_seq AS seq, anchor_hash AS hash FROM meta')
    .get();
}

/** What the first row that is kept links to: the last one that was trimmed, or the start of the chain. */
export function chainStart(database: Database): Link {
  // A reader does not bring an older file to the newest form; such a file was never trimmed.
  const trimmed = hasOutbox(database)
    ? ask(database, 'SELECT trim_seq AS seq, trim_hash AS hash FROM outbox WHERE trim_hash IS NOT NULL')
    : undefined;
  const start = (trimmed ?? ask(database, 'SELECT 0 AS seq, genesis AS hash FROM meta')) as Link | undefined;
  if (start === undefined) throw new StorageError('corrupt', 'the journal has no beginning');
  return start;
}

export function headOf(database: Database): Link {
  const row = ask(database, 'SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1') as Link | undefined;
  return row ?? chainStart(database);
}

/** @throws StorageError corrupt if it is neither a row nor what the first row links to */
export function linkAt(database: Database, seq: number): Link {
  const start = chainStart(database);
  if (seq === start.seq) return start;
  const found = ask(database, 'SELECT seq, hash FROM journal WHERE seq = ?', seq) as Link | undefined;
  if (found === undefined) throw new StorageError('corrupt', `row ${seq} of the journal is missing`);
  return found;
}

export function hasOutbox(database: Database): boolean {
  return ask(database, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'outbox'") !== undefined;
}
