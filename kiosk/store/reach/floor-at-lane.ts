import type { HelperView } from '#kiosk/api/staff.ts';
import { dueLevel, isHeld } from '#kiosk/core/assist/escalation.ts';
import type { OpenTickets } from '#kiosk/core/assist/evolve.ts';
import { mayTake } from '#kiosk/core/assist/fair-share.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import { evolveFloor, type Floor, newFloor } from '#kiosk/core/assist/floor.ts';
import { viewFloor } from '#kiosk/core/assist/plan-alerts.ts';
import { newPromiseModel } from '#kiosk/core/assist/promise-model.ts';
import type { EpochMs } from '#kiosk/core/values/identifiers.ts';

export interface LaneAlone {
  /** Whoever has a page at the lane's own door. */
  readonly people: readonly HelperView[];
  /** The lane's own calls. */
  readonly tickets: OpenTickets;
  /** "Not me", said at the door: persons by call. */
  readonly declined: ReadonlyMap<string, ReadonlySet<string>>;
  readonly settings: FloorSettings;
  readonly now: EpochMs;
}

/**
 * The shop floor as a lane by itself can tell it: a function of the calls, their times and who is at its door, so that
 * nothing has to be remembered or made good when the store is back. Lanes that cannot ask each other cannot share out
 * work fairly either: everybody who may and is free is asked at once, and the first who comes has it.
 */
export function floorAtLane({ people, tickets, declined, settings, now }: LaneAlone): Floor {
  const floor = evolveFloor(
    newFloor(newPromiseModel(settings.promise)),
    people.map((helper) => ({ type: 'duty-changed', helper, duty: 'on-duty', at: now })),
    settings.promise,
  );
  const { busy } = viewFloor(tickets, settings, now);
  const events: FloorEvent[] = [];
  for (const ticket of tickets.values()) {
    const { ticketId, reason } = ticket;
    if (isHeld(ticket, now, settings.leases)) continue;
    const rule = settings.table[reason];
    const level = dueLevel(ticket, settings.clocks[rule.clock], now);
    if (level !== 0) events.push({ type: 'ticket-escalated', ticketId, level, at: now });
    const to = [...floor.people.values()]
      .filter((person) => mayTake(person, ticket, rule, floor))
      .map(({ helper }) => helper.personId)
      .filter((personId) => !busy.has(personId) && (level >= 2 || declined.get(ticketId)?.has(personId) !== true));
    if (to.length > 0)
      events.push({ type: 'alert-sent', ticketIds: [ticketId], to, level: rule.alert, escalation: level, at: now });
  }
  return evolveFloor(floor, events, settings.promise);
}
