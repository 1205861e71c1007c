import type { EpochMs } from '../values/identifiers.ts';
import type { OpenTickets } from './evolve.ts';
import { isHeld } from './escalation.ts';
import { mayTake } from './fair-share.ts';
import { type Floor, type ShownPromise, ticketOnFloor } from './floor.ts';
import type { DelayReason, FloorEvent } from './floor-events.ts';
import type { FloorSettings } from './floor-settings.ts';
import type { FloorView } from './plan-alerts.ts';
import { promisedSeconds, type PromiseSituation } from './promise-model.ts';
import type { Ticket } from './ticket.ts';

/** A moment on the store's clock. */
export interface FloorMoment {
  readonly now: EpochMs;
  /** Of the wall clock where the store is, 0 to 23. */
  readonly hour: number;
}

/** How often a promise that is shown is looked at again, and how long that moment lasts: one beat of the clock. */
const REVIEW_EVERY_MS = 10_000;
const REVIEW_MOMENT_MS = 1000;

/** A promise is lowered by a difference that a person notices, or not at all. */
const LOWER_BY_AT_LEAST_MS = 10_000;

/** Makes, lowers, keeps and misses the promises of all calls. One that is shown never goes up; it is missed. */
export function planPromises(
  floor: Floor,
  tickets: OpenTickets,
  { waiting, busy }: FloorView,
  settings: FloorSettings,
  { now, hour }: FloorMoment,
): readonly FloorEvent[] {
  const events: FloorEvent[] = [];
  for (const ticket of tickets.values()) {
    // Nobody stands there and waits for what can be done at leisure.
    if (settings.table[ticket.reason].clock === 'unhurried') continue;
    const { promise, promiseMissed } = ticketOnFloor(floor, ticket.ticketId);
    const open = promise === undefined || promise.ended ? undefined : promise;
    const { ticketId } = ticket;
    if (ticket.status === 'attending') {
      if (open !== undefined) events.push(promiseEnded(ticket, open));
      continue;
    }
    const isMissed = open !== undefined && now >= open.dueAt;
    if (isMissed) {
      events.push({ type: 'promise-missed', ticketId, reason: delayReason(floor, ticket, settings, now), at: now });
    } else if (open !== undefined && !isReviewed(ticket, open, now)) {
      continue;
    }
    const isLate = isMissed || promiseMissed;
    const ahead = waiting.findIndex((other) => other.ticketId === ticketId);
    const situation = situationOf({ floor, ticket, settings, now, hour, isLate, ahead, busy });
    const seconds = promisedSeconds(floor.promises, situation, settings.promise);
    if (seconds === undefined) continue;
    const dueAt = now + seconds * 1000;
    if (!isMissed && open !== undefined && dueAt > open.dueAt - LOWER_BY_AT_LEAST_MS) continue;
    events.push({ type: 'promise-made', ticketId, seconds, dueAt, situation, at: now });
  }
  return events;
}

/** Somebody is there, or has settled it from afar. */
export function promiseEnded(ticket: Ticket, promise: ShownPromise): FloorEvent {
  const at = ticket.attendedAt ?? ticket.endedAt ?? promise.dueAt;
  return { type: 'promise-ended', ticketId: ticket.ticketId, kept: at <= promise.dueAt, at };
}

/** Every ten seconds, and as soon as somebody is on the way. */
function isReviewed({ coming, acknowledgedAt = 0 }: Ticket, { shownAt }: ShownPromise, now: EpochMs): boolean {
  if (coming === true && now - acknowledgedAt < REVIEW_MOMENT_MS) return true;
  return now - shownAt >= REVIEW_EVERY_MS && (now - shownAt) % REVIEW_EVERY_MS < REVIEW_MOMENT_MS;
}

function delayReason(floor: Floor, ticket: Ticket, settings: FloorSettings, now: EpochMs): DelayReason {
  if (isHeld(ticket, now, settings.leases)) return 'colleague-was-held-up';
  return [...floor.people.values()].some(({ duty }) => duty === 'on-duty') ? 'everybody-is-helping' : 'nobody-is-here';
}

interface Around {
  readonly floor: Floor;
  readonly ticket: Ticket;
  readonly settings: FloorSettings;
  readonly now: EpochMs;
  readonly hour: number;
  readonly isLate: boolean;
  readonly ahead: number;
  readonly busy: ReadonlySet<string>;
}

function situationOf({ floor, ticket, settings, now, hour, isLate, ahead, busy }: Around): PromiseSituation {
  const rule = settings.table[ticket.reason];
  const able = [...floor.people.values()].filter((person) => mayTake(person, ticket.reason, rule));
  const free = able.filter(({ helper }) => !busy.has(helper.personId)).length;
  const isComing = isHeld(ticket, now, settings.leases) && ticket.coming === true;
  const stage = isLate ? 'late' : isComing ? 'coming' : 'waiting';
  const situation = { stage, ahead: Math.max(0, ahead), people: able.length, free, hour } as const;
  if (!isComing || ticket.acknowledgedAt === undefined) return situation;
  return { ...situation, underwaySeconds: (now - ticket.acknowledgedAt) / 1000 };
}
