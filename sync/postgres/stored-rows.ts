import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName } from '../log/log.ts';
import { decodeRow, hex, type StoredRow } from './encode-rows.ts';
import type { PostgresConnections } from './postgres-connections.ts';

const COLUMNS = "seq, id, kind, to_char(business_day, 'YYYY-MM-DD') AS day, wall, boot, monotonic, body, hash, exact";

/** Rows after a place as they came, byte for byte. */
export async function storedRows(
  connections: PostgresConnections,
  { origin, epoch }: LogName,
  afterSeq: number,
  limit: number,
): Promise<readonly JournalRow[]> {
  const found = await connections.query<StoredRow>(
    `SELECT ${COLUMNS} FROM handrail.journal
       WHERE log = (SELECT log FROM handrail.log WHERE origin = $1 AND epoch = $2) AND seq > $3
       ORDER BY seq LIMIT $4`,
    [origin, epoch, afterSeq, limit],
  );
  return found.map((row) => decodeRow(row));
}

/** One row as it came, byte for byte; undefined if it is not there, or not any more. */
export async function storedRow(
  connections: PostgresConnections,
  log: LogName,
  seq: number,
): Promise<JournalRow | undefined> {
  const [row] = await storedRows(connections, log, seq - 1, 1);
  return row?.seq === seq ? row : undefined;
}

/** One log of the record and how far it came. */
export interface StoredLog extends LogName {
  /** The last row that is kept without a gap before it, but for what was dropped because of its age. */
  readonly markSeq: number;
  readonly markHash: string;
  /** Whether it is the present life of its origin. */
  readonly isLive: boolean;
  /** Milliseconds since 1970; undefined if no row came yet. */
  readonly lastRowAt: number | undefined;
  /** Rows that wait in quarantine. */
  readonly heldRows: number;
}

interface FoundLog extends LogName {
  readonly mark_seq: string;
  readonly mark_hash: Buffer;
  readonly is_live: boolean;
  readonly last_row_at: Date | null;
  readonly held: string;
}

/** Every log of the record, by origin, the oldest life of it first. */
export async function storedLogs(connections: PostgresConnections): Promise<readonly StoredLog[]> {
  const found = await connections.query<FoundLog>(
    `SELECT log.origin, epoch, mark_seq, mark_hash, coalesce(live_epoch = epoch, false) AS is_live, last_row_at,
         (SELECT count(*) FROM handrail.suspect WHERE suspect.log = log.log AND state = 'held') AS held
       FROM handrail.log LEFT JOIN handrail.origin USING (origin) ORDER BY log.origin, log.log`,
  );
  return found.map((log) => ({
    origin: log.origin,
    epoch: log.epoch,
    markSeq: Number(log.mark_seq),
    markHash: hex(log.mark_hash),
    isLive: log.is_live,
    lastRowAt: log.last_row_at?.getTime(),
    heldRows: Number(log.held),
  }));
}
