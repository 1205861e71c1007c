import type { CatalogueReader } from '#kiosk/core/catalogue/article.ts';
import type { Helper } from '#kiosk/core/assist/person.ts';
import type { PaymentEvent } from '#kiosk/core/payment/payment.ts';
import type { AssistEvent } from '#kiosk/core/assist/ticket.ts';
import type { TransactionEvent } from '#kiosk/core/transaction/events.ts';
import type { BusinessDay, EpochMs, TransactionId } from '#kiosk/core/values/identifiers.ts';

/** Time, passed in so that a test can hold it. */
export interface Clock {
  now(): EpochMs;
  /** Monotonic milliseconds; never goes back. */
  monotonic(): number;
  /** Calls back once after the delay; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** UUIDv7, so that identifiers sort by the time they were made. */
export interface Ids {
  next(): string;
}

/** One fact for the journal. The kind says which union the event belongs to. */
export type JournalEntry =
  | { readonly kind: 'transaction'; readonly transactionId: TransactionId; readonly event: TransactionEvent }
  | { readonly kind: 'payment'; readonly event: PaymentEvent }
  | { readonly kind: 'assist'; readonly event: AssistEvent }
  | { readonly kind: 'lane'; readonly event: LaneEvent };

/** What happened to the lane itself. */
export type LaneEvent =
  | { readonly type: 'lane-started'; readonly softwareVersion: string; readonly at: EpochMs }
  | { readonly type: 'lane-stopped'; readonly at: EpochMs }
  /** Out of use until a colleague opens it again; whoever is shopping comes to the end. */
  | { readonly type: 'lane-paused'; readonly at: EpochMs }
  | { readonly type: 'lane-opened'; readonly at: EpochMs }
  /** What a colleague did in a basket or at the lane, and why. */
  | {
      readonly type: 'staff-acted';
      readonly action: Readonly<Record<string, string | number>>;
      readonly reason: string;
      readonly helper: Helper;
      readonly at: EpochMs;
    }
  /** A hint and time to put it right, before a person is called; `about` is the code that was read, or the attempt. */
  | {
      readonly type: 'nudge-given';
      readonly reason: 'article-unknown' | 'payment-failed';
      readonly about: string;
      readonly at: EpochMs;
    }
  /** Somebody looked for an answer, or for an article, and found none; at most 60 characters as they were typed. */
  | {
      readonly type: 'help-missed';
      readonly text: string;
      readonly language: string;
      /** Absent: among the answers. */
      readonly about?: 'answers' | 'articles';
      readonly at: EpochMs;
    }
  /** This journal goes on where another one of the same lane ended: it was copied, restored or damaged. */
  | {
      readonly type: 'epoch-started';
      readonly previousEpoch: string;
      readonly lastKnownSeq: number;
      readonly lastHash: string;
      readonly reason: 'restored' | 'cloned' | 'damaged' | 'replaced';
      /** The least number for a receipt from here on; absent in journals of versions that did not know it. */
      readonly receiptNumbersFrom?: number;
    }
  /** The wall clock was set, or stood still: times before and after are not to be compared. */
  | {
      readonly type: 'clock-jump';
      /** What the wall clock said when the row before was written, and what it says now. */
      readonly from: EpochMs;
      readonly to: EpochMs;
      /** What really went by in between, in milliseconds; null over a restart of the machine, where nobody knows. */
      readonly elapsedMs: number | null;
    };

/**
 * The record. `append` resolves when all its entries are on disk together, or rejects with none of them counted on:
 * after a rejection the writer must stop and read the journal again (an I/O error may hide a commit that did happen).
 */
export interface Journal {
  append(businessDay: BusinessDay, entries: readonly JournalEntry[]): Promise<void>;
  /** All entries in order, from the first or from after a sequence number. */
  read(afterSeq?: number): AsyncIterable<{ readonly seq: number; readonly entry: JournalEntry }>;
}

/** Whether the disk has room. Below a floor what was begun is finished and nothing new is. */
export interface DiskWatch {
  /** `full`: a write was refused, and what was kept in reserve is being used up. */
  readonly level: 'ample' | 'low' | 'full';
  readonly mayBeginSale: boolean;
  /** Calls back when the level has changed; the returned function ends that. */
  onChange(listener: () => void): () => void;
}

/** A catalogue whose revisions come and go. It changes over only when it is told to. */
export interface ChangingCatalogue extends CatalogueReader {
  /**
   * Changes over to the revision in force.
   *
   * @returns true if it changed
   * @throws when the newer one cannot be read; the present one stays then
   */
  refresh(): boolean;
}

/** What an engineer reads. Never card data, never personal data. */
export interface Logger {
  debug(message: string, data?: Readonly<Record<string, unknown>>): void;
  info(message: string, data?: Readonly<Record<string, unknown>>): void;
  warn(message: string, data?: Readonly<Record<string, unknown>>): void;
  error(message: string, data?: Readonly<Record<string, unknown>>): void;
}
