import { reject, type Rejection } from '../rejection.ts';
import type { EpochMs, LanguageTag } from '../values/identifiers.ts';
import type { TransactionEvent, TransactionVoidReason } from './events.ts';
import { isOver } from './evolve.ts';
import type { TransactionState } from './state.ts';

export function chooseLanguage(state: TransactionState, language: LanguageTag): readonly TransactionEvent[] {
  // Before the first article there is no sale to note it in; the lane keeps the choice until there is.
  if (isOver(state) || state.language === language) return [];
  return [{ type: 'language-chosen', language }];
}

export function suspend(state: TransactionState, reason: 'idle' | 'staff'): readonly TransactionEvent[] | Rejection {
  if (state.status === 'suspended') return [];
  if (state.status !== 'open') return reject('wrong-state', { state: state.status });
  return [{ type: 'transaction-suspended', reason }];
}

export function resume(state: TransactionState): readonly TransactionEvent[] | Rejection {
  if (state.status === 'open') return [];
  if (state.status !== 'suspended') return reject('wrong-state', { state: state.status });
  return [{ type: 'transaction-resumed' }];
}

/** Gives up a sale that nothing has been paid for. */
export function voidTransaction(
  state: TransactionState,
  reason: TransactionVoidReason,
  now: EpochMs,
): readonly TransactionEvent[] | Rejection {
  const unpaid =
    state.status === 'open' ||
    state.status === 'suspended' ||
    (state.status === 'tendering' && state.tenders.length === 0);
  if (!unpaid) return reject('wrong-state', { state: state.status });
  return [{ type: 'transaction-voided', reason, voidedAt: now }];
}
