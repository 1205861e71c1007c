import type { ClientBase } from 'pg';
import { missingRanges, type DayRange, type PartitionSpan } from './partition-plan.ts';

export type { PartitionSpan } from './partition-plan.ts';

/** So many days ahead have their partition. A month without anyone looking after the database still has order. */
const DAYS_AHEAD = 35;

/** Also the days before today: lanes that were offline come with them. */
const DAYS_BEHIND = 7;

/** One process at a time makes or drops partitions. */
const PARTITION_LOCK = 4_852_414_498;

export interface Partition extends DayRange {
  /** The table's name in the schema "handrail". */
  readonly name: string;
}

/**
 * Makes the partitions that the coming weeks need. Rows of these days that came while there was no partition are moved
 * over from the strays.
 */
export async function makePartitions(client: ClientBase, today: string, span: PartitionSpan): Promise<void> {
  const start = new Date(Date.parse(today) - DAYS_BEHIND * 86_400_000).toISOString().slice(0, today.length);
  if (missingRanges(await partitions(client), start, DAYS_AHEAD + DAYS_BEHIND, span).length === 0) return;
  await inTransaction(client, async () => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
    const missing = missingRanges(await partitions(client), start, DAYS_AHEAD + DAYS_BEHIND, span);
    // Writers wait before they choose a partition, or one of them would bring a row to the strays that belongs there no
    // longer.
    await client.query('LOCK TABLE ONLY handrail.journal IN SHARE ROW EXCLUSIVE MODE');
    for (const range of missing) await makePartition(client, range);
  });
}

/** All partitions but the one for strays, oldest first. */
export async function partitions(client: ClientBase): Promise<readonly Partition[]> {
  const found = await client.query<{ name: string; bound: string }>(
    `SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
       FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'handrail.journal'::regclass`,
  );
  return found.rows
    .flatMap(({ name, bound }) => {
      const [, from, to] = /FROM \('([\d-]+)'\) TO \('([\d-]+)'\)/.exec(bound) ?? [];
      return from === undefined || to === undefined ? [] : [{ name, from, to }];
    })
    .toSorted((one, other) => (one.from < other.from ? -1 : 1));
}

/** Runs work that is committed as a whole or not at all, on a connection that is given up if it fails. */
export async function inTransaction<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // On a connection that broke there is nothing left to roll back, and the first error is the one to tell of.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function makePartition(client: ClientBase, { from, to }: DayRange): Promise<void> {
  const name = `handrail.journal_${compact(from)}_${compact(to)}`;
  await client.query(`CREATE TABLE ${name} (LIKE handrail.journal INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  await client.query(
    `WITH moved AS (DELETE FROM handrail.journal_strays WHERE business_day >= '${from}' AND business_day < '${to}'
       RETURNING *) INSERT INTO ${name} SELECT * FROM moved`,
  );
  await client.query(`ALTER TABLE handrail.journal ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`);
}

function compact(day: string): string {
  return day.replaceAll('-', '');
}
