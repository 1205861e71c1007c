import type { EpochMs } from '../values/identifiers.ts';
import { isHeld } from './escalation.ts';
import { byFairShare, mayTake } from './fair-share.ts';
import { awaitingBackup, beingAsked, isRecent, planBackup } from './plan-backup.ts';
import { type Floor, type FloorPerson, ticketOnFloor } from './floor.ts';
import type { EscalationLevel, FloorEvent } from './floor-events.ts';
import type { FloorMoment } from './floor-moment.ts';
import type { FloorSettings } from './floor-settings.ts';
import type { OpenTickets } from './evolve.ts';
import type { AlertLevel } from './intervention-rule.ts';
import { isAfar, type PersonId, ranksAtLeast } from './person.ts';
import { mergeLikeTasks, rankTickets, type LikeTasks } from './ranking.ts';
import { isElsewhere } from './remote-desk.ts';
import type { Ticket } from './ticket.ts';

/** Who has what at one moment. */
export interface FloorView {
  /** The calls that nobody has, in the order in which they come. */
  readonly waiting: readonly Ticket[];
  /** The people who are with a shopper, or on the way to one: nothing rings for them. */
  readonly busy: ReadonlySet<PersonId>;
}

export function viewFloor(tickets: OpenTickets, settings: FloorSettings, now: EpochMs): FloorView {
  const waiting: Ticket[] = [];
  const busy = new Set<PersonId>();
  for (const ticket of tickets.values()) {
    if (!isHeld(ticket, now, settings.leases)) {
      waiting.push(ticket);
      continue;
    }
    if (ticket.helper !== undefined) busy.add(ticket.helper.personId);
    for (const { personId } of ticket.backup?.joined ?? []) busy.add(personId);
  }
  return { waiting: rankTickets(waiting, settings.table, settings.ranking, now), busy };
}

/**
 * Who is to be asked now. One person at first, the one who has had least; all who are free once that was not answered;
 * nobody who is off duty, on a break or with a shopper, because an alert that a person cannot act on teaches everybody
 * not to listen.
 */
export function planAlerts(
  floor: Floor,
  tickets: OpenTickets,
  { waiting, busy }: FloorView,
  settings: FloorSettings,
  { now, unreachable = NOBODY }: FloorMoment,
): readonly FloorEvent[] {
  const asked = beingAsked(floor, [...waiting, ...awaitingBackup(tickets)], settings, now);
  const backup = planBackup(floor, tickets, { busy: new Set([...busy, ...asked]), unreachable }, settings, now);
  for (const { to } of backup) for (const personId of to) asked.add(personId);
  let free = [...floor.people.values()].filter(
    ({ duty, helper: { personId } }) =>
      duty === 'on-duty' && !busy.has(personId) && !asked.has(personId) && !unreachable.has(personId),
  );
  const alerts: FloorEvent[] = [...backup];
  // With enough people each call gets its own; one walk for several saves time only where there are more calls.
  const here = free.filter(({ helper }) => !isAfar(helper)).length;
  const groups = waiting.length > here ? mergeLikeTasks(waiting, settings.table) : alone(waiting);
  const isScarce = groups.length >= here;
  for (const group of groups) {
    if (free.length === 0) break;
    const to = askFor(group, { floor, free, isScarce }, settings, now);
    if (to.length === 0) continue;
    alerts.push(alert(group, to, floor, settings, now));
    const taken = new Set(to);
    free = free.filter(({ helper }) => !taken.has(helper.personId));
  }
  return alerts;
}

function alone(waiting: readonly Ticket[]): readonly LikeTasks[] {
  return waiting.map((ticket) => ({ reason: ticket.reason, tickets: [ticket] }));
}

const NOBODY: ReadonlySet<PersonId> = new Set();

/** The longest time between two questions for the same call to the same person. */
const REPEAT_AFTER_MAX_MS = 600_000;

/** What nobody took the tenth time is not taken sooner for being asked twice a minute. */
function repeatAfter({ raisedAt }: Ticket, { alerts }: FloorSettings, now: EpochMs): number {
  return Math.max(alerts.repeatAfterMs, Math.min((now - raisedAt) / 4, REPEAT_AFTER_MAX_MS));
}

interface Askable {
  readonly floor: Floor;
  /** Either people of the shop or of a desk elsewhere. */
  readonly free: readonly FloorPerson[];
  readonly areAfar: boolean;
  /** Whether there are as many calls as people: then nobody is asked for what another is asked for. */
  readonly isScarce: boolean;
}

/** The people of the shop are asked as if there were no desk elsewhere; one of the desk is asked beside them. */
function askFor(
  group: LikeTasks,
  { floor, free, isScarce }: Omit<Askable, 'areAfar'>,
  settings: FloorSettings,
  now: EpochMs,
): readonly PersonId[] {
  const here = free.filter(({ helper }) => !isAfar(helper));
  const afar = free.filter(({ helper }) => isAfar(helper));
  return [
    ...askAmong(group, { floor, free: here, areAfar: false, isScarce }, settings, now),
    ...askAmong(group, { floor, free: afar, areAfar: true, isScarce: true }, settings, now),
  ];
}

function askAmong(
  group: LikeTasks,
  { floor, free, areAfar, isScarce }: Askable,
  settings: FloorSettings,
  now: EpochMs,
): readonly PersonId[] {
  const [first] = group.tickets;
  if (first === undefined || free.length === 0) return [];
  const known = ticketOnFloor(floor, first.ticketId);
  const rule = settings.table[group.reason];
  const repeat = repeatAfter(first, settings, now);
  const level = known.escalation;
  const suitable = free.filter((person) => {
    const { personId, role } = person.helper;
    const last = known.askedAt.get(personId);
    if (last !== undefined && isRecent(last, now, repeat)) return false;
    // "Not me" holds as long as there are others to ask.
    if (known.declinedBy.has(personId) && level < 2) return false;
    // What was handed over twice is for somebody who can decide it.
    if ((first.handOvers ?? 0) >= 2 && !ranksAtLeast(role, 'supervisor') && level < 2) return false;
    return group.tickets.every((ticket) => mayTake(person, ticket, rule, floor));
  });
  const order = byFairShare(suitable, floor, now).map(({ helper }) => helper.personId);
  if (level > 0 && !isScarce) return order;
  const running = [...known.askedAt].some(
    ([personId, at]) =>
      isElsewhere(floor, personId) === areAfar &&
      isRecent(at, now, settings.alerts.answerWithinMs) &&
      !known.declinedBy.has(personId),
  );
  if (running) return [];
  const offeredTo = first.lastHandOver?.to?.personId;
  return order
    .filter((personId) => personId === offeredTo)
    .concat(order)
    .slice(0, 1);
}

function alert(
  group: LikeTasks,
  to: readonly PersonId[],
  floor: Floor,
  settings: FloorSettings,
  now: EpochMs,
): FloorEvent {
  const escalation = group.tickets.reduce<EscalationLevel>((highest, { ticketId }) => {
    const level = ticketOnFloor(floor, ticketId).escalation;
    return level > highest ? level : highest;
  }, 0);
  return {
    type: 'alert-sent',
    ticketIds: group.tickets.map(({ ticketId }) => ticketId),
    to,
    level: loudness(group, escalation, settings),
    escalation,
    at: now,
  };
}

/** Louder the longer it takes; a shopper who asked for discretion is never announced by a sound. */
function loudness(group: LikeTasks, escalation: EscalationLevel, settings: FloorSettings): AlertLevel {
  const usual = settings.table[group.reason].alert;
  if (group.tickets.some(({ discreet }) => discreet === true)) return usual === 'list' ? 'list' : 'vibrate';
  return escalation >= 2 ? 'sound' : usual;
}
