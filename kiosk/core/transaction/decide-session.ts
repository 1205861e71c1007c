import { reject, type Rejection } from '../rejection.ts';
import type { EpochMs, LanguageTag } from '../values/identifiers.ts';
import type { BasketMove, MovedFrom, TransactionEvent, TransactionVoidReason } from './events.ts';
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

/** Puts the basket aside for another lane, if it was not put aside before. The same move again changes nothing. */
export function beginMove(state: TransactionState, move: BasketMove): readonly TransactionEvent[] | Rejection {
  if (state.status === 'suspended' && state.reason === 'moving') {
    return state.move?.moveId === move.moveId ? [] : reject('basket-moving');
  }
  if (state.status !== 'open' && state.status !== 'suspended') return reject('wrong-state', { state: state.status });
  return [{ type: 'transaction-suspended', reason: 'moving', move }];
}

export function noteOrigin(state: TransactionState, from: MovedFrom): readonly TransactionEvent[] | Rejection {
  return state.status === 'open' ? [{ type: 'basket-taken-over', from }] : reject('wrong-state');
}

export function resume(state: TransactionState, moveId?: string): readonly TransactionEvent[] | Rejection {
  // The other lane may have it by now: only who has asked there can say that it has not.
  if (state.status === 'suspended' && state.move?.moveId !== moveId) return reject('basket-moving');
  if (state.status === 'open') return [];
  if (state.status !== 'suspended') return reject('wrong-state', { state: state.status });
  // What a colleague or time had put aside is put aside still when it could not go elsewhere.
  if (state.heldAs !== undefined) return [{ type: 'transaction-suspended', reason: state.heldAs }];
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
  const isMoving = state.status === 'suspended' && state.reason === 'moving';
  if (isMoving !== (reason === 'moved') && reason !== 'staff') return reject('basket-moving');
  if (!unpaid) return reject('wrong-state', { state: state.status });
  return [{ type: 'transaction-voided', reason, voidedAt: now }];
}
