import { openAttempts } from '../payment/evolve.ts';
import type { PaymentState } from '../payment/payment.ts';
import { reject, type Rejection } from '../rejection.ts';
import type { TransactionCommand } from '../transaction/commands.ts';

/** What takes a sale away from the payment that may be running for it. */
const LEAVES_THE_PAYMENT: ReadonlySet<TransactionCommand['type']> = new Set([
  'cancel-tender',
  'suspend',
  'begin-move',
  'void',
]);

/**
 * While nobody knows whether money has moved, the sale stays where that money would be booked: whoever gave it up now
 * could be charged for nothing, and whoever paid again could be charged twice.
 */
export function heldByPayment(payments: PaymentState, command: TransactionCommand): Rejection | undefined {
  if (!LEAVES_THE_PAYMENT.has(command.type) || openAttempts(payments).length === 0) return undefined;
  return reject('payment-running');
}
