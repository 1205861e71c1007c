import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { inboxStatus, suspectRows } from '#kiosk/storage/inbox/inbox-status.ts';
import { readingInbox } from '#kiosk/storage/inbox/verify-inbox.ts';
import { anchorOf, hasOutbox } from '#kiosk/storage/journal/chain-start.ts';
import { Outbox, type SetAsideRow } from '#kiosk/storage/journal/outbox.ts';
import { readingJournal } from '#kiosk/storage/journal/verify.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import type { LogName } from '#sync/log/log.ts';

/** A row that a person has to look at, or has looked at. */
export interface QuarantinedRow extends LogName {
  readonly seq: number;
  /** `not-understood`: it is kept and nothing is made of it. `set-aside`: the next hop cannot take it. */
  readonly why: 'not-understood' | 'set-aside';
  readonly reason: string;
  readonly state: 'held' | 'released' | 'dropped';
  readonly note: string | null;
}

type FileKind = 'journal' | 'inbox';

/** @throws StorageError if it is neither a journal nor an inbox */
function kindOf(file: string): FileKind {
  try {
    return readingInbox(file, () => 'inbox');
  } catch (error) {
    if (!(error instanceof StorageError && error.code === 'foreign')) throw error;
    return readingJournal(file, () => 'journal');
  }
}

/** What is or was in quarantine in a journal or an inbox, in the order of logs and rows. */
export function quarantineOf(file: string): readonly QuarantinedRow[] {
  if (kindOf(file) === 'journal') return setAsideInJournal(file);
  return readingInbox(file, (database) => {
    const notUnderstood = suspectRows(database).map(({ origin, epoch, seq, reason, state, note }): QuarantinedRow => ({
      origin,
      epoch,
      seq,
      reason,
      state,
      why: 'not-understood',
      note: note ?? null,
    }));
    const setAside = inboxStatus(database).logs.flatMap(({ origin, epoch, dead }) =>
      dead.map((row) => setAsideRow({ origin, epoch }, row)),
    );
    return [...notUnderstood, ...setAside];
  });
}

/** Every log of a file. */
export function logsOf(file: string): readonly LogName[] {
  if (kindOf(file) === 'inbox') {
    return readingInbox(file, (database) =>
      database.prepare<[], LogName>('SELECT origin, epoch FROM log ORDER BY log').all(),
    );
  }
  return readingJournal(file, (database) => {
    const identity = anchorOf(database);
    return identity === undefined ? [] : [{ origin: identity.origin, epoch: identity.epoch }];
  });
}

/** Every origin that an inbox has taken something in from. */
export function originsOf(inboxFile: string): readonly string[] {
  return readingInbox(inboxFile, (database) =>
    database.prepare<[], string>('SELECT origin FROM origin UNION SELECT origin FROM log').pluck().all(),
  );
}

/** One row as it is kept; undefined if it is not there any more. */
export function rowOf(file: string, { origin, epoch }: LogName, seq: number): JournalRow | undefined {
  const columns =
    'seq, id, kind, business_day AS businessDay, wall, boot, monotonic, CAST(body AS TEXT) AS body, ' +
    'lower(hex(hash)) AS hash';
  if (kindOf(file) === 'journal') {
    return readingJournal(file, (database) =>
      database.prepare<[number], JournalRow>(`SELECT ${columns} FROM journal WHERE seq = ?`).get(seq),
    );
  }
  return readingInbox(file, (database) =>
    database
      .prepare<[string, string, number], JournalRow>(
        `SELECT ${columns} FROM row WHERE log = (SELECT log FROM log WHERE origin = ? AND epoch = ?) AND seq = ?`,
      )
      .get(origin, epoch, seq),
  );
}

function setAsideInJournal(file: string): readonly QuarantinedRow[] {
  return readingJournal(file, (database) => {
    const identity = anchorOf(database);
    if (identity === undefined || !hasOutbox(database)) return [];
    const { origin, epoch } = identity;
    return new Outbox(database).rowsSetAside().map((row) => setAsideRow({ origin, epoch }, row));
  });
}

function setAsideRow(log: LogName, { seq, code, detail, resolution }: SetAsideRow): QuarantinedRow {
  const state = resolution === null ? 'held' : resolution.startsWith('release') ? 'released' : 'dropped';
  return { ...log, seq, why: 'set-aside', reason: `${code}: ${detail}`, state, note: resolution };
}
