import type { Database } from '../database.ts';
import type { LogKey, OriginNote } from './inbox-types.ts';

/** A log as it is stored; hashes in hexadecimal. */
export interface StoredLog extends LogKey {
  readonly log: number;
  readonly startSeq: number;
  readonly startHash: string;
  readonly markSeq: number;
  readonly markHash: string;
  readonly sentSeq: number;
  readonly sentHash: string;
  readonly settledSeq: number;
  readonly settledHash: string;
  readonly heardWall: number | null;
  readonly trouble: string | null;
  readonly troubleWall: number | null;
}

export const LOG_COLUMNS =
  'log, origin, epoch, start_seq AS startSeq, lower(hex(start_hash)) AS startHash, mark_seq AS markSeq, ' +
  'lower(hex(mark_hash)) AS markHash, sent_seq AS sentSeq, lower(hex(sent_hash)) AS sentHash, ' +
  'settled_seq AS settledSeq, lower(hex(settled_hash)) AS settledHash, heard_wall AS heardWall, trouble, ' +
  'trouble_wall AS troubleWall';

export function storedLogs(database: Database): readonly StoredLog[] {
  return database.prepare<[], StoredLog>(`SELECT ${LOG_COLUMNS} FROM log ORDER BY log`).all();
}

type StoredOrigin = Omit<OriginNote, 'admitted'> & { readonly admitted: string };

const ORIGIN = 'SELECT origin, live_epoch AS liveEpoch, heard_wall AS lastHeardAt, admitted FROM origin';

export function storedOrigins(database: Database): readonly OriginNote[] {
  return database.prepare<[], StoredOrigin>(`${ORIGIN} ORDER BY origin`).all().map(toNote);
}

export function storedOrigin(database: Database, origin: string): OriginNote | undefined {
  const found = database.prepare<[string], StoredOrigin>(`${ORIGIN} WHERE origin = ?`).get(origin);
  return found === undefined ? undefined : toNote(found);
}

function toNote(stored: StoredOrigin): OriginNote {
  return { ...stored, admitted: JSON.parse(stored.admitted) as readonly string[] };
}
