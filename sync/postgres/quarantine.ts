import type { LogName } from '../log/log.ts';
import { printable } from './encode-rows.ts';
import type { PostgresConnections } from './postgres-connections.ts';

/** A row that views leave out until somebody has looked at it. */
export interface QuarantinedRow extends LogName {
  readonly seq: number;
  readonly reason: string;
}

/** One that somebody may have looked at. */
export interface SuspectRow extends QuarantinedRow {
  readonly state: 'held' | 'released' | 'dropped';
  readonly decidedBy: string | undefined;
  readonly decidedReason: string | undefined;
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

interface StoredSuspect {
  readonly origin: string;
  readonly epoch: string;
  readonly seq: string;
  readonly reason: string;
  readonly state: SuspectRow['state'];
  readonly decided_by: string | null;
  readonly decided_reason: string | null;
}

/** What waits and what somebody has decided; what waits first, the oldest first. */
export async function suspects(connections: PostgresConnections, limit: number): Promise<readonly SuspectRow[]> {
  const found = await connections.query<StoredSuspect>(
    `SELECT origin, epoch, seq, reason, state, decided_by, decided_reason
       FROM handrail.suspect JOIN handrail.log USING (log)
       ORDER BY state <> 'held', found_at, log, seq LIMIT $1`,
    [limit],
  );
  return found.map(({ seq, decided_by: by, decided_reason: why, ...row }) => ({
    ...row,
    seq: Number(seq),
    decidedBy: by ?? undefined,
    decidedReason: why ?? undefined,
  }));
}

/**
 * Takes down what a person decided. What was dropped may be released after all, since the row is there; what was
 * released has been read by reports and connectors, and stays.
 *
 * @returns whether there was such a row to decide on
 */
export async function decideQuarantined(
  connections: PostgresConnections,
  { log, seq, state, by, reason }: QuarantineDecision,
): Promise<boolean> {
  const decided = await connections.query(
    `UPDATE handrail.suspect SET state = $4, decided_by = $5, decided_reason = $6, decided_at = now()
       WHERE log = (SELECT log FROM handrail.log WHERE origin = $1 AND epoch = $2) AND seq = $3
         AND (state = 'held' OR (state = 'dropped' AND $4 = 'released'))
       RETURNING seq`,
    [log.origin, log.epoch, seq, state, printable(by), printable(reason)],
  );
  return decided.length > 0;
}
