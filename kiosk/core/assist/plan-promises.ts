import type { EpochMs } from '../values/identifiers.ts';
import type { OpenTickets } from './evolve.ts';
import { isHeld } from './escalation.ts';
import { mayTake } from './fair-share.ts';
import { type Floor, type ShownPromise, ticketOnFloor } from './floor.ts';
import type { DelayReason, FloorEvent } from './floor-events.ts';
import type { FloorMoment } from './floor-moment.ts';
import type { FloorSettings } from './floor-settings.ts';
import type { FloorView } from './plan-alerts.ts';
import { promisedSeconds, type PromiseSituation } from './promise-model.ts';
import { isAnybodyThere } from './remote-desk.ts';
import type { Ticket } from './ticket.ts';

/** How often a promise that is shown is looked at again, and how long that moment lasts: one beat of the clock. */
const REVIEW_EVERY_MS = 10_000;
const REVIEW_MOMENT_MS = 1000;

/** A promise is lowered by a difference that a person notices, or not at all. */
const LOWER_BY_AT_LEAST_MS = 10_000;

/** What became of promises by now: what is learned of them, who is there, and which were missed. */
export function planOutcomes(
  floor: Floor,
  tickets: OpenTickets,
  settings: FloorSettings,
  now: EpochMs,
): readonly FloorEvent[] {
  const events: FloorEvent[] = [];
  for (const ticket of tickets.values()) {
    events.push(...learnable(floor, ticket, now));
    const open = openPromise(floor, ticket);
    const { ticketId } = ticket;
    if (open === undefined) continue;
    if (ticket.status === 'attending') events.push(promiseEnded(ticket, open));
    else if (now >= open.dueAt) {
      events.push({ type: 'promise-missed', ticketId, reason: delayReason(floor, ticket, settings, now), at: now });
    }
  }
  return events;
}

/** Makes promises and lowers them. One that is shown never goes up; it is missed. */
export function planPromises(
  floor: Floor,
  tickets: OpenTickets,
  { waiting, busy }: FloorView,
  settings: FloorSettings,
  { now, hour }: FloorMoment,
): readonly FloorEvent[] {
  const events: FloorEvent[] = [];
  const openCount = [...floor.tickets.values()].filter(({ openPromises }) => openPromises.length > 0).length;
  for (const ticket of tickets.values()) {
    // Nobody stands there and waits for what can be done at leisure, or for somebody who is there.
    if (settings.table[ticket.reason].clock === 'unhurried' || ticket.status === 'attending') continue;
    const open = openPromise(floor, ticket);
    if (open !== undefined && !isReviewed(ticket, open, now)) continue;
    const { ticketId } = ticket;
    const ahead = waiting.findIndex((other) => other.ticketId === ticketId);
    const kind = ticketOnFloor(floor, ticketId).promiseMissed ? 'late' : open === undefined ? 'first' : 'lower';
    const situation = situationOf({ floor, ticket, settings, now, hour, kind, ahead, busy, openCount });
    const seconds = promisedSeconds(floor.promises, situation, settings.promise);
    if (seconds === undefined) continue;
    const dueAt = now + seconds * 1000;
    if (open !== undefined && dueAt > open.dueAt - LOWER_BY_AT_LEAST_MS) continue;
    events.push({ type: 'promise-made', ticketId, seconds, dueAt, situation, at: now });
  }
  return events;
}

function openPromise(floor: Floor, { ticketId }: Ticket): ShownPromise | undefined {
  const { promise } = ticketOnFloor(floor, ticketId);
  return promise === undefined || promise.ended ? undefined : promise;
}

/** Somebody is there, or has settled it from afar. */
export function promiseEnded(ticket: Ticket, promise: ShownPromise): FloorEvent {
  const at = thereAt(ticket) ?? promise.dueAt;
  return { type: 'promise-ended', ticketId: ticket.ticketId, kept: at <= promise.dueAt, at };
}

/** The promises of a call of which it is known now whether they were kept. */
export function learnable(floor: Floor, ticket: Ticket, now: EpochMs): readonly FloorEvent[] {
  const there = thereAt(ticket);
  const { ticketId } = ticket;
  return ticketOnFloor(floor, ticketId).openPromises.flatMap(({ situation, dueAt }): FloorEvent[] => {
    if (there === undefined && now < dueAt) return [];
    return [{ type: 'promise-learned', ticketId, situation, dueAt, kept: (there ?? Infinity) <= dueAt, at: now }];
  });
}

/** Since when somebody is there; undefined for one who was there and has handed the call over. */
function thereAt({ status, attendedAt, endedAt }: Ticket): EpochMs | undefined {
  if (status === 'attending') return attendedAt;
  return status === 'resolved' ? (attendedAt ?? endedAt) : undefined;
}

/** Every ten seconds, and as soon as somebody is on the way. */
function isReviewed({ coming, acknowledgedAt = 0 }: Ticket, { shownAt }: ShownPromise, now: EpochMs): boolean {
  if (coming === true && now - acknowledgedAt < REVIEW_MOMENT_MS) return true;
  return now - shownAt >= REVIEW_EVERY_MS && (now - shownAt) % REVIEW_EVERY_MS < REVIEW_MOMENT_MS;
}

function delayReason(floor: Floor, ticket: Ticket, settings: FloorSettings, now: EpochMs): DelayReason {
  if (isHeld(ticket, now, settings.leases)) return 'colleague-was-held-up';
  const isThere = isAnybodyThere(floor, ticket, settings.table[ticket.reason]);
  return isThere ? 'everybody-is-helping' : 'nobody-is-here';
}

interface Around {
  readonly floor: Floor;
  readonly ticket: Ticket;
  readonly settings: FloorSettings;
  readonly now: EpochMs;
  readonly hour: number;
  readonly kind: 'first' | 'lower' | 'late';
  readonly ahead: number;
  readonly busy: ReadonlySet<string>;
  readonly openCount: number;
}

function situationOf({ floor, ticket, settings, now, hour, kind, ahead, busy, openCount }: Around): PromiseSituation {
  const rule = settings.table[ticket.reason];
  const able = [...floor.people.values()].filter((person) => mayTake(person, ticket, rule, floor));
  const free = able.filter(({ helper }) => !busy.has(helper.personId)).length;
  const isComing = isHeld(ticket, now, settings.leases) && ticket.coming === true;
  const stage = kind !== 'late' && isComing ? 'coming' : kind;
  const situation = { stage, ahead: Math.max(0, ahead), people: able.length, free, hour, open: openCount } as const;
  if (!isComing || ticket.acknowledgedAt === undefined) return situation;
  return { ...situation, underwaySeconds: (now - ticket.acknowledgedAt) / 1000 };
}
