import type { InboxOptions } from './inbox-store.ts';
import type { InboxMethods } from './inbox-types.ts';

/** What whoever owns the file is told. */
export interface InboxData {
  readonly file: string;
  readonly options: InboxOptions;
}

/** What is asked of the thread. */
export interface InboxThreadMethods extends InboxMethods {
  close(): void;
}
