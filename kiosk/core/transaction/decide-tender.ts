import { totalsOf } from '../pricing/totals.ts';
import { reject, type Rejection } from '../rejection.ts';
import { add, type MinorUnits } from '../values/money.ts';
import type { TransactionCommand } from './commands.ts';
import type { TransactionContext } from './context.ts';
import type { TransactionEvent } from './events.ts';
import { activeLines } from './evolve.ts';
import type { TransactionState } from './state.ts';

/**
 * Freezes the basket for paying: the totals are journalled, so that what is charged, printed and sent is what was
 * shown. A basket that costs nothing is settled at once; there is nothing to ask a terminal for.
 */
export function startTender(
  state: TransactionState,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  if (state.status !== 'open') return reject('wrong-state', { state: state.status });
  if (activeLines(state).length === 0) return reject('nothing-to-pay-for');
  if (state.interventions.length > 0) return reject('open-interventions', { count: state.interventions.length });
  const totals = totalsOf(state.lines);
  if (totals.total < 0) return reject('refund-due');
  const started: TransactionEvent = { type: 'tender-started', totals };
  return totals.total === 0 ? [started, settled(context)] : [started];
}

/** Back to scanning. Money that was already taken for this sale keeps it at the till. */
export function cancelTender(state: TransactionState): readonly TransactionEvent[] | Rejection {
  if (state.status === 'open') return [];
  if (state.status !== 'tendering') return reject('wrong-state', { state: state.status });
  if (state.tenders.length > 0) return reject('payment-running');
  return [{ type: 'tender-cancelled' }];
}

/**
 * Books an approved payment with the amount that the terminal answered. A lower amount leaves the rest to pay; a higher
 * one settles the sale and is for staff to look at, because money that was taken is never made to disappear.
 */
export function addTender(
  state: TransactionState,
  command: Extract<TransactionCommand, { type: 'add-tender' }>,
  context: TransactionContext,
): readonly TransactionEvent[] | Rejection {
  if (state.status !== 'tendering') return reject('wrong-state', { state: state.status });
  if (state.tenders.some((tender) => tender.attemptId === command.attemptId)) return [];
  const { attemptId, amount } = command;
  const added: TransactionEvent = { type: 'tender-added', tender: { attemptId, tenderType: 'card', amount } };
  const paid: MinorUnits = add(amount, ...state.tenders.map((tender) => tender.amount));
  return paid >= state.totals.total ? [added, settled(context)] : [added];
}

function settled(context: TransactionContext): TransactionEvent {
  return { type: 'transaction-settled', settledAt: context.now, receiptNumber: context.nextReceiptNumber };
}
