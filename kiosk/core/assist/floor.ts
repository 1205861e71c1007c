import type { EpochMs, TicketId } from '../values/identifiers.ts';
import { assertNever } from '../values/assert.ts';
import type { Duty, EscalationLevel, FloorEvent } from './floor-events.ts';
import type { Helper, PersonId } from './person.ts';
import {
  learnHandle,
  learnPromise,
  learnReach,
  type PromiseModel,
  type PromiseSettings,
  type PromiseSituation,
} from './promise-model.ts';

/** One of the people of a store, as the day knows them. */
export interface FloorPerson {
  readonly helper: Helper;
  readonly duty: Duty;
  readonly since: EpochMs;
  /** Time on duty before that, without breaks; milliseconds. */
  readonly dutyMsBefore: number;
  /** What they settled so far, by what it weighs. */
  readonly weightMinutes: number;
  /** When they last settled something, or came on duty: whoever rests longest is asked first among equals. */
  readonly restingSince: EpochMs;
}

/** What the shopper of a ticket read last. */
export interface ShownPromise {
  readonly seconds: number;
  readonly dueAt: EpochMs;
  readonly situation: PromiseSituation;
  readonly shownAt: EpochMs;
  readonly ended: boolean;
}

/** What the store role knows of a ticket beyond what its lane says. */
export interface TicketOnFloor {
  readonly escalation: EscalationLevel;
  /** When each person was last asked. */
  readonly askedAt: ReadonlyMap<PersonId, EpochMs>;
  readonly declinedBy: ReadonlySet<PersonId>;
  readonly arrivalAskedAt?: EpochMs | undefined;
  readonly promise?: ShownPromise | undefined;
  /** Whether a promise for it was missed; what is promised after that is no second chance. */
  readonly promiseMissed: boolean;
}

/** The shop floor: rebuilt from the store role's journal after every restart. */
export interface Floor {
  readonly people: ReadonlyMap<PersonId, FloorPerson>;
  readonly tickets: ReadonlyMap<TicketId, TicketOnFloor>;
  readonly promises: PromiseModel;
}

const UNTOUCHED: TicketOnFloor = { escalation: 0, askedAt: new Map(), declinedBy: new Set(), promiseMissed: false };

export function newFloor(promises: PromiseModel): Floor {
  return { people: new Map(), tickets: new Map(), promises };
}

export function ticketOnFloor(floor: Floor, ticketId: TicketId): TicketOnFloor {
  return floor.tickets.get(ticketId) ?? UNTOUCHED;
}

export function evolveFloor(floor: Floor, event: FloorEvent, settings: PromiseSettings): Floor {
  switch (event.type) {
    case 'duty-changed':
      return { ...floor, people: withEntry(floor.people, event.helper.personId, dutyChanged(floor, event)) };
    case 'alert-sent':
      return event.ticketIds.reduce((next, ticketId) => touched(next, ticketId, asked(event)), floor);
    case 'alert-declined':
      return touched(floor, event.ticketId, (ticket) => ({
        ...ticket,
        declinedBy: new Set([...ticket.declinedBy, event.personId]),
      }));
    case 'ticket-escalated':
      return touched(floor, event.ticketId, (ticket) => ({ ...ticket, escalation: event.level }));
    case 'arrival-asked':
      return touched(floor, event.ticketId, (ticket) => ({ ...ticket, arrivalAskedAt: event.at }));
    case 'promise-made': {
      const { seconds, dueAt, situation, at: shownAt } = event;
      const promise = { seconds, dueAt, situation, shownAt, ended: false };
      return touched(floor, event.ticketId, (ticket) => ({ ...ticket, promise }));
    }
    case 'promise-ended':
    case 'promise-missed':
      return promiseOver(floor, event, settings);
    case 'work-done':
      return workDone(floor, event);
    case 'ticket-forgotten': {
      const tickets = new Map(floor.tickets);
      tickets.delete(event.ticketId);
      return { ...floor, tickets };
    }
    default:
      return assertNever(event);
  }
}

/** Time on duty up to now, without breaks; milliseconds. */
export function dutyMs(person: FloorPerson, now: EpochMs): number {
  return person.dutyMsBefore + (person.duty === 'on-duty' ? Math.max(0, now - person.since) : 0);
}

function dutyChanged(floor: Floor, event: Extract<FloorEvent, { type: 'duty-changed' }>): FloorPerson {
  const { helper, duty, at } = event;
  const before = floor.people.get(helper.personId);
  if (before === undefined) return { helper, duty, since: at, dutyMsBefore: 0, weightMinutes: 0, restingSince: at };
  return { ...before, helper, duty, since: at, dutyMsBefore: dutyMs(before, at), restingSince: at };
}

function asked(event: Extract<FloorEvent, { type: 'alert-sent' }>): (ticket: TicketOnFloor) => TicketOnFloor {
  return (ticket) => {
    const askedAt = new Map(ticket.askedAt);
    for (const personId of event.to) askedAt.set(personId, event.at);
    return { ...ticket, askedAt };
  };
}

function promiseOver(
  floor: Floor,
  event: Extract<FloorEvent, { type: 'promise-ended' | 'promise-missed' }>,
  settings: PromiseSettings,
): Floor {
  const { promise } = ticketOnFloor(floor, event.ticketId);
  if (promise === undefined || promise.ended) return floor;
  const kept = event.type === 'promise-ended' && event.kept;
  const promises = learnPromise(floor.promises, promise.situation, kept, settings);
  const missed = event.type === 'promise-missed';
  return touched({ ...floor, promises }, event.ticketId, (ticket) => ({
    ...ticket,
    promise: { ...promise, ended: true },
    promiseMissed: ticket.promiseMissed || missed,
  }));
}

function workDone(floor: Floor, event: Extract<FloorEvent, { type: 'work-done' }>): Floor {
  let { promises } = floor;
  if (event.reachSeconds !== undefined) promises = learnReach(promises, event.reachSeconds);
  if (event.handleSeconds !== undefined) promises = learnHandle(promises, event.handleSeconds);
  const person = floor.people.get(event.personId);
  if (person === undefined) return { ...floor, promises };
  const weightMinutes = person.weightMinutes + event.weightMinutes;
  const people = withEntry(floor.people, event.personId, { ...person, weightMinutes, restingSince: event.at });
  return { ...floor, promises, people };
}

function touched(floor: Floor, ticketId: TicketId, change: (ticket: TicketOnFloor) => TicketOnFloor): Floor {
  return { ...floor, tickets: withEntry(floor.tickets, ticketId, change(ticketOnFloor(floor, ticketId))) };
}

function withEntry<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value): ReadonlyMap<Key, Value> {
  return new Map(map).set(key, value);
}
