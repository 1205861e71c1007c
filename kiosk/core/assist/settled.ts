import { reject, type Rejection } from '../rejection.ts';
import type { EpochMs, TicketId } from '../values/identifiers.ts';
import { evolveTicket, type OpenTickets } from './evolve.ts';
import type { AssistEvent, EaseAnswer, Ticket } from './ticket.ts';

/** The tickets of a lane that were resolved last, oldest first: what "was that easy?" can still be about. */
export type SettledTickets = ReadonlyMap<TicketId, Ticket>;

export const NONE_SETTLED: SettledTickets = new Map();

const SETTLED_MAX = 20;

/** A shopper who answers later than this is another one. */
const EASE_WITHIN_MS = 600_000;

/** @param open the open tickets before the event */
export function evolveSettled(settled: SettledTickets, open: OpenTickets, event: AssistEvent): SettledTickets {
  if (event.type !== 'ticket-resolved' && event.type !== 'ticket-ease-answered') return settled;
  const before = event.type === 'ticket-resolved' ? open.get(event.ticketId) : settled.get(event.ticketId);
  // An answer to what was settled too long ago is in the journal, and that is enough.
  if (before === undefined) return settled;
  const next = new Map(settled).set(event.ticketId, evolveTicket(before, event));
  for (const oldest of next.keys()) {
    if (next.size <= SETTLED_MAX) break;
    next.delete(oldest);
  }
  return next;
}

/** One answer to each, and a later tap changes nothing. */
export function answerEase(
  settled: SettledTickets,
  ticketId: TicketId,
  ease: EaseAnswer,
  now: EpochMs,
): readonly AssistEvent[] | Rejection {
  const ticket = settled.get(ticketId);
  if (ticket === undefined || now - (ticket.endedAt ?? 0) > EASE_WITHIN_MS) return reject('ticket-unknown');
  return ticket.ease === undefined ? [{ type: 'ticket-ease-answered', ticketId, ease, at: now }] : [];
}
