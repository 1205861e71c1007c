import type { AttemptId, EpochMs, TransactionId } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';

/**
 * One attempt to be paid, from the intention that is on disk before the first byte goes out, to its end. An attempt
 * that nobody has heard the end of is unknown, never failed; it is settled by asking, never by charging again.
 */
export type PaymentEvent =
  | {
      readonly type: 'payment-intended';
      readonly attemptId: AttemptId;
      readonly transactionId: TransactionId | undefined;
      readonly terminalId: string;
      readonly amount: MinorUnits;
      readonly currency: string;
      readonly at: EpochMs;
      readonly baseline: Baseline | undefined;
    }
  /** From here on the terminal may have the command. */
  | { readonly type: 'payment-sent'; readonly attemptId: AttemptId; readonly at: EpochMs }
  /**
   * The terminal's answer, journalled before it is acknowledged: approved, but not yet confirmed by its last message.
   */
  | {
      readonly type: 'payment-answered';
      readonly attemptId: AttemptId;
      readonly amount: MinorUnits;
      readonly details: PaymentDetails;
    }
  | {
      readonly type: 'payment-approved';
      readonly attemptId: AttemptId;
      readonly amount: MinorUnits;
      readonly details: PaymentDetails;
      readonly settledBy: 'terminal' | 'recovery' | 'staff';
      readonly attendant?: string | undefined;
    }
  | {
      readonly type: 'payment-ended';
      readonly attemptId: AttemptId;
      readonly outcome: 'declined' | 'cancelled' | 'failed';
      readonly reason: PaymentEndReason;
      /** The terminal's own words for staff; never shown to a shopper (payment-terminal texts may be for merchants). */
      readonly terminalText?: string | undefined;
      readonly settledBy: 'terminal' | 'recovery' | 'staff';
      readonly attendant?: string | undefined;
      readonly fingerprint?: TerminalFingerprint | undefined;
    }
  | { readonly type: 'payment-unknown'; readonly attemptId: AttemptId; readonly cause: string; readonly at: EpochMs }
  /** What the terminal reported as its last transaction when nothing of ours was running. */
  | { readonly type: 'terminal-observed'; readonly terminalId: string; readonly fingerprint: TerminalFingerprint };

export type PaymentEndReason =
  | 'card-declined'
  | 'card-not-accepted'
  | 'card-unreadable'
  | 'shopper-cancelled'
  | 'lane-cancelled'
  | 'timed-out-at-terminal'
  | 'terminal-unreachable'
  | 'terminal-not-ready'
  | 'terminal-refused'
  | 'not-booked'
  | 'reversed-by-terminal'
  | 'staff-decided';

/**
 * By what a terminal's transaction is recognised again. Compared as a whole: receipt numbers alone come round again. A
 * field that the terminal left out is an empty string.
 */
export interface TerminalFingerprint {
  readonly receiptNumber: string;
  readonly traceNumber: string;
  /** HHMMSS by the terminal's own clock. */
  readonly time: string;
  /** MMDD; terminals leave the year out. */
  readonly date: string;
  /** Minor units; undefined when the terminal left it out. */
  readonly amount?: number | undefined;
  readonly terminalId: string;
}

/**
 * What a terminal last had booked, asked just before a charge: its last transaction, or that it had none to tell of. An
 * answer equal to it says that nothing new was booked. Undefined beside it means that nobody could find out.
 */
export type Baseline = TerminalFingerprint | 'none';

/** What may be kept and printed of a card payment. Never a full card number. */
export interface PaymentDetails {
  readonly cardName?: string | undefined;
  /** At most the last four digits. */
  readonly cardLast4?: string | undefined;
  readonly authorisationCode?: string | undefined;
  readonly fingerprint: TerminalFingerprint;
  /** The customer's card receipt as the terminal worded it, one string a line. */
  readonly customerReceipt: readonly string[];
}

/** Where one attempt stands. */
export interface PaymentAttempt {
  readonly attemptId: AttemptId;
  readonly transactionId: TransactionId | undefined;
  readonly terminalId: string;
  readonly amount: MinorUnits;
  readonly currency: string;
  readonly intendedAt: EpochMs;
  readonly baseline: Baseline | undefined;
  readonly phase: 'intended' | 'sent' | 'answered' | 'unknown' | 'approved' | 'ended';
  readonly details?: PaymentDetails | undefined;
  readonly approvedAmount?: MinorUnits | undefined;
}

/** All attempts that a journal tells of, and what each terminal last reported. */
export interface PaymentState {
  readonly attempts: ReadonlyMap<AttemptId, PaymentAttempt>;
  readonly lastSeen: ReadonlyMap<string, TerminalFingerprint>;
}
