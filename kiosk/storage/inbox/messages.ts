import type { CrossedError } from '../journal/messages.ts';
import type { InboxOptions } from './inbox-store.ts';
import type { InboxCall } from './inbox-types.ts';

/** What the thread that owns the file is started with. */
export interface InboxWorkerData {
  readonly file: string;
  readonly options: InboxOptions;
}

export type InboxRequest =
  | { readonly type: 'call'; readonly id: number; readonly call: InboxCall }
  | { readonly type: 'close'; readonly id: number };

export type InboxAnswer =
  | { readonly type: 'opened' }
  | { readonly type: 'not-opened'; readonly error: CrossedError }
  | { readonly type: 'answered'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: CrossedError };
