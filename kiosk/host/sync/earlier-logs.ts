import { rmSync } from 'node:fs';
import { type JournalClient, openJournal } from '#kiosk/storage/journal/journal-client.ts';
import { earlierFiles, removeDatabase } from '#kiosk/storage/journal/epoch-files.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import { journalLogSource, type JournalLogSource } from './journal-log-source.ts';

/** An earlier life of a journal of which something is still to be sent. */
export interface EarlierLog {
  readonly file: string;
  readonly source: JournalLogSource;
  close(): Promise<void>;
}

export interface EarlierLogs {
  /** To be sent before the present one, one after the other: a receiver lets the present one take over from them. */
  readonly logs: readonly EarlierLog[];
  /** Files that could not be opened, in words for a person. */
  readonly problems: readonly string[];
}

/**
 * Opens the earlier lives of a journal that headquarters does not have whole yet, and removes those that it has, once
 * they are old.
 *
 * @param before what is settled and older than that goes; milliseconds since 1970
 */
export async function openEarlierLogs(
  journal: string,
  options: { readonly origin: string; readonly before: number; readonly now: () => number },
): Promise<EarlierLogs> {
  const logs: EarlierLog[] = [];
  const problems: string[] = [];
  for (const file of earlierFiles(journal)) {
    try {
      const log = await openEarlierLog(file, options);
      if (log !== undefined) logs.push(log);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      problems.push(error.message);
    }
  }
  return { logs, problems };
}

async function openEarlierLog(
  file: string,
  { origin, before, now }: { readonly origin: string; readonly before: number; readonly now: () => number },
): Promise<EarlierLog | undefined> {
  const client = await openToSend(file, origin, now);
  const { head, oldestUnsettled } = await client.outbox('status');
  if (oldestUnsettled !== undefined) return earlierLog(file, client, now);
  const mayGo = (await client.outbox('trimmable', before)) === head;
  await client.close();
  if (mayGo) {
    removeDatabase(file);
    rmSync(`${file}.lock`, { force: true });
  }
  return undefined;
}

/**
 * Opens one earlier life of a journal, whether or not something of it is still to be sent.
 *
 * @throws StorageError when it cannot be opened
 */
export async function openEarlierFile(file: string, origin: string, now: () => number): Promise<EarlierLog> {
  return earlierLog(file, await openToSend(file, origin, now), now);
}

async function openToSend(file: string, origin: string, now: () => number): Promise<JournalClient> {
  return openJournal(file, { origin, newEpoch: '', now: now(), onlyToSend: true });
}

function earlierLog(file: string, client: JournalClient, now: () => number): EarlierLog {
  return { file, source: journalLogSource(client, now), close: async () => client.close() };
}
