import { reject, type Rejection } from '../rejection.ts';
import type { EpochMs } from '../values/identifiers.ts';
import type { TransactionCommand } from './commands.ts';
import type { TransactionContext } from './context.ts';
import type { ReceiptMedium, TransactionEvent } from './events.ts';
import type { TransactionState } from './state.ts';

export function chooseReceipt(
  state: TransactionState,
  medium: ReceiptMedium,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  if (state.status !== 'settled') return reject('wrong-state', { state: state.status });
  if (!context.receiptMedia.includes(medium)) return reject('receipt-not-offered', { medium });
  return [{ type: 'receipt-chosen', medium }];
}

/** Notes how the receipt went. A sale is settled whatever the printer does. */
export function recordReceipt(
  state: TransactionState,
  command: Extract<TransactionCommand, { type: 'record-receipt' }>,
): readonly TransactionEvent[] | Rejection {
  if (state.status !== 'settled' && state.status !== 'closed') return reject('wrong-state', { state: state.status });
  const { medium, failure } = command;
  if (failure !== undefined) return [{ type: 'receipt-failed', medium, cause: failure }];
  return [{ type: 'receipt-issued', medium, copy: state.receipt.issued + 1 }];
}

export function close(state: TransactionState, now: EpochMs): readonly TransactionEvent[] | Rejection {
  if (state.status === 'closed') return [];
  if (state.status !== 'settled') return reject('wrong-state', { state: state.status });
  return [{ type: 'transaction-closed', closedAt: now }];
}
