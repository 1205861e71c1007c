import type { EpochMs } from '../values/identifiers.ts';
import type { OpenTickets } from './evolve.ts';
import type { Ticket } from './ticket.ts';

/** How long a ticket stays with whoever took it on without hearing from them again; milliseconds. */
export interface LeaseTimes {
  /** From "I'm coming" to standing at the lane: then the ticket is back in line. 10 s to 10 min. */
  readonly comingMs: number;
  /** While somebody attends; renewed by everything that they do. 30 s to 60 min. */
  readonly attendingMs: number;
}

/** An answer that brings nobody for a minute and a half is no answer; nobody is chased away while they help. */
export const DEFAULT_LEASES: LeaseTimes = { comingMs: 90_000, attendingMs: 300_000 };

/** Until when the one who has it has it; undefined when nobody has. */
export function leaseEnd(ticket: Ticket, leases: LeaseTimes): EpochMs | undefined {
  if (ticket.status !== 'acknowledged' && ticket.status !== 'attending') return undefined;
  if (ticket.leaseUntil !== undefined) return ticket.leaseUntil;
  // Tickets of the first version have no lease in their events. They must not be stuck for that.
  const since = ticket.attendedAt ?? ticket.acknowledgedAt ?? ticket.raisedAt;
  return since + (ticket.status === 'attending' ? leases.attendingMs : leases.comingMs);
}

/** The tickets whose lease is over, for the lane to take back with the command "lapse". */
export function lapsedTickets(tickets: OpenTickets, now: EpochMs, leases: LeaseTimes): readonly Ticket[] {
  return [...tickets.values()].filter((ticket) => (leaseEnd(ticket, leases) ?? Infinity) <= now);
}
