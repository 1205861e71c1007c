import type { MinorUnits } from '../values/money.ts';
import type { PaymentAttempt, PaymentDetails, PaymentEvent } from './payment.ts';

/** The end that a person gave to an attempt that the terminal could not tell of. */
export function staffDecision(attempt: PaymentAttempt, paid: boolean, attendant: string): PaymentEvent {
  const { attemptId, amount } = attempt;
  const settledBy = 'staff';
  if (!paid) {
    return { type: 'payment-ended', attemptId, outcome: 'failed', reason: 'staff-decided', settledBy, attendant };
  }
  const details = attempt.details ?? withoutDetails(amount);
  return { type: 'payment-approved', attemptId, amount, details, settledBy, attendant };
}

function withoutDetails(amount: MinorUnits): PaymentDetails {
  const fingerprint = { receiptNumber: '', traceNumber: '', time: '', date: '', amount, terminalId: '' };
  return { fingerprint, customerReceipt: [] };
}
