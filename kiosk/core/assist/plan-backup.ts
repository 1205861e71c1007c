import type { EpochMs } from '../values/identifiers.ts';
import { byFairShare } from './fair-share.ts';
import { type Floor, type TicketOnFloor, ticketOnFloor } from './floor.ts';
import type { FloorEvent } from './floor-events.ts';
import type { FloorSettings } from './floor-settings.ts';
import type { OpenTickets } from './evolve.ts';
import { isAfar, type PersonId } from './person.ts';
import type { Backup, Ticket } from './ticket.ts';

type Alert = Extract<FloorEvent, { type: 'alert-sent' }>;

/** The calls whose helper asked for somebody, and nobody has come. */
export function awaitingBackup(tickets: OpenTickets): readonly Ticket[] {
  return [...tickets.values()].filter(
    ({ backup, status }) => backup !== undefined && backup.joined.length === 0 && status !== 'raised',
  );
}

/** Whether a moment is less than so long ago. One in the future is not: a clock that was set back silences nobody. */
export function isRecent(at: EpochMs, now: EpochMs, withinMs: number): boolean {
  return at <= now && now - at < withinMs;
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
    const { askedAt, backupAsked, declinedBy } = ticketOnFloor(floor, ticketId);
    for (const [personId, at] of [...askedAt, ...(backupAsked?.askedAt ?? [])]) {
      if (isRecent(at, now, alerts.answerWithinMs) && !declinedBy.has(personId)) asked.add(personId);
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
    const asked = askedForBackup(known, backup, now, settings.alerts.repeatAfterMs);
    const others = [...floor.people.values()].filter(
      ({ duty, helper: other, helper: { personId } }) =>
        duty === 'on-duty' &&
        !isAfar(other) &&
        personId !== helper?.personId &&
        !rung.has(personId) &&
        !unreachable.has(personId) &&
        !asked.has(personId),
    );
    const isAsked = askedForBackup(known, backup, now, settings.alerts.answerWithinMs).size > 0;
    const free = isAsked ? [] : others.filter((person) => !busy.has(person.helper.personId));
    const to = backup.kind === 'backup' ? others : byFairShare(free, floor, now).slice(0, 1);
    if (to.length === 0) continue;
    for (const person of to) rung.add(person.helper.personId);
    alerts.push({
      type: 'alert-sent',
      ticketIds: [ticketId],
      to: to.map((person) => person.helper.personId),
      level: backup.kind === 'backup' ? 'sound' : 'vibrate',
      escalation: known.escalation,
      backup: backup.kind,
      at: now,
    });
  }
  return alerts;
}

function askedForBackup(
  { backupAsked }: TicketOnFloor,
  { kind }: Backup,
  now: EpochMs,
  withinMs: number,
): ReadonlySet<PersonId> {
  if (backupAsked?.kind !== kind) return new Set();
  const recent = [...backupAsked.askedAt].filter(([, at]) => isRecent(at, now, withinMs));
  return new Set(recent.map(([personId]) => personId));
}
