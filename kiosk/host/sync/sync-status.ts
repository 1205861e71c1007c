import { existsSync } from 'node:fs';
import path from 'node:path';
import { Ballast, freeBytes } from '#kiosk/storage/disk/ballast.ts';
import { inboxStatus } from '#kiosk/storage/inbox/inbox-status.ts';
import type { InboxLogStatus, OriginNote } from '#kiosk/storage/inbox/inbox-types.ts';
import { readingInbox } from '#kiosk/storage/inbox/verify-inbox.ts';
import { anchorOf, hasOutbox } from '#kiosk/storage/journal/chain-start.ts';
import { damagedFiles, earlierFiles } from '#kiosk/storage/journal/epoch-files.ts';
import { Outbox, type LogMark, type SetAsideRow } from '#kiosk/storage/journal/outbox.ts';
import { reportFile } from '#kiosk/storage/journal/salvage.ts';
import { readingJournal } from '#kiosk/storage/journal/verify.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import { pendingWishes, type Wish } from '#kiosk/storage/wishes.ts';
import { INBOX_FILE } from './data-files.ts';
import { BALLAST_FILE } from './disk-keeper.ts';

/** One log and how far it has come. */
export interface LogStatus {
  readonly origin: string;
  readonly epoch: string;
  readonly head: number;
  readonly sent: LogMark;
  readonly settled: LogMark;
  /** Rows that the next hop does not have, and rows that the final system does not have. */
  readonly unsentRows: number;
  readonly unsettledRows: number;
  readonly oldestUnsettledAgeMs: number | null;
  readonly trimmedRows: number;
  /** When the next hop, or of an inbox the sender, was last heard; milliseconds since 1970. */
  readonly heardAt: number | null;
  readonly trouble: { readonly text: string; readonly at: number } | null;
  /** Rows that were set aside and that nobody has looked at. */
  readonly deadRows: number;
  /** Rows of an inbox that nobody has understood or looked at. */
  readonly heldRows: number;
}

export interface JournalFileStatus extends LogStatus {
  readonly file: string;
  /** An earlier life of the journal: it takes no more rows. */
  readonly sealed: boolean;
  /** Why the next start begins another epoch; null if it does not. */
  readonly nextEpochBecause: string | null;
}

export interface SyncStatus {
  readonly directory: string;
  readonly journals: readonly JournalFileStatus[];
  readonly inbox: { readonly file: string; readonly logs: readonly LogStatus[] } | null;
  readonly origins: readonly OriginNote[];
  readonly damaged: readonly { readonly file: string; readonly report: string | null }[];
  readonly wishes: readonly (Wish & { readonly file: string })[];
  readonly problems: readonly string[];
  readonly disk: { readonly freeBytes: number | null; readonly hasBallast: boolean };
}

/**
 * What a data directory tells of what is sent and taken in. Nothing is changed, and a lane or store may be at work.
 *
 * @param journalFile the name of a lane's journal in it
 * @param now milliseconds since 1970
 */
export function syncStatus(directory: string, journalFile: string, now: number): SyncStatus {
  const journal = path.join(directory, journalFile);
  const inboxPath = path.join(directory, INBOX_FILE);
  const problems: string[] = [];
  const noting = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      problems.push(error.message);
    }
    return undefined;
  };
  const files = [...earlierFiles(journal), ...(existsSync(journal) ? [journal] : [])];
  const inbox = existsSync(inboxPath)
    ? noting(() => readingInbox(inboxPath, (database) => inboxStatus(database)))
    : undefined;
  return {
    directory,
    journals: files.flatMap((file) => noting(() => journalStatus(file, now)) ?? []),
    inbox: inbox === undefined ? null : { file: inboxPath, logs: inbox.logs.map((log) => ofInbox(log, now)) },
    origins: inbox?.origins ?? [],
    damaged: damagedFiles(journal).map((file) => ({
      file,
      report: existsSync(reportFile(file)) ? reportFile(file) : null,
    })),
    wishes: [journal, inboxPath].flatMap((file) => pendingWishes(file).map((wish) => ({ ...wish, file }))),
    problems,
    disk: {
      freeBytes: freeBytes(directory) ?? null,
      // How large it has to be is in the settings, which are not at hand here; one that was given up is gone.
      hasBallast: new Ballast(path.join(directory, BALLAST_FILE), 1).isWhole,
    },
  };
}

/** Undefined for a file that nobody has begun, and for one of a version that sends nothing. */
function journalStatus(file: string, now: number): JournalFileStatus | undefined {
  return readingJournal(file, (database) => {
    const identity = anchorOf(database);
    if (identity === undefined || !hasOutbox(database)) return undefined;
    const { origin, epoch } = identity;
    const { progress, head, trimmed, oldestUnsettled, heardAt, trouble, dead, sealed, renewal } = new Outbox(
      database,
    ).status();
    return {
      file,
      origin,
      epoch,
      head,
      ...progress,
      ...distances(head, progress.sent, progress.settled),
      oldestUnsettledAgeMs: ageOf(oldestUnsettled, now),
      trimmedRows: trimmed,
      heardAt: heardAt ?? null,
      trouble: trouble ?? null,
      deadRows: unresolved(dead),
      heldRows: 0,
      sealed,
      nextEpochBecause: renewal ?? null,
    };
  });
}

function ofInbox(log: InboxLogStatus, now: number): LogStatus {
  const { origin, epoch, mark, progress, oldestUnsettled, start, heardAt, trouble, held, dead } = log;
  return {
    origin,
    epoch,
    head: mark.seq,
    ...progress,
    ...distances(mark.seq, progress.sent, progress.settled),
    oldestUnsettledAgeMs: ageOf(oldestUnsettled, now),
    trimmedRows: start,
    heardAt: heardAt ?? null,
    trouble: trouble ?? null,
    deadRows: unresolved(dead),
    heldRows: held,
  };
}

function distances(head: number, sent: LogMark, settled: LogMark): Pick<LogStatus, 'unsentRows' | 'unsettledRows'> {
  // What the final system has, headquarters among them, need not be sent by anybody.
  return {
    unsentRows: Math.max(0, head - Math.max(sent.seq, settled.seq)),
    unsettledRows: Math.max(0, head - settled.seq),
  };
}

function ageOf(wall: number | undefined, now: number): number | null {
  return wall === undefined ? null : Math.max(0, now - wall);
}

function unresolved(dead: readonly SetAsideRow[]): number {
  return dead.filter(({ resolution }) => resolution === null).length;
}
