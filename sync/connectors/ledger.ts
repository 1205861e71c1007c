import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { LogName } from '../log/log.ts';

/** How far one connector is with one log. */
export interface Cursor {
  /** Every sale that ended at or before this row was delivered or set aside, and none that began is open. */
  readonly seq: number;
  /** The last batch that was offered without its answer being noted: its last row, and when by the wall clock. */
  readonly tried: { readonly seq: number; readonly at: number } | undefined;
}

/** A sale that was set aside: the other system refuses it, or its rows do not make a sale. */
export interface HeldSale {
  readonly log: LogName;
  /** The row that ended it; names it together with the log. */
  readonly seq: number;
  readonly firstSeq: number;
  readonly transactionId: string;
  readonly businessDay: string;
  readonly reason: string;
  /** All rows of it, so that it can be put together again when the inbox does not keep them any more. */
  readonly rows: readonly JournalRow[];
}

export interface Trouble {
  readonly kind: 'retrying' | 'paused';
  readonly text: string;
}

/** What a runner remembers. Each call is on the disk when it returns. Times in milliseconds since 1970. */
export interface Ledger {
  cursor(connector: string, log: LogName): Cursor;
  /** Moves the cursor; `delivered` counts the sales that went over since it was moved last. */
  advance(connector: string, log: LogName, seq: number, delivered: number, at: number): void;
  noteTry(connector: string, log: LogName, seq: number, at: number): void;
  /** Sets a sale aside and moves the cursor to its last row, both or neither. */
  setAside(connector: string, sale: HeldSale, at: number): void;
  /** Sales that a person wants to be offered again; at most so many. */
  released(connector: string, limit: number): readonly HeldSale[];
  /** A released sale went over, or is held again with another reason. */
  settleReleased(connector: string, sale: HeldSale, heldAgain: string | undefined, at: number): void;
  /** Undefined: all is well again. */
  noteTrouble(connector: string, trouble: Trouble | undefined, at: number): void;
}
