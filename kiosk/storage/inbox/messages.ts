import type { InboxOptions } from './inbox-store.ts';
import type { InboxMethods } from './inbox-types.ts';

/** What the thread that owns the file is started with. */
export interface InboxWorkerData {
  readonly file: string;
  readonly options: InboxOptions;
}

/** What is asked of the thread. */
export interface InboxThreadMethods extends InboxMethods {
  close(): void;
}
