import { existsSync } from 'node:fs';
import type { LogKey } from '../inbox/inbox-types.ts';
import { readingDatabase } from '../reading-database.ts';
import { CONNECTORS_KIND } from './schema.ts';

/** How far a connector is with a log, to be shown. Times in milliseconds since 1970. */
export interface CursorStatus extends LogKey {
  readonly connector: string;
  readonly seq: number;
  readonly delivered: number;
  readonly movedAt: number | null;
}

export interface HeldSaleStatus extends LogKey {
  readonly connector: string;
  readonly seq: number;
  readonly transactionId: string;
  readonly businessDay: string;
  readonly reason: string;
  readonly heldAt: number;
  readonly state: 'held' | 'released' | 'dropped' | 'delivered';
  readonly note: string | null;
}

export interface ConnectorsFile {
  readonly cursors: readonly CursorStatus[];
  readonly held: readonly HeldSaleStatus[];
  readonly troubles: readonly {
    readonly connector: string;
    readonly kind: string;
    readonly text: string;
    readonly at: number;
  }[];
}

const HELD_SHOWN_MAX = 10_000;

/**
 * All that a file of connectors tells of; nothing is changed, and a runner may go on writing. A file that is not there
 * yet tells of nothing.
 *
 * @throws StorageError not-a-database, foreign, newer, corrupt
 */
export function readConnectors(file: string): ConnectorsFile {
  if (!existsSync(file)) return { cursors: [], held: [], troubles: [] };
  return readingDatabase(file, CONNECTORS_KIND, (database) => ({
    cursors: database
      .prepare<[], CursorStatus>(
        'SELECT connector, origin, epoch, seq, delivered, moved_wall AS movedAt FROM cursor ORDER BY 1, 2, 3',
      )
      .all(),
    held: database
      .prepare<[number], HeldSaleStatus>(
        'SELECT connector, origin, epoch, seq, transaction_id AS transactionId, business_day AS businessDay, reason, ' +
          'wall AS heldAt, state, note FROM held ORDER BY connector, origin, epoch, seq LIMIT ?',
      )
      .all(HELD_SHOWN_MAX),
    troubles: database
      .prepare<[], ConnectorsFile['troubles'][number]>(
        'SELECT connector, kind, text, wall AS at FROM trouble ORDER BY 1',
      )
      .all(),
  }));
}
