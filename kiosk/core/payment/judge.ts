import type { MinorUnits } from '../values/money.ts';
import { type TerminalMoment, compareFingerprints, fromOtherTerminal, secondsBetween } from './fingerprint.ts';
import type { Baseline, PaymentDetails, TerminalFingerprint } from './payment.ts';

/** How far the clocks of lane and terminal may be apart where a time has to decide. */
const CLOCK_SLACK_SECONDS = 120;

/** The attempt whose end is not known. */
export interface RecoveryQuestion {
  readonly amount: MinorUnits;
  readonly baseline: Baseline | undefined;
  readonly answered?: { readonly amount: MinorUnits; readonly details: PaymentDetails } | undefined;
  /** When the attempt started, as the terminal's clock would write it. */
  readonly startedAt: TerminalMoment;
}

/** What the terminal reports as its last transaction. */
export interface LastTransaction {
  readonly fingerprint: TerminalFingerprint;
  /** It ended with success. */
  readonly successful: boolean;
  /** It takes an earlier one back; that one's trace number, or an empty string when the terminal does not say which. */
  readonly reversalOf?: string | undefined;
}

/**
 * - booked: the money has moved
 * - not-booked: it has not, or it was given back
 * - unchanged: nothing new since the baseline. Only together with an idle terminal, and seen twice, that means not
 *   booked
 * - undecided: only a person can tell
 */
export type Verdict =
  | { readonly verdict: 'booked' }
  | { readonly verdict: 'not-booked'; readonly reason: 'not-booked' | 'reversed-by-terminal' }
  | { readonly verdict: 'unchanged' }
  | { readonly verdict: 'undecided'; readonly cause: string };

/**
 * Judges what became of an attempt from the terminal's last transaction. Where the evidence leaves a doubt: undecided.
 */
export function judge(question: RecoveryQuestion, last: LastTransaction): Verdict {
  if (isOfOtherTerminal(question, last)) return undecided('the answer comes from another terminal');

  const answered = question.answered?.details.fingerprint;
  const toAnswered = answered && compareFingerprints(answered, last.fingerprint);
  const { baseline } = question;
  const toBaseline = typeof baseline === 'object' ? compareFingerprints(baseline, last.fingerprint) : undefined;

  if (toAnswered === 'same') {
    if (toBaseline === 'same') return undecided('the terminal numbers different transactions alike');
    return last.successful ? BOOKED : REVERSED;
  }
  if (toBaseline === 'same') return { verdict: 'unchanged' };
  if (toBaseline === 'unclear') return undecided('the last transaction may be the one before this payment');
  if (!last.successful || last.reversalOf !== undefined || last.fingerprint.amount === 0) {
    return judgeFailedOrReversed(question, last);
  }
  if (toAnswered !== undefined) return undecided('the terminal has booked something else since');
  return judgeBooked(question, last);
}

const BOOKED: Verdict = { verdict: 'booked' };
const REVERSED: Verdict = { verdict: 'not-booked', reason: 'reversed-by-terminal' };

/** The last transaction is new and is not a successful payment. */
function judgeFailedOrReversed(question: RecoveryQuestion, last: LastTransaction): Verdict {
  const answered = question.answered?.details.fingerprint;
  if (answered !== undefined) {
    // A payment that was answered with "approved" is only undone by a transaction that names it.
    const namesIt = last.reversalOf !== undefined && last.reversalOf !== '' && last.reversalOf === answered.traceNumber;
    return namesIt ? REVERSED : undecided('a later transaction hides the one that was asked about');
  }
  if (question.baseline === undefined && !startedBefore(question, last)) {
    return undecided('the last transaction may be older than this payment');
  }
  if (last.reversalOf !== undefined || last.fingerprint.amount === 0) return REVERSED;
  return { verdict: 'not-booked', reason: 'not-booked' };
}

/** The last transaction is new and successful. */
function judgeBooked(question: RecoveryQuestion, last: LastTransaction): Verdict {
  const { amount } = last.fingerprint;
  if (amount === undefined) return undecided('the terminal does not tell the amount');
  if (amount !== question.amount) return undecided('the amount is not the one that was asked for');
  const { baseline } = question;
  if (typeof baseline === 'object') {
    const elapsed = secondsBetween(baseline, last.fingerprint);
    if (elapsed !== undefined && elapsed < -CLOCK_SLACK_SECONDS) {
      return undecided('the last transaction is older than the one before this payment');
    }
    return BOOKED;
  }
  // The terminal had nothing to tell before the payment, and tells of its amount now.
  if (baseline === 'none') return BOOKED;
  return startedBefore(question, last) ? BOOKED : undecided('the last transaction may be older than this payment');
}

/** Without a baseline the clocks are all there is to go by. */
function startedBefore(question: RecoveryQuestion, last: LastTransaction): boolean {
  const elapsed = secondsBetween(question.startedAt, last.fingerprint);
  return elapsed !== undefined && elapsed >= -CLOCK_SLACK_SECONDS;
}

function isOfOtherTerminal({ baseline, answered }: RecoveryQuestion, { fingerprint }: LastTransaction): boolean {
  if (typeof baseline === 'object' && fromOtherTerminal(baseline, fingerprint)) return true;
  return answered !== undefined && fromOtherTerminal(answered.details.fingerprint, fingerprint);
}

function undecided(cause: string): Verdict {
  return { verdict: 'undecided', cause };
}
