import type { AttemptId } from '../values/identifiers.ts';
import type { PaymentAttempt, PaymentEvent, PaymentState } from './payment.ts';

/** Settled attempts that stay at hand for a look back. What is open is never dropped. */
export const SETTLED_ATTEMPTS_KEPT = 100;

export const NO_PAYMENTS: PaymentState = { attempts: new Map(), lastSeen: new Map() };

type Phase = PaymentAttempt['phase'];
type AttemptEvent = Exclude<PaymentEvent, { type: 'terminal-observed' }>;

/**
 * What may follow what. Final phases have no followers: an approved or ended attempt never changes again, in whatever
 * order late answers arrive.
 */
const FOLLOWERS: Readonly<Record<Phase, readonly AttemptEvent['type'][]>> = {
  intended: ['payment-sent', 'payment-ended'],
  sent: ['payment-answered', 'payment-approved', 'payment-ended', 'payment-unknown'],
  answered: ['payment-approved', 'payment-ended', 'payment-unknown'],
  unknown: ['payment-approved', 'payment-ended', 'payment-unknown'],
  approved: [],
  ended: [],
};

/** Whether this event may be recorded now. Whoever records one that may not has a bug. */
export function mayFollow(state: PaymentState, event: PaymentEvent): boolean {
  if (event.type === 'terminal-observed') return true;
  const attempt = state.attempts.get(event.attemptId);
  if (attempt === undefined) return event.type === 'payment-intended';
  return FOLLOWERS[attempt.phase].includes(event.type);
}

/**
 * The state after one more event. One that may not follow changes nothing, so that any journal can be read to its end.
 */
export function evolvePayment(state: PaymentState, event: PaymentEvent): PaymentState {
  if (!mayFollow(state, event)) return state;
  switch (event.type) {
    case 'terminal-observed':
      return { ...state, lastSeen: new Map(state.lastSeen).set(event.terminalId, event.fingerprint) };
    case 'payment-intended':
      return withAttempt(state, {
        attemptId: event.attemptId,
        transactionId: event.transactionId,
        terminalId: event.terminalId,
        amount: event.amount,
        currency: event.currency,
        intendedAt: event.at,
        baseline: event.baseline,
        phase: 'intended',
      });
    case 'payment-sent':
      return changed(state, event.attemptId, { phase: 'sent' });
    case 'payment-answered':
      return changed(state, event.attemptId, {
        phase: 'answered',
        approvedAmount: event.amount,
        details: event.details,
      });
    case 'payment-approved':
      return approved(state, event);
    case 'payment-ended':
      return withoutOldest(changed(state, event.attemptId, { phase: 'ended' }));
    case 'payment-unknown':
      return changed(state, event.attemptId, { phase: 'unknown' });
  }
}

/** Attempts whose end nobody knows yet, oldest first. While there is one, its terminal must not be asked for money. */
export function openAttempts(state: PaymentState): readonly PaymentAttempt[] {
  return [...state.attempts.values()].filter((attempt) => !isSettled(attempt));
}

export function isSettled(attempt: PaymentAttempt): boolean {
  return FOLLOWERS[attempt.phase].length === 0;
}

function approved(state: PaymentState, event: PaymentEvent & { type: 'payment-approved' }): PaymentState {
  const attempt = state.attempts.get(event.attemptId);
  const settled = changed(state, event.attemptId, {
    phase: 'approved',
    approvedAmount: event.amount,
    details: event.details,
  });
  if (attempt === undefined || event.settledBy === 'staff') return withoutOldest(settled);
  // The transaction that was just booked is the terminal's last one now.
  const lastSeen = new Map(settled.lastSeen).set(attempt.terminalId, event.details.fingerprint);
  return withoutOldest({ ...settled, lastSeen });
}

function changed(state: PaymentState, attemptId: AttemptId, change: Partial<PaymentAttempt>): PaymentState {
  const attempt = state.attempts.get(attemptId);
  return attempt === undefined ? state : withAttempt(state, { ...attempt, ...change });
}

function withAttempt(state: PaymentState, attempt: PaymentAttempt): PaymentState {
  return { ...state, attempts: new Map(state.attempts).set(attempt.attemptId, attempt) };
}

function withoutOldest(state: PaymentState): PaymentState {
  const settled = [...state.attempts.values()].filter(isSettled);
  const surplus = settled.slice(0, Math.max(0, settled.length - SETTLED_ATTEMPTS_KEPT));
  if (surplus.length === 0) return state;
  const attempts = new Map(state.attempts);
  for (const attempt of surplus) attempts.delete(attempt.attemptId);
  return { ...state, attempts };
}
