import { existsSync } from 'node:fs';
import type { LogKey } from '../inbox/inbox-types.ts';
import { readingInbox } from '../inbox/verify-inbox.ts';
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

/** For so long rows that a connector has not read are kept beyond their time, in milliseconds; a disk has an end. */
const HELD_BACK_MAX_MS = 90 * 86_400_000;

/**
 * Up to when rows of an inbox may be trimmed without a connector missing any.
 *
 * @param before milliseconds since 1970: what is older has served its time
 * @param connectors the names of those that are configured
 * @returns the same, or an earlier time
 */
export function trimmableBefore(
  before: number,
  {
    file,
    inbox,
    connectors,
  }: { readonly file: string; readonly inbox: string; readonly connectors: readonly string[] },
): number {
  if (connectors.length === 0) return before;
  const { cursors } = readConnectors(file);
  const seqs = new Map(cursors.map(({ connector, origin, epoch, seq }) => [keyOf(connector, origin, epoch), seq]));
  const oldest = readingInbox(inbox, (database) => {
    const next = database
      .prepare<[number, number], number>('SELECT wall FROM row WHERE log = ? AND seq > ? ORDER BY seq LIMIT 1')
      .pluck();
    return database
      .prepare<[], LogKey & { readonly log: number }>('SELECT log, origin, epoch FROM log')
      .all()
      .map(({ log, origin, epoch }) => {
        const read = connectors.map((connector) => seqs.get(keyOf(connector, origin, epoch)) ?? 0);
        return next.get(log, Math.min(...read)) ?? Infinity;
      });
  });
  return Math.max(before - HELD_BACK_MAX_MS, Math.min(before, ...oldest));
}

function keyOf(connector: string, origin: string, epoch: string): string {
  return `${connector}\n${origin}\n${epoch}`;
}
