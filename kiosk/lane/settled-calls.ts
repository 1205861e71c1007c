import { evolveTicket, type OpenTickets } from '#kiosk/core/assist/evolve.ts';
import type { Ticket } from '#kiosk/core/assist/ticket.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import type { JournalEntry } from './ports.ts';

/** As many as a colleague looks back at, and a store learns from in the next report. */
const KEPT_MAX = 20;

/** The last calls that are over: for the one tap afterwards, and for a store that learns how long people wait. */
export class SettledCalls {
  readonly #calls = new Map<TicketId, Ticket>();
  #open: OpenTickets;
  #list: readonly Ticket[] = [];

  constructor(open: OpenTickets) {
    this.#open = open;
  }

  /** The same array until another call is over, or a shopper says how one went. */
  get list(): readonly Ticket[] {
    return this.#list;
  }

  follow(open: OpenTickets, entries: readonly JournalEntry[]): void {
    // A call may be raised and settled in one and the same writing.
    let tickets = new Map(this.#open);
    for (const entry of entries) {
      if (entry.kind !== 'assist') continue;
      const { ticketId } = entry.event;
      const ticket = tickets.get(ticketId) ?? this.#calls.get(ticketId);
      if (ticket === undefined && entry.event.type !== 'ticket-raised') continue;
      const after = evolveTicket(ticket, entry.event);
      if (after.endedAt === undefined) tickets = tickets.set(ticketId, after);
      else this.#keep(after);
    }
    this.#open = open;
  }

  #keep(ticket: Ticket): void {
    this.#calls.set(ticket.ticketId, ticket);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > KEPT_MAX && oldest !== undefined) this.#calls.delete(oldest);
    this.#list = [...this.#calls.values()];
  }
}
