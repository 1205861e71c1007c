import type { EpochMs } from '../values/identifiers.ts';
import { dutyMs, type Floor, type FloorPerson } from './floor.ts';
import type { InterventionRule } from './intervention-rule.ts';
import { isAfar, ranksAtLeast } from './person.ts';
import { isOfferedAfar } from './remote-desk.ts';
import type { Ticket, TicketReason } from './ticket.ts';

/** What a technician is there for. */
const TECHNICAL: ReadonlySet<TicketReason> = new Set<TicketReason>(['device', 'receipt-not-printed', 'out-of-service']);

/**
 * Somebody who has just come counts as if they had worked at everybody's pace for this long: they do not get every call
 * until they have caught up.
 */
const JUST_COME_MS = 15 * 60_000;

/** Whether this person is there for such a call: on duty, with the rights, and able to be where it is settled. */
export function mayTake(person: FloorPerson, ticket: Ticket, rule: InterventionRule, floor: Floor): boolean {
  const { role } = person.helper;
  if (person.duty !== 'on-duty' || !ranksAtLeast(role, rule.smallestRole)) return false;
  if (isAfar(person.helper)) return isOfferedAfar(floor, ticket, rule);
  return role !== 'technician' || TECHNICAL.has(ticket.reason);
}

/** People by how much they have had, the least first, in weighted minutes for each hour on duty; then by rest. */
export function byFairShare(people: readonly FloorPerson[], floor: Floor, now: EpochMs): readonly FloorPerson[] {
  const pace = usualPace(floor, now);
  return people.toSorted(
    (a, b) =>
      load(a, pace, now) - load(b, pace, now) ||
      a.restingSince - b.restingSince ||
      (a.helper.personId < b.helper.personId ? -1 : 1),
  );
}

function load(person: FloorPerson, pace: number, now: EpochMs): number {
  return (person.weightMinutes + pace * JUST_COME_MS) / (dutyMs(person, now) + JUST_COME_MS);
}

function usualPace(floor: Floor, now: EpochMs): number {
  let weight = 0;
  let time = 0;
  for (const person of floor.people.values()) {
    weight += person.weightMinutes;
    time += dutyMs(person, now);
  }
  return time === 0 ? 0 : weight / time;
}
