import type { Baseline, PaymentDetails, PaymentEndReason, TerminalFingerprint } from '#kiosk/core/payment/payment.ts';
import type { Currency, MinorUnits } from '#kiosk/core/values/money.ts';
import type { Device } from '../device.ts';

/** What the terminal is asked to collect. */
export interface PaymentRequest {
  readonly attemptId: string;
  readonly amount: MinorUnits;
  readonly currency: Currency;
}

/** The shopper-facing step that the terminal is in; `text` only where its own words must be quoted. */
export interface TerminalStatus {
  readonly step: TerminalStep;
  readonly text?: string | undefined;
}

export type TerminalStep =
  | 'starting'
  | 'present-card'
  | 'enter-pin'
  | 'wrong-pin'
  | 'remove-card'
  | 'please-wait'
  | 'contacting-host'
  | 'choose-on-reader'
  | 'not-accepted'
  | 'approved'
  | 'declined'
  | 'reversing'
  | 'other';

/**
 * How the caller is kept in the picture, and makes it durable. Both promises are awaited before the exchange goes on,
 * so that what they write is on disk first.
 */
export interface PaymentObserver {
  /** The next thing is the first byte of the charge. */
  sending(): Promise<void>;
  /**
   * The terminal says that the payment is booked. It is acknowledged only when this resolves. If it rejects, the driver
   * answers negatively where the protocol lets the terminal reverse then.
   */
  answered(amount: MinorUnits, details: PaymentDetails): Promise<void>;
  status(status: TerminalStatus): void;
}

/** What became of an attempt. Only these; "unknown" is a fact too. */
export type PaymentOutcome =
  | { readonly outcome: 'approved'; readonly amount: MinorUnits; readonly details: PaymentDetails }
  | {
      readonly outcome: 'declined' | 'cancelled' | 'failed';
      readonly reason: PaymentEndReason;
      readonly terminalText?: string | undefined;
      readonly fingerprint?: TerminalFingerprint | undefined;
    }
  | { readonly outcome: 'unknown'; readonly cause: string };

/** The attempt that is asked about, and what the terminal had last booked before it. */
export interface PaymentQuestion {
  readonly attemptId: string;
  readonly amount: MinorUnits;
  readonly currency: Currency;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly baseline: Baseline | undefined;
  /** What the terminal already answered, if the connection was lost after that. */
  readonly answered?: { readonly amount: MinorUnits; readonly details: PaymentDetails } | undefined;
}

/**
 * A card terminal (UnifiedPOS category CAT). One exchange at a time; a second one is refused with DeviceError `busy`.
 * No method ever sends a charge twice.
 */
export interface PaymentTerminal extends Device {
  readonly terminalId: string;
  /** Starts a charge and follows it to its end. Never rejects for what the terminal or the line does. */
  pay(request: PaymentRequest, observer: PaymentObserver): Promise<PaymentOutcome>;
  /** Asks the terminal to stop the running charge. A wish: the outcome is still what pay() resolves to. */
  abort(): Promise<void>;
  /**
   * Finds out what became of an attempt by asking, until it is known or the time is over. Never charges, never
   * reverses.
   */
  ask(question: PaymentQuestion, deadlineMs: number, status: (status: TerminalStatus) => void): Promise<PaymentOutcome>;
  /** What the terminal has last booked, asked freshly; undefined when it does not answer or cannot tell. */
  lastTransaction(): Promise<Baseline | undefined>;
}
