// Goal: no command takes a sale away from a payment whose end is not known.
// Method: every command that leaves the payment, against an attempt in every phase.
import { expect, it } from 'vitest';
import type { PaymentAttempt, PaymentState } from '../payment/payment.ts';
import type { AttemptId, TransactionId } from '../values/identifiers.ts';
import { minorUnits } from '../values/money.ts';
import { heldByPayment } from './held-by-payment.ts';

function payments(phase: PaymentAttempt['phase']): PaymentState {
  const attempt: PaymentAttempt = {
    attemptId: 'attempt-1' as AttemptId,
    transactionId: 'sale-1' as TransactionId,
    terminalId: 'terminal',
    amount: minorUnits(219),
    currency: 'EUR',
    intendedAt: 1,
    baseline: undefined,
    phase,
  };
  return { attempts: new Map([[attempt.attemptId, attempt]]), lastSeen: new Map() };
}

const LEAVING = [
  { type: 'cancel-tender' },
  { type: 'suspend', reason: 'idle' },
  { type: 'void', reason: 'shopper' },
] as const;

it.each(['intended', 'sent', 'answered', 'unknown'] as const)('%s: the sale stays', (phase) => {
  for (const command of LEAVING) expect(heldByPayment(payments(phase), command)?.code).toBe('payment-running');
  expect(heldByPayment(payments(phase), { type: 'choose-language', language: 'nl' })).toBeUndefined();
});

it.each(['approved', 'ended'] as const)('%s: the sale may go on', (phase) => {
  for (const command of LEAVING) expect(heldByPayment(payments(phase), command)).toBeUndefined();
});
