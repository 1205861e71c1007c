import type { TicketId } from '../values/identifiers.ts';
import { assert, assertNever } from '../values/assert.ts';
import { evolveConversation } from './messages.ts';
import { isAfar } from './person.ts';
import type { AssistEvent, Ticket, TicketStatus } from './ticket.ts';

/** All tickets that are not over, in the order in which they were raised. */
export type OpenTickets = ReadonlyMap<TicketId, Ticket>;

export const NO_TICKETS: OpenTickets = new Map();

const OVER: ReadonlySet<TicketStatus> = new Set<TicketStatus>(['resolved', 'withdrawn', 'expired']);

export function isOver(ticket: Ticket): boolean {
  return OVER.has(ticket.status);
}

/**
 * The ticket after an event. A ticket that is over stays over.
 *
 * @throws AssertionError when the event is about a ticket that was never raised
 */
export function evolveTicket(ticket: Ticket | undefined, event: AssistEvent): Ticket {
  if (event.type === 'ticket-raised') {
    const { type: _, at, ...facts } = event;
    return { ...facts, raisedAt: at, status: 'raised' };
  }
  assert(ticket !== undefined, `${event.type} for a ticket that nobody raised`);
  switch (event.type) {
    case 'ticket-merged':
      return { ...ticket, context: { ...ticket.context, ...event.context }, merges: (ticket.merges ?? 0) + 1 };
    case 'ticket-topic-given':
      return { ...ticket, topic: event.topic };
    case 'ticket-needs-stated':
      return { ...ticket, needs: event.needs };
    case 'ticket-discretion-chosen':
      return { ...ticket, discreet: event.discreet };
    case 'ticket-acknowledged':
    case 'ticket-set-out':
    case 'ticket-attended':
      return taken(ticket, event);
    case 'ticket-lease-renewed':
      return { ...ticket, leaseUntil: event.leaseUntil };
    case 'ticket-lease-lapsed':
      return { ...backInLine(ticket, event.at), lapses: (ticket.lapses ?? 0) + 1 };
    case 'ticket-handed-over': {
      const { attendant: from, to, note, at } = event;
      return {
        ...backInLine(ticket, at),
        handOvers: (ticket.handOvers ?? 0) + 1,
        lastHandOver: { from, to, note, at },
        // Whoever was far away and gives it back has found that it takes somebody who is there.
        ...(event.helper !== undefined && isAfar(event.helper) ? { personHere: true } : {}),
      };
    }
    case 'ticket-backup-asked':
      return { ...ticket, backup: { kind: event.kind, askedAt: event.at, joined: ticket.backup?.joined ?? [] } };
    case 'ticket-backup-joined':
      return joined(ticket, event);
    case 'ticket-resolved': {
      const { attendant, resolution, at } = event;
      const helper = event.helper ?? ticket.helper;
      const place = event.place ?? ticket.place;
      return { ...ticket, status: 'resolved', attendant, helper, resolution, place, endedAt: at };
    }
    case 'ticket-withdrawn':
      return { ...ticket, status: 'withdrawn', endedAt: event.at };
    case 'ticket-taken-back':
      return backInLine(ticket, event.at);
    case 'ticket-person-insisted': {
      const isHeldAfar = ticket.helper !== undefined && isAfar(ticket.helper);
      return { ...(isHeldAfar ? backInLine(ticket, event.at) : ticket), personHere: true, insisted: true };
    }
    case 'ticket-message-said':
      return { ...ticket, conversation: evolveConversation(ticket.conversation, event) };
    case 'ticket-expired':
      return { ...ticket, status: 'expired', endedAt: event.at };
    case 'ticket-ease-answered':
      return { ...ticket, ease: event.ease };
    default:
      return assertNever(event);
  }
}

/** The open tickets after an event; what a shopper says of a ticket that is settled changes none of them. */
export function evolveTickets(tickets: OpenTickets, event: AssistEvent): OpenTickets {
  if (event.type === 'ticket-ease-answered') return tickets;
  const ticket = evolveTicket(tickets.get(event.ticketId), event);
  const next = new Map(tickets);
  if (isOver(ticket)) next.delete(ticket.ticketId);
  else next.set(ticket.ticketId, ticket);
  return next;
}

type Taking = Extract<AssistEvent, { type: 'ticket-acknowledged' | 'ticket-set-out' | 'ticket-attended' }>;

function taken(ticket: Ticket, event: Taking): Ticket {
  const { attendant, helper, leaseUntil, at } = event;
  const isNew = ticket.status === 'raised';
  const having: Ticket = {
    ...ticket,
    attendant,
    helper,
    leaseUntil,
    acknowledgedAt: isNew ? at : ticket.acknowledgedAt,
    firstAnsweredAt: ticket.firstAnsweredAt ?? at,
  };
  if (event.type === 'ticket-acknowledged') return { ...having, status: 'acknowledged', coming: event.coming ?? true };
  if (event.type === 'ticket-set-out') return { ...having, status: 'acknowledged', coming: true };
  const attendedAt = ticket.attendedAt ?? at;
  return { ...having, status: 'attending', coming: true, attendedAt, place: event.place ?? 'at-lane' };
}

/** Nobody has it any more; it waits since it was raised, so it is at its old place in line. */
function backInLine(ticket: Ticket, at: number): Ticket {
  const { attendant: _a, helper: _h, coming: _c, leaseUntil: _l, acknowledgedAt: _k, place: _p, ...rest } = ticket;
  return { ...rest, status: 'raised', reopenedAt: at };
}

function joined(ticket: Ticket, event: Extract<AssistEvent, { type: 'ticket-backup-joined' }>): Ticket {
  const backup = ticket.backup ?? { kind: 'second-person', askedAt: event.at, joined: [] };
  return { ...ticket, backup: { ...backup, joined: [...backup.joined, event.helper] } };
}
