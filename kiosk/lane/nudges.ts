import type { TicketReason } from '#kiosk/core/assist/ticket.ts';
import { isOver } from '#kiosk/core/transaction/evolve.ts';
import type { TransactionState } from '#kiosk/core/transaction/state.ts';
import type { JournalEntry } from './ports.ts';

/** What a lane finds and a shopper may put right by herself. */
export type Nudged = Extract<TicketReason, 'article-unknown' | 'payment-failed'>;

/** The hints of a basket, as the journal tells of them. */
export interface Nudges {
  /** What she has time to put right now, with what it is about: the same code once more is the same trouble. */
  readonly running: ReadonlyMap<Nudged, string>;
  /** How many hints this basket had. */
  readonly hints: ReadonlyMap<Nudged, number>;
}

export const NO_NUDGES: Nudges = { running: new Map(), hints: new Map() };

/**
 * @param transaction the sale as it is after the entry
 */
export function evolveNudges(nudges: Nudges, entry: JournalEntry, transaction: TransactionState): Nudges {
  if (entry.kind === 'lane') {
    const { event } = entry;
    if (event.type !== 'nudge-given') return nudges;
    const { reason, about } = event;
    return {
      running: new Map(nudges.running).set(reason, about),
      hints: new Map(nudges.hints).set(reason, (nudges.hints.get(reason) ?? 0) + 1),
    };
  }
  if (nudges.running.size === 0 && nudges.hints.size === 0) return nudges;
  if (entry.kind === 'transaction' && isOver(transaction)) return NO_NUDGES;
  const over = settledBy(entry);
  if (!over.some((reason) => nudges.running.has(reason))) return nudges;
  return { ...nudges, running: new Map([...nudges.running].filter(([reason]) => !over.includes(reason))) };
}

const ALL: readonly Nudged[] = ['article-unknown', 'payment-failed'];

/** What needs no hint any more: it was put right, given up, or a person comes. */
export function settledBy({ kind, event }: JournalEntry): readonly Nudged[] {
  if (kind === 'assist' && event.type === 'ticket-raised') return ALL.filter((reason) => reason === event.reason);
  if (kind === 'payment' && event.type === 'payment-intended') return ['payment-failed'];
  if (kind !== 'transaction') return [];
  switch (event.type) {
    // An article that came puts an unknown one right.
    case 'line-added':
      return ['article-unknown'];
    // She went back from the payment to her basket: that is her choice, and nothing is stuck.
    case 'tender-cancelled':
      return ['payment-failed'];
    // Nobody stands there.
    case 'transaction-suspended':
      return ALL;
    default:
      return [];
  }
}
