import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';

/** Who wrote a log: a workstation or a store, and the life of its file. Rows are named by (origin, epoch, seq). */
export interface LogName {
  readonly origin: string;
  /** A UUID made with the file. A restored, cloned or replaced file goes on under another one. */
  readonly epoch: string;
}

/** A place in a log: everything up to here. 0 with the genesis hash stands before the first row. */
export interface Mark {
  readonly seq: number;
  /** 64 lower-case hexadecimal digits. */
  readonly hash: string;
}

/** Rows on their way: `rows[0]` follows `after`, and each row the one before it. No rows at all asks for the mark. */
export interface PushRequest {
  readonly log: LogName;
  readonly after: Mark;
  readonly rows: readonly JournalRow[];
}

/**
 * What the receiver says. Its mark is authoritative in both directions: a sender whose own notes say more rewinds.
 * `fork`: it holds another row in the same place; nobody goes on before a person has looked. `fenced`: another epoch
 * of this origin is alive. `refused`: a row that cannot be framed; the sender sets it aside and sends a tombstone for
 * it.
 */
export type PushAnswer =
  | {
      readonly type: 'mark';
      /** Up to here the rows are committed at the receiver, without a gap. */
      readonly mark: Mark;
      /** Up to here the final system, headquarters' database, has committed them. Only this permits trimming. */
      readonly settled: Mark;
    }
  | { readonly type: 'fork'; readonly mark: Mark; readonly detail: string }
  | { readonly type: 'fenced'; readonly liveEpoch: string; readonly detail: string }
  | { readonly type: 'refused'; readonly seq: number; readonly code: RefusalCode; readonly detail: string };

export type RefusalCode = 'too-large' | 'malformed';

/** The most that one push may hold. */
export const PUSH_ROWS_MAX = 200;
export const PUSH_BYTES_MAX = 256 * 1_024;
/** One row alone may be larger than a push of many, up to what a journal takes. */
export const ROW_BYTES_MAX = 2 * 1_024 * 1_024;
