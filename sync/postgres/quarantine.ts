import type { LogName } from '../log/log.ts';
import type { PostgresConnections } from './postgres-connections.ts';

/** A row that views leave out until somebody has looked at it. */
export interface QuarantinedRow extends LogName {
  readonly seq: number;
  readonly reason: string;
}

export interface QuarantineDecision {
  readonly log: LogName;
  readonly seq: number;
  /** `released`: views show it like any other. `dropped`: they never do. The row itself stays in either case. */
  readonly state: 'released' | 'dropped';
  readonly by: string;
  readonly reason: string;
}

/** What waits, oldest first. */
export async function quarantined(connections: PostgresConnections, limit: number): Promise<readonly QuarantinedRow[]> {
  const found = await connections.query<{ origin: string; epoch: string; seq: string; reason: string }>(
    `SELECT origin, epoch, seq, reason FROM handrail.suspect JOIN handrail.log USING (log)
       WHERE state = 'held' ORDER BY found_at, log, seq LIMIT $1`,
    [limit],
  );
  return found.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** @returns whether such a row waited; a decision that was made is not made again */
export async function decideQuarantined(
  connections: PostgresConnections,
  { log, seq, state, by, reason }: QuarantineDecision,
): Promise<boolean> {
  const decided = await connections.query(
    `UPDATE handrail.suspect SET state = $4, decided_by = $5, decided_reason = $6, decided_at = now()
       WHERE log = (SELECT log FROM handrail.log WHERE origin = $1 AND epoch = $2) AND seq = $3 AND state = 'held'
       RETURNING seq`,
    [log.origin, log.epoch, seq, state, by, reason],
  );
  return decided.length > 0;
}
