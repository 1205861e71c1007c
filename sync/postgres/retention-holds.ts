import type { PostgresConnections } from './postgres-connections.ts';

/** Days that nothing drops, however old they are: an audit, a dispute. */
export interface RetentionHold {
  readonly hold: number;
  /** YYYY-MM-DD, both ends included. */
  readonly fromDay: string;
  readonly toDay: string;
  readonly reason: string;
  readonly placedBy: string;
}

export async function retentionHolds(connections: PostgresConnections): Promise<readonly RetentionHold[]> {
  const found = await connections.query<Omit<RetentionHold, 'hold'> & { readonly hold: string }>(
    `SELECT hold, to_char(from_day, 'YYYY-MM-DD') AS "fromDay", to_char(to_day, 'YYYY-MM-DD') AS "toDay", reason,
       placed_by AS "placedBy" FROM handrail.retention_hold ORDER BY hold`,
  );
  return found.map((row) => ({ ...row, hold: Number(row.hold) }));
}

/** @returns the number of the hold, by which it is lifted */
export async function placeHold(
  connections: PostgresConnections,
  { fromDay, toDay, reason, placedBy }: Omit<RetentionHold, 'hold'>,
): Promise<number> {
  const [placed] = await connections.query<{ hold: string }>(
    'INSERT INTO handrail.retention_hold (from_day, to_day, reason, placed_by) VALUES ($1, $2, $3, $4) RETURNING hold',
    [fromDay, toDay, reason, placedBy],
  );
  return Number(placed?.hold);
}

/** @returns whether there was such a hold */
export async function liftHold(connections: PostgresConnections, hold: number): Promise<boolean> {
  const lifted = await connections.query('DELETE FROM handrail.retention_hold WHERE hold = $1 RETURNING hold', [hold]);
  return lifted.length > 0;
}

/** A table of the record: a span of days, or the strays. Rows as the database last counted them; size in bytes. */
export interface PartitionSize {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

export async function partitionSizes(connections: PostgresConnections): Promise<readonly PartitionSize[]> {
  const found = await connections.query<{ name: string; rows: string; bytes: string }>(
    `SELECT relname AS name, greatest(reltuples, 0)::bigint AS rows, pg_total_relation_size(c.oid) AS bytes
       FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
       WHERE inhparent = 'handrail.journal'::regclass ORDER BY relname`,
  );
  return found.map(({ name, rows, bytes }) => ({ name, rows: Number(rows), bytes: Number(bytes) }));
}
