import type { EpochMs } from '../values/identifiers.ts';
import { byFairShare } from './fair-share.ts';
import { type Floor, type FloorPerson, type TicketOnFloor, ticketOnFloor } from './floor.ts';
import type { FloorEvent } from './floor-events.ts';
import type { FloorSettings } from './floor-settings.ts';
import type { OpenTickets } from './evolve.ts';
import type { PersonId } from './person.ts';
import type { Backup, Ticket } from './ticket.ts';

type Alert = Extract<FloorEvent, { type: 'alert-sent' }>;

/** The calls whose helper asked for somebody, and nobody has come. */
export function awaitingBackup(tickets: OpenTickets): readonly Ticket[] {
  return [...tickets.values()].filter(
    ({ backup, status }) => backup !== undefined && backup.joined.length === 0 && status !== 'raised',
  );
}

/** Whoever was asked a moment ago about a call that still waits has one question at a time. */
export function beingAsked(
  floor: Floor,
  tickets: readonly Ticket[],
  { alerts }: FloorSettings,
  now: EpochMs,
): Set<PersonId> {
  const asked = new Set<PersonId>();
  for (const { ticketId } of tickets) {
    const { askedAt, declinedBy } = ticketOnFloor(floor, ticketId);
    for (const [personId, at] of askedAt) {
      if (now - at < alerts.answerWithinMs && !declinedBy.has(personId)) asked.add(personId);
    }
  }
  return asked;
}

interface NotToAsk {
  /** With a shopper, or being asked for another call: still rung when a colleague is not safe. */
  readonly busy: ReadonlySet<PersonId>;
  readonly unreachable: ReadonlySet<PersonId>;
}

/** Somebody beside the one who attends: one more for a second pair of eyes, all when a colleague is not safe. */
export function planBackup(
  floor: Floor,
  tickets: OpenTickets,
  { busy, unreachable }: NotToAsk,
  settings: FloorSettings,
  now: EpochMs,
): readonly Alert[] {
  const alerts: Alert[] = [];
  const rung = new Set<PersonId>();
  for (const ticket of awaitingBackup(tickets)) {
    const { backup, ticketId, helper } = ticket;
    if (backup === undefined) continue;
    const known = ticketOnFloor(floor, ticketId);
    const others = [...floor.people.values()].filter(
      (person) =>
        person.duty === 'on-duty' &&
        person.helper.personId !== helper?.personId &&
        !rung.has(person.helper.personId) &&
        !unreachable.has(person.helper.personId) &&
        !wasAsked(known, person, backup, settings, now),
    );
    const to = backup.kind === 'backup' ? others : onePerson(known, others, busy, { floor, backup, settings, now });
    if (to.length === 0) continue;
    for (const person of to) rung.add(person.helper.personId);
    alerts.push({
      type: 'alert-sent',
      ticketIds: [ticketId],
      to: to.map((person) => person.helper.personId),
      level: backup.kind === 'backup' ? 'sound' : 'vibrate',
      escalation: known.escalation,
      at: now,
    });
  }
  return alerts;
}

function wasAsked(
  { askedAt }: TicketOnFloor,
  { helper }: FloorPerson,
  backup: Backup,
  { alerts }: FloorSettings,
  now: EpochMs,
): boolean {
  const last = askedAt.get(helper.personId);
  return last !== undefined && last >= backup.askedAt && now - last < alerts.repeatAfterMs;
}

interface Asking {
  readonly floor: Floor;
  readonly backup: Backup;
  readonly settings: FloorSettings;
  readonly now: EpochMs;
}

function onePerson(
  { askedAt }: TicketOnFloor,
  others: readonly FloorPerson[],
  busy: ReadonlySet<PersonId>,
  { floor, backup, settings, now }: Asking,
): readonly FloorPerson[] {
  const isAsked = [...askedAt.values()].some((at) => at >= backup.askedAt && now - at < settings.alerts.answerWithinMs);
  if (isAsked) return [];
  const free = others.filter(({ helper }) => !busy.has(helper.personId));
  return byFairShare(free, floor, now).slice(0, 1);
}
