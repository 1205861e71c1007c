import type { JournalIdentity, NewEntries, ReadRow, RowTime } from './journal-store.ts';
import type { JournalOptions } from './open-journal-store.ts';
import type { OutboxCall } from './outbox-calls.ts';

/** What whoever owns the file is told. */
export interface JournalData {
  readonly file: string;
  readonly options: JournalOptions;
}

/** What the thread says of a journal that it has opened. */
export interface OpenedJournal {
  readonly identity: JournalIdentity;
  readonly headSeq: number;
  readonly lastTime: RowTime | undefined;
}

/** What is asked of the thread. Texts and numbers only: they cross a thread for the price of copying their bytes. */
export interface JournalMethods {
  /** Returns the number of the last row on the disk. */
  append(batch: NewEntries): number;
  read(afterSeq: number): readonly ReadRow[];
  outbox(call: OutboxCall): unknown;
  close(): void;
}
