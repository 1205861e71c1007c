import type { EpochMs, TicketId } from '../values/identifiers.ts';
import type { InterventionTable } from './intervention-rule.ts';
import type { Ticket, TicketReason } from './ticket.ts';

/** What puts a call before others, as seconds of wait that it is worth; 0 to 120 each. */
export interface RankWeights {
  /** Nothing goes on at its lane. */
  readonly blocksSeconds: number;
  /** The shopper said that she needs more time, or another way of being spoken to. */
  readonly needsSeconds: number;
  /** Money or safety is at stake. */
  readonly urgentSeconds: number;
  /** The whole of it for a basket of this many minor units or more, in proportion below. */
  readonly valueSeconds: number;
  readonly fullValueMinorUnits: number;
}

/**
 * Who comes first. Everything but the wait is a head start of limited length, so that nobody waits forever behind those
 * who matter more.
 */
export function rankTickets(
  tickets: Iterable<Ticket>,
  table: InterventionTable,
  weights: RankWeights,
  now: EpochMs,
): readonly Ticket[] {
  const scored = [...tickets].map((ticket) => ({ ticket, score: score(ticket, table, weights, now) }));
  scored.sort((a, b) => b.score - a.score || a.ticket.raisedAt - b.ticket.raisedAt || byId(a.ticket, b.ticket));
  return scored.map(({ ticket }) => ticket);
}

/** The longest head start that one call can have over another; seconds. */
export function headStartMax(weights: RankWeights): number {
  return weights.blocksSeconds + weights.needsSeconds + weights.urgentSeconds + weights.valueSeconds;
}

/** Calls that one person can settle in one walk. */
export interface LikeTasks {
  readonly reason: TicketReason;
  readonly tickets: readonly Ticket[];
}

/** As many lanes as one person keeps in mind on one walk. */
const LANES_PER_WALK_MAX = 4;

/**
 * "3 age checks: lanes 2, 3, 5". Each group stands where its first call stands.
 *
 * @param ranked in the order in which they come
 */
export function mergeLikeTasks(ranked: readonly Ticket[], table: InterventionTable): readonly LikeTasks[] {
  const groups: { readonly reason: TicketReason; readonly tickets: Ticket[] }[] = [];
  for (const ticket of ranked) {
    const { reason } = ticket;
    const group = table[reason].mergesAcrossLanes
      ? groups.find((other) => other.reason === reason && other.tickets.length < LANES_PER_WALK_MAX)
      : undefined;
    if (group === undefined) groups.push({ reason, tickets: [ticket] });
    else group.tickets.push(ticket);
  }
  return groups;
}

/**
 * The place of whoever stands at the lane of a call: 1 for the next, 0 when the call does not wait. A lane counts once,
 * where its first call stands: one person waits there, however many calls there are about the basket.
 *
 * @param ranked in the order in which they come
 */
export function placeInLine(ranked: readonly Ticket[], ticketId: TicketId): number {
  const own = ranked.find((ticket) => ticket.ticketId === ticketId);
  if (own === undefined) return 0;
  return [...new Set(ranked.map(({ workstationId }) => workstationId))].indexOf(own.workstationId) + 1;
}

function score(ticket: Ticket, table: InterventionTable, weights: RankWeights, now: EpochMs): number {
  const rule = table[ticket.reason];
  const share = Math.min(1, Math.max(0, (ticket.basketValue ?? 0) / weights.fullValueMinorUnits));
  return (
    (now - ticket.raisedAt) / 1000 +
    (rule.holds === 'blocks' ? weights.blocksSeconds : 0) +
    ((ticket.needs ?? []).length > 0 ? weights.needsSeconds : 0) +
    (rule.clock === 'urgent' ? weights.urgentSeconds : 0) +
    share * weights.valueSeconds
  );
}

function byId(a: { readonly ticketId: TicketId }, b: { readonly ticketId: TicketId }): number {
  return a.ticketId < b.ticketId ? -1 : 1;
}
