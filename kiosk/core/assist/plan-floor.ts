import type { EpochMs } from '../values/identifiers.ts';
import { dueLevel, isHeld } from './escalation.ts';
import type { OpenTickets } from './evolve.ts';
import { evolveFloor, type Floor, ticketOnFloor } from './floor.ts';
import type { EscalationLevel, FloorEvent } from './floor-events.ts';
import type { FloorMoment } from './floor-moment.ts';
import type { FloorSettings } from './floor-settings.ts';
import { planAlerts, viewFloor } from './plan-alerts.ts';
import { learnable, planOutcomes, planPromises, promiseEnded } from './plan-promises.ts';
import { planOffersAfar } from './remote-desk.ts';
import type { Ticket } from './ticket.ts';

/**
 * What is due on the shop floor at this moment: calls that go further, people to be asked, promises to be made or owned
 * up to. To be called whenever a ticket or the staff changes, and every second besides; asking twice does no harm.
 *
 * @param tickets the open tickets of all lanes, as the lanes last told of them
 */
export function planFloor(
  floor: Floor,
  tickets: OpenTickets,
  settings: FloorSettings,
  moment: FloorMoment,
): readonly FloorEvent[] {
  const { now } = moment;
  const view = viewFloor(tickets, settings, now);
  const outcomes = planOutcomes(floor, tickets, settings, now);
  const known = evolveFloor(floor, outcomes, settings.promise);
  const offers = planOffersAfar(known, tickets, settings, moment);
  const offered = evolveFloor(known, offers, settings.promise);
  const promises = planPromises(offered, tickets, view, settings, moment);
  const promised = evolveFloor(offered, promises, settings.promise);
  const escalations = planEscalations(promised, tickets, settings, now);
  const escalated = evolveFloor(promised, escalations, settings.promise);
  const arrivals = planArrivals(escalated, tickets, settings, now);
  return [
    ...outcomes,
    ...offers,
    ...promises,
    ...escalations,
    ...arrivals,
    ...planAlerts(escalated, tickets, view, settings, moment),
  ];
}

/**
 * What is to be written down when a ticket is over: whether its promise was kept, who settled it, and that the floor
 * can forget it. Nothing when the floor never knew it.
 */
export function closeOnFloor(floor: Floor, ticket: Ticket, settings: FloorSettings): readonly FloorEvent[] {
  const { ticketId, endedAt = ticket.raisedAt, helper } = ticket;
  const events: FloorEvent[] = [...learnable(floor, ticket, endedAt)];
  const { promise } = ticketOnFloor(floor, ticketId);
  if (ticket.status === 'resolved') {
    if (promise !== undefined && !promise.ended) events.push(promiseEnded(ticket, promise));
    if (helper !== undefined) {
      const { weightMinutes } = settings.table[ticket.reason];
      const { personId } = helper;
      events.push({ type: 'work-done', ticketId, personId, weightMinutes, ...timesOf(ticket), at: endedAt });
    }
  }
  if (floor.tickets.has(ticketId)) events.push({ type: 'ticket-forgotten', ticketId, at: endedAt });
  return events;
}

/** A walk tells how long the way is; what was settled from afar tells nothing of that. */
function timesOf(ticket: Ticket): { readonly reachSeconds?: number; readonly handleSeconds?: number } {
  const { acknowledgedAt, attendedAt, endedAt, place } = ticket;
  if (acknowledgedAt === undefined || attendedAt === undefined || endedAt === undefined) return {};
  const handleSeconds = (endedAt - attendedAt) / 1000;
  // After a hand-over the first arrival is older than the one who settled it.
  const walked = place === 'at-lane' && attendedAt >= acknowledgedAt;
  return walked ? { reachSeconds: (attendedAt - acknowledgedAt) / 1000, handleSeconds } : { handleSeconds };
}

function planEscalations(
  floor: Floor,
  tickets: OpenTickets,
  settings: FloorSettings,
  now: EpochMs,
): readonly FloorEvent[] {
  const events: FloorEvent[] = [];
  for (const ticket of tickets.values()) {
    if (isHeld(ticket, now, settings.leases)) continue;
    const { escalation, promiseMissed } = ticketOnFloor(floor, ticket.ticketId);
    const byClock = dueLevel(ticket, settings.clocks[settings.table[ticket.reason].clock], now);
    const due = promiseMissed && byClock === 0 ? 1 : byClock;
    // Each level has something of its own to set off, so that none is skipped, also after a restart.
    for (const level of LEVELS) {
      if (level > escalation && level <= due) {
        events.push({ type: 'ticket-escalated', ticketId: ticket.ticketId, level, at: now });
      }
    }
  }
  return events;
}

const LEVELS: readonly Exclude<EscalationLevel, 0>[] = [1, 2, 3, 4];

function planArrivals(
  floor: Floor,
  tickets: OpenTickets,
  settings: FloorSettings,
  now: EpochMs,
): readonly FloorEvent[] {
  const events: FloorEvent[] = [];
  for (const ticket of tickets.values()) {
    const { ticketId, helper, acknowledgedAt, status } = ticket;
    if (status !== 'acknowledged' || helper === undefined || acknowledgedAt === undefined) continue;
    if (now - acknowledgedAt < settings.alerts.askArrivalAfterMs || !isHeld(ticket, now, settings.leases)) continue;
    const asked = ticketOnFloor(floor, ticketId).arrivalAskedAt;
    if (asked !== undefined && asked >= acknowledgedAt) continue;
    events.push({ type: 'arrival-asked', ticketId, personId: helper.personId, at: now });
  }
  return events;
}
