import type { Database } from '../database.ts';
import type { InboxLogStatus, InboxStatus, SuspectRow } from './inbox-types.ts';
import { rowsSetAside } from './rows-set-aside.ts';
import { storedLogs, storedOrigins } from './stored-logs.ts';

const SUSPECTS_SHOWN_MAX = 10_000;

export function inboxStatus(database: Database): InboxStatus {
  const oldest = database
    .prepare<[number, number], number>('SELECT wall FROM row WHERE log = ? AND seq > ? ORDER BY seq LIMIT 1')
    .pluck();
  const held = database
    .prepare<[number], number>("SELECT count(*) FROM suspect WHERE log = ? AND state = 'held'")
    .pluck();
  const logs = storedLogs(database).map((log): InboxLogStatus => {
    const { origin, epoch, trouble } = log;
    return {
      origin,
      epoch,
      start: log.startSeq,
      mark: { seq: log.markSeq, hash: log.markHash },
      progress: {
        sent: { seq: log.sentSeq, hash: log.sentHash },
        settled: { seq: log.settledSeq, hash: log.settledHash },
      },
      oldestUnsettled: oldest.get(log.log, log.settledSeq),
      heardAt: log.heardWall ?? undefined,
      trouble: trouble === null ? undefined : { text: trouble, at: log.troubleWall ?? 0 },
      held: held.get(log.log) ?? 0,
      dead: rowsSetAside(database, log.log),
    };
  });
  return { logs, origins: storedOrigins(database) };
}

export function suspectRows(database: Database): readonly SuspectRow[] {
  return database
    .prepare<[number], Omit<SuspectRow, 'kind' | 'note'> & { kind: string | null; note: string | null }>(
      'SELECT origin, epoch, suspect.seq, kind, reason, suspect.wall, state, note FROM suspect ' +
        'JOIN log USING (log) LEFT JOIN row ON row.log = suspect.log AND row.seq = suspect.seq ' +
        'ORDER BY suspect.log, suspect.seq LIMIT ?',
    )
    .all(SUSPECTS_SHOWN_MAX)
    .map(({ kind, note, ...row }) => ({ ...row, kind: kind ?? undefined, note: note ?? undefined }));
}
