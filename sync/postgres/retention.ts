import type { ClientBase } from 'pg';
import type { LogName } from '../log/log.ts';
import { addDays } from './partition-plan.ts';
import { inTransaction, partitions, type Partition } from './partitions.ts';

/** Lanes keep what is settled for this long and can send it again; headquarters never keeps less. Days. */
export const KEEP_DAYS_MIN = 30;

export interface RetentionReport {
  readonly dropped: readonly Partition[];
  /** Old enough, and kept all the same. */
  readonly kept: readonly { readonly partition: Partition; readonly why: string }[];
}

/** Up to where somebody who still has to read a log has read it. */
export interface ReadUpTo extends LogName {
  readonly seq: number;
}

export interface RetentionWish {
  /** YYYY-MM-DD. */
  readonly today: string;
  /** At least KEEP_DAYS_MIN; tax law often wants ten years. */
  readonly keepDays: number;
  /** How far the slowest of those is who read on from here; undefined where nobody does. */
  readonly readUpTo?: readonly ReadUpTo[] | undefined;
  /** Only tells what would go. */
  readonly isTrial?: boolean | undefined;
}

/**
 * Drops partitions all of whose days are older than the law of the country and the shop want them kept. A partition in
 * which a row waits for a person or has not been read by a connector, or over which somebody has placed a hold, stays.
 * Marks stay always, so nothing that was dropped is ever taken in again.
 */
export async function dropOldPartitions(client: ClientBase, wish: RetentionWish): Promise<RetentionReport> {
  const { today, keepDays } = wish;
  if (!Number.isSafeInteger(keepDays) || keepDays < KEEP_DAYS_MIN) {
    throw new RangeError(`rows are kept for ${KEEP_DAYS_MIN} days at least, not ${keepDays}`);
  }
  const limit = addDays(today, -keepDays);
  const dropped: Partition[] = [];
  const kept: { partition: Partition; why: string }[] = [];
  for (const partition of await partitions(client)) {
    if (partition.to > limit) continue;
    const why = await inTransaction(client, async () => dropUnlessKept(client, partition, wish));
    if (why === undefined) dropped.push(partition);
    else kept.push({ partition, why });
  }
  return { dropped, kept };
}

/** @returns why it was not dropped */
async function dropUnlessKept(
  client: ClientBase,
  { name, from, to }: Partition,
  { readUpTo, isTrial = false }: RetentionWish,
): Promise<string | undefined> {
  // Nobody may add a row or a hold between the question and the deed.
  if (!isTrial) await client.query('LOCK TABLE handrail.suspect, handrail.retention_hold IN SHARE ROW EXCLUSIVE MODE');
  const hold = await client.query<{ reason: string }>(
    'SELECT reason FROM handrail.retention_hold WHERE from_day < $2 AND to_day >= $1 ORDER BY hold LIMIT 1',
    [from, to],
  );
  if (hold.rows[0] !== undefined) return `held: ${hold.rows[0].reason}`;
  const waiting = await client.query<{ count: string }>(
    `SELECT count(*) AS count FROM handrail.suspect JOIN handrail.${name} USING (log, seq) WHERE state = 'held'`,
  );
  const count = Number(waiting.rows[0]?.count ?? 0);
  if (count > 0) return `${count} of its rows wait in quarantine`;
  const unread = readUpTo === undefined ? undefined : await firstUnread(client, name, readUpTo);
  if (unread !== undefined) return `a connector has not read what ${unread} recorded`;
  if (isTrial) return undefined;
  await client.query(`DELETE FROM handrail.suspect WHERE (log, seq) IN (SELECT log, seq FROM handrail.${name})`);
  await client.query(`DROP TABLE handrail.${name}`);
  return undefined;
}

/** An origin of which a partition holds rows that somebody still has to read. */
async function firstUnread(
  client: ClientBase,
  partition: string,
  readUpTo: readonly ReadUpTo[],
): Promise<string | undefined> {
  const found = await client.query<{ origin: string }>(
    `SELECT origin FROM handrail.log
       LEFT JOIN unnest($1::text[], $2::text[], $3::bigint[]) AS read_up_to (origin, epoch, seq) USING (origin, epoch)
       WHERE EXISTS (SELECT 1 FROM handrail.${partition} AS row
         WHERE row.log = log.log AND row.seq > coalesce(read_up_to.seq, 0))
       ORDER BY origin LIMIT 1`,
    [readUpTo.map(({ origin }) => origin), readUpTo.map(({ epoch }) => epoch), readUpTo.map(({ seq }) => seq)],
  );
  return found.rows[0]?.origin;
}
