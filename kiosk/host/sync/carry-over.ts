import { evolveTickets, NO_TICKETS, type OpenTickets } from '#kiosk/core/assist/evolve.ts';
import { evolvePayment, NO_PAYMENTS, openAttempts } from '#kiosk/core/payment/evolve.ts';
import type { PaymentState } from '#kiosk/core/payment/payment.ts';
import { evolve, isOver } from '#kiosk/core/transaction/evolve.ts';
import { IDLE, type TransactionState } from '#kiosk/core/transaction/state.ts';
import { EMPTY_LANE, evolveLane } from '#kiosk/lane/lane-state.ts';
import type { JournalEntry } from '#kiosk/lane/ports.ts';
import { receiptNumberIn } from './receipt-numbers.ts';

type OfKind<Kind extends JournalEntry['kind']> = Extract<JournalEntry, { kind: Kind }>;

/**
 * Follows a journal that is over and gathers what the next one needs of it: the last sale that was paid (its receipt
 * number, and its receipt may still be wanted), the basket, open calls, and every payment whose end nobody knows.
 *
 * Of a damaged journal rows may be missing. A basket with a hole in it is given up, because it would be sold at a wrong
 * price; a payment never is: approved without its sale, it calls a person to give the money back.
 */
export class CarryOver {
  #sale: OfKind<'transaction'>[] = [];
  #saleState: TransactionState = IDLE;
  /** The sale has a hole; what comes of it is left out until another one begins. */
  #saleIsBroken = false;
  #paidSale: OfKind<'transaction'>[] = [];
  readonly #calls = new Map<string, OfKind<'assist'>[]>();
  #tickets: OpenTickets = NO_TICKETS;
  readonly #attempts = new Map<string, OfKind<'payment'>[]>();
  #payments: PaymentState = NO_PAYMENTS;
  #receiptNumber = 0;

  /** The highest number that a receipt had, as far as can be read. */
  get receiptNumber(): number {
    return this.#receiptNumber;
  }

  take(entry: JournalEntry): void {
    this.#receiptNumber = Math.max(this.#receiptNumber, receiptNumberIn(entry));
    if (entry.kind === 'transaction') this.#takeSale(entry);
    else if (entry.kind === 'assist') this.#takeCall(entry);
    else if (entry.kind === 'payment') this.#takePayment(entry);
  }

  /** Rows are missing here, or cannot be read. */
  gap(): void {
    if (!isOver(this.#saleState)) this.#breakSale();
  }

  /** What the next journal begins with, in an order in which it can be replayed. */
  entries(): readonly JournalEntry[] {
    const money = [...this.#openPayments(), ...this.#observations()];
    const all = [...this.#paidSale, ...this.#sale, ...[...this.#calls.values()].flat(), ...money];
    // What cannot be replayed would keep the lane shut for good. Payments always can.
    return canBeReplayed(all) ? all : money;
  }

  #takeSale(entry: OfKind<'transaction'>): void {
    if (entry.event.type === 'transaction-started') this.#beginSale();
    else if (this.#saleIsBroken || this.#sale.length === 0) return;
    try {
      this.#saleState = evolve(this.#saleState, entry.event);
      this.#sale.push(entry);
    } catch {
      this.#breakSale();
    }
  }

  #beginSale(): void {
    if (isPaid(this.#saleState)) this.#paidSale = closed(this.#sale, this.#saleState);
    this.#sale = [];
    this.#saleState = IDLE;
    this.#saleIsBroken = false;
  }

  #breakSale(): void {
    this.#saleIsBroken = true;
    // What was paid stays paid, whatever is missing after it.
    if (isPaid(this.#saleState)) return;
    this.#sale = [];
    this.#saleState = IDLE;
  }

  #takeCall(entry: OfKind<'assist'>): void {
    const { ticketId } = entry.event;
    try {
      this.#tickets = evolveTickets(this.#tickets, entry.event);
    } catch {
      // The row that raised it is missing: there is no call that could be shown.
      return;
    }
    this.#calls.set(ticketId, [...(this.#calls.get(ticketId) ?? []), entry]);
    if (!this.#tickets.has(ticketId)) this.#calls.delete(ticketId);
  }

  #takePayment(entry: OfKind<'payment'>): void {
    this.#payments = evolvePayment(this.#payments, entry.event);
    if (entry.event.type === 'terminal-observed') return;
    const { attemptId } = entry.event;
    this.#attempts.set(attemptId, [...(this.#attempts.get(attemptId) ?? []), entry]);
    if (entry.event.type === 'payment-approved' || entry.event.type === 'payment-ended') {
      this.#attempts.delete(attemptId);
    }
  }

  #openPayments(): readonly JournalEntry[] {
    return openAttempts(this.#payments).flatMap(({ attemptId }) => this.#attempts.get(attemptId) ?? []);
  }

  #observations(): readonly JournalEntry[] {
    return [...this.#payments.lastSeen].map(([terminalId, fingerprint]) => ({
      kind: 'payment',
      event: { type: 'terminal-observed', terminalId, fingerprint },
    }));
  }
}

function isPaid({ status }: TransactionState): boolean {
  return status === 'settled' || status === 'closed';
}

/** A sale after which another one began was over, even if the row that says so is missing. */
function closed(sale: readonly OfKind<'transaction'>[], state: TransactionState): OfKind<'transaction'>[] {
  if (state.status !== 'settled') return [...sale];
  const { transactionId, settledAt } = state;
  return [...sale, { kind: 'transaction', transactionId, event: { type: 'transaction-closed', closedAt: settledAt } }];
}

function canBeReplayed(entries: readonly JournalEntry[]): boolean {
  try {
    entries.reduce(evolveLane, EMPTY_LANE);
    return true;
  } catch {
    return false;
  }
}
