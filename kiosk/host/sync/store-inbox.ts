import { openInbox, type InboxClient } from '#kiosk/storage/inbox/inbox-client.ts';
import { isDamage } from '#kiosk/storage/journal/begin-epoch.ts';
import { damagedFile, renameDatabase } from '#kiosk/storage/journal/epoch-files.ts';
import type { FileThread } from '#kiosk/storage/thread/file-thread.ts';
import { acquireWriterLock } from '#kiosk/storage/writer-lock.ts';
import { keepPrivate } from '../private-file.ts';

/** An inbox, and where a damaged one was put before it was begun anew. */
export interface OpenedInbox {
  readonly inbox: InboxClient;
  readonly setAside: string | undefined;
}

/**
 * Opens the inbox of a store. A damaged one is set aside and begun anew: what it held is with headquarters or still
 * with the lanes, which send it again.
 *
 * @throws StorageError not-found, foreign, newer, locked, unsupported
 */
export async function openStoreInbox(file: string, now: number, thread?: FileThread): Promise<OpenedInbox> {
  try {
    return { inbox: await openPrivate(file, false, thread), setAside: undefined };
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  const setAside = damagedFile(file, now);
  const release = acquireWriterLock(file);
  try {
    renameDatabase(file, setAside);
  } finally {
    release();
  }
  return { inbox: await openPrivate(file, false, thread), setAside };
}

/**
 * Opens the inbox of headquarters, where it is the final system: what is in it is nowhere else once lanes and stores
 * have trimmed, so a damaged one is for a person.
 *
 * @throws StorageError also corrupt, not-a-database
 */
export async function openFinalInbox(file: string, thread?: FileThread): Promise<InboxClient> {
  return openPrivate(file, true, thread);
}

async function openPrivate(file: string, isFinal: boolean, thread: FileThread | undefined): Promise<InboxClient> {
  const inbox = await openInbox(file, { isFinal }, thread);
  keepPrivate(file);
  return inbox;
}
