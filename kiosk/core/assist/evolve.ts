import type { TicketId } from '../values/identifiers.ts';
import { assert, assertNever } from '../values/assert.ts';
import type { AssistEvent, Ticket, TicketStatus } from './ticket.ts';

/** All tickets that are not over, in the order in which they were raised. */
export type OpenTickets = ReadonlyMap<TicketId, Ticket>;

export const NO_TICKETS: OpenTickets = new Map();

const OVER: ReadonlySet<TicketStatus> = new Set<TicketStatus>(['resolved', 'withdrawn', 'expired']);

/**
 * The ticket after an event. A ticket that is over stays over.
 *
 * @throws AssertionError when the event is about a ticket that was never raised
 */
function evolveTicket(ticket: Ticket | undefined, event: AssistEvent): Ticket {
  if (event.type === 'ticket-raised') {
    const { type: _, at, ...facts } = event;
    return { ...facts, raisedAt: at, status: 'raised' };
  }
  assert(ticket !== undefined, `${event.type} for a ticket that nobody raised`);
  switch (event.type) {
    case 'ticket-topic-given':
      return { ...ticket, topic: event.topic };
    case 'ticket-acknowledged':
      return { ...ticket, status: 'acknowledged', attendant: event.attendant, acknowledgedAt: event.at };
    case 'ticket-attended':
      return { ...ticket, status: 'attending', attendant: event.attendant };
    case 'ticket-resolved':
      return { ...ticket, status: 'resolved', attendant: event.attendant };
    case 'ticket-withdrawn':
      return { ...ticket, status: 'withdrawn' };
    case 'ticket-expired':
      return { ...ticket, status: 'expired' };
    default:
      return assertNever(event);
  }
}

export function evolveTickets(tickets: OpenTickets, event: AssistEvent): OpenTickets {
  const ticket = evolveTicket(tickets.get(event.ticketId), event);
  const next = new Map(tickets);
  if (OVER.has(ticket.status)) next.delete(ticket.ticketId);
  else next.set(ticket.ticketId, ticket);
  return next;
}
