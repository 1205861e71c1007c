import type { EpochMs } from '../values/identifiers.ts';
import { isHeld } from './escalation.ts';
import type { OpenTickets } from './evolve.ts';
import { type Floor, type FloorPerson, ticketOnFloor } from './floor.ts';
import type { FloorEvent } from './floor-events.ts';
import type { FloorMoment } from './floor-moment.ts';
import type { FloorSettings } from './floor-settings.ts';
import type { InterventionRule } from './intervention-rule.ts';
import { isAfar, type PersonId } from './person.ts';
import type { RemoteRule, RemoteSettings } from './remote-settings.ts';
import type { Ticket } from './ticket.ts';

/**
 * The calls that a remote desk may take from now on. Those in the shop are asked all the same, and a call that is for
 * people in the shop alone never is among them.
 */
export function planOffersAfar(
  floor: Floor,
  tickets: OpenTickets,
  settings: FloorSettings,
  { now, hour }: FloorMoment,
): readonly FloorEvent[] {
  const { remote, table, leases } = settings;
  if (remote === undefined) return [];
  const nobodyHere = ![...floor.people.values()].some(isHere);
  const events: FloorEvent[] = [];
  for (const ticket of tickets.values()) {
    const { ticketId, reason } = ticket;
    if (!isForAfar(ticket, table[reason]) || isHeld(ticket, now, leases)) continue;
    if (ticketOnFloor(floor, ticketId).offeredAfarAt !== undefined) continue;
    const because = nobodyHere ? 'nobody-here' : dueBecause(ticket, remote, now, hour);
    if (because !== undefined) events.push({ type: 'ticket-offered-afar', ticketId, because, at: now });
  }
  return events;
}

/** Whether anybody from afar may have it at all. */
function isForAfar({ personHere }: Ticket, { remoteHelper }: InterventionRule): boolean {
  return personHere !== true && remoteHelper !== 'never';
}

/** Whether a remote helper may take this call now. */
export function isOfferedAfar(floor: Pick<Floor, 'tickets'>, ticket: Ticket, rule: InterventionRule): boolean {
  return isForAfar(ticket, rule) && ticketOnFloor(floor, ticket.ticketId).offeredAfarAt !== undefined;
}

/** On duty in the shop. */
function isHere({ duty, helper }: FloorPerson): boolean {
  return duty === 'on-duty' && !isAfar(helper);
}

/** Whether somebody helps from a desk that is not in the shop. */
export function isElsewhere(floor: Pick<Floor, 'people'>, personId: PersonId): boolean {
  const helper = floor.people.get(personId)?.helper;
  return helper !== undefined && isAfar(helper);
}

/** Whether there is anybody who could come, or help from afar with this one. */
export function isAnybodyThere(floor: Floor, ticket: Ticket, rule: InterventionRule): boolean {
  const afarCounts = isOfferedAfar(floor, ticket, rule);
  return [...floor.people.values()].some((person) => isHere(person) || (afarCounts && person.duty === 'on-duty'));
}

function dueBecause(
  { reason, raisedAt }: Ticket,
  { afterMs, atOnce }: RemoteSettings,
  now: EpochMs,
  hour: number,
): 'rule' | 'unanswered' | undefined {
  if (atOnce.some((rule) => (rule.reasons?.includes(reason) ?? true) && isWithin(rule, hour))) return 'rule';
  return now - raisedAt >= afterMs ? 'unanswered' : undefined;
}

function isWithin({ fromHour, toHour }: RemoteRule, hour: number): boolean {
  if (fromHour === toHour) return true;
  return fromHour < toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour;
}
