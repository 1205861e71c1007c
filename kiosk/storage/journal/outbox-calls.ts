import type { CallOf } from '../thread/messages.ts';
import type { JournalStore } from './journal-store.ts';
import type { LogPart, OutboxStatus, PackedPart, Progress, ReadLimits, SetAsideRow } from './outbox.ts';

/** What may be asked of a journal as the queue of what is to be sent; answered by the thread that owns the file. */
export interface OutboxMethods {
  /** The rows after a place; undefined if it is past the end. Where it was trimmed, all that is kept. */
  read(afterSeq: number, limits: ReadLimits): LogPart | undefined;
  /** The same with rows as they travel, if they can be put into that form. */
  readPacked(afterSeq: number, limits: ReadLimits): LogPart | PackedPart | undefined;
  /** Undefined if the place is trimmed or past the end. */
  hashAt(seq: number): string | undefined;
  progress(): Progress;
  /** Is on the disk within about a second. */
  noteProgress(progress: Progress, at: number): void;
  noteTrouble(text: string, at: number): void;
  /** Is on the disk once answered. */
  setAside(row: Omit<SetAsideRow, 'resolution'>): void;
  rowsSetAside(): readonly SetAsideRow[];
  resolve(seq: number, resolution: string): boolean;
  /** From here on no row is taken, and the next start begins another epoch. */
  noteRenewal(reason: string): void;
  /** The last row up to which all are settled and older than that; 0 if there is none. */
  trimmable(before: number): number;
  /** Removes all rows up to one, a few at a time. */
  trim(upTo: number, before: number): void;
  status(): OutboxStatus;
}

/** One call with its arguments, as it crosses to the thread. */
export type OutboxCall = CallOf<OutboxMethods>;

/** @throws StorageError as a commit does */
export function answerOutboxCall(store: JournalStore, call: OutboxCall): unknown {
  const { outbox } = store;
  switch (call.method) {
    case 'read':
      return outbox.read(...call.args);
    case 'readPacked':
      return outbox.readPacked(...call.args);
    case 'progress':
      return outbox.progress;
    case 'noteProgress':
      return outbox.note(...call.args);
    case 'hashAt':
      return outbox.hashAt(...call.args);
    case 'rowsSetAside':
      return outbox.rowsSetAside();
    case 'trimmable':
      store.writeNotes();
      return outbox.trimmable(...call.args);
    case 'status':
      return outbox.status();
    case 'noteTrouble':
      return store.commit(() => outbox.noteTrouble(...call.args));
    case 'setAside':
      return store.commit(() => outbox.setAside(...call.args));
    case 'resolve':
      return store.commit(() => outbox.resolve(...call.args));
    case 'noteRenewal':
      return store.commit(() => outbox.noteRenewal(...call.args));
    case 'trim':
      return trim(store, ...call.args);
  }
}

function trim(store: JournalStore, upTo: number, before: number): void {
  store.writeNotes();
  store.commit((outbox) => outbox.trim(upTo, before));
}
