import { evolveTickets, NO_TICKETS, type OpenTickets } from '#kiosk/core/assist/evolve.ts';
import { evolvePayment, NO_PAYMENTS } from '#kiosk/core/payment/evolve.ts';
import type { PaymentState } from '#kiosk/core/payment/payment.ts';
import { evolve } from '#kiosk/core/transaction/evolve.ts';
import { IDLE, type TransactionState } from '#kiosk/core/transaction/state.ts';
import { assertNever } from '#kiosk/core/values/assert.ts';
import { evolveNudges, NO_NUDGES, type Nudges } from './nudges.ts';
import type { JournalEntry } from './ports.ts';

/** What the journal says: everything of a lane that a restart must bring back. */
export interface LaneState {
  readonly transaction: TransactionState;
  readonly tickets: OpenTickets;
  readonly payments: PaymentState;
  /** The number of the last receipt of this lane; the next sale gets the one after it. */
  readonly lastReceiptNumber: number;
  /** A colleague has taken the lane out of use until a colleague opens it again. */
  readonly paused: boolean;
  /** Baskets of other lanes that were taken over here, or never will be, by move; the latest ones. */
  readonly moves: ReadonlyMap<string, 'taken' | 'refused'>;
  /** What the shopper has time to put right. */
  readonly nudges: Nudges;
}

export const EMPTY_LANE: LaneState = {
  transaction: IDLE,
  tickets: NO_TICKETS,
  payments: NO_PAYMENTS,
  lastReceiptNumber: 0,
  paused: false,
  moves: new Map(),
  nudges: NO_NUDGES,
};

export function evolveLane(before: LaneState, entry: JournalEntry): LaneState {
  const state = evolveFamily(before, entry);
  const nudges = evolveNudges(before.nudges, entry, state.transaction);
  return nudges === before.nudges ? state : { ...state, nudges };
}

function evolveFamily(state: LaneState, entry: JournalEntry): LaneState {
  switch (entry.kind) {
    case 'transaction': {
      const { lastReceiptNumber } = state;
      const transaction = evolve(state.transaction, entry.event);
      if (entry.event.type === 'basket-taken-over') {
        return { ...state, transaction, moves: withMove(state.moves, entry.event.from.moveId, 'taken') };
      }
      if (entry.event.type !== 'transaction-settled') return { ...state, transaction };
      return { ...state, transaction, lastReceiptNumber: Math.max(lastReceiptNumber, entry.event.receiptNumber) };
    }
    case 'payment':
      return { ...state, payments: evolvePayment(state.payments, entry.event) };
    case 'assist':
      return { ...state, tickets: evolveTickets(state.tickets, entry.event) };
    case 'lane':
      if (entry.event.type === 'lane-paused') return { ...state, paused: true };
      if (entry.event.type === 'epoch-started') {
        const before = (entry.event.receiptNumbersFrom ?? 1) - 1;
        return { ...state, lastReceiptNumber: Math.max(state.lastReceiptNumber, before) };
      }
      if (entry.event.type === 'staff-acted') return { ...state, moves: movesAfter(state.moves, entry.event.action) };
      return entry.event.type === 'lane-opened' ? { ...state, paused: false } : state;
    default:
      return assertNever(entry);
  }
}

/** Far more than can still be on their way. */
const MOVES_KEPT_MAX = 500;

function movesAfter(
  moves: LaneState['moves'],
  { type, moveId }: Readonly<Record<string, string | number>>,
): LaneState['moves'] {
  return type === 'refuse-move' ? withMove(moves, String(moveId), 'refused') : moves;
}

function withMove(moves: LaneState['moves'], moveId: string, became: 'taken' | 'refused'): LaneState['moves'] {
  return new Map([...moves, [moveId, became] as const].slice(-MOVES_KEPT_MAX));
}
