import type { StorageErrorCode } from '../storage-error.ts';
import type { JournalIdentity, NewEntries, ReadRow, RowTime } from './journal-store.ts';
import type { JournalOptions } from './open-journal-store.ts';
import type { OutboxCall } from './outbox-calls.ts';

/** What the thread that owns the file is started with. */
export interface JournalWorkerData {
  readonly file: string;
  readonly options: JournalOptions;
}

/** What is asked of the thread. Texts and numbers only: they cross a thread for the price of copying their bytes. */
export type JournalRequest =
  | { readonly type: 'append'; readonly id: number; readonly batch: NewEntries }
  | { readonly type: 'read'; readonly id: number; readonly afterSeq: number }
  | { readonly type: 'outbox'; readonly id: number; readonly call: OutboxCall }
  | { readonly type: 'close'; readonly id: number };

/** What the thread answers. */
export type JournalAnswer =
  | {
      readonly type: 'opened';
      readonly identity: JournalIdentity;
      readonly headSeq: number;
      readonly lastTime: RowTime | undefined;
    }
  | { readonly type: 'not-opened'; readonly error: CrossedError }
  | { readonly type: 'appended'; readonly id: number; readonly headSeq: number }
  | { readonly type: 'rows'; readonly id: number; readonly rows: readonly ReadRow[] }
  | { readonly type: 'answered'; readonly id: number; readonly value: unknown }
  | { readonly type: 'closed'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly error: CrossedError };

/** An error in a form that keeps its kind when it crosses a thread; no code means a fault of our own. */
export interface CrossedError {
  readonly code: StorageErrorCode | undefined;
  readonly message: string;
}
