import type { CareView, PersonView, PromiseView } from '#kiosk/api/staff.ts';
import type { EscalationLevel } from '#kiosk/core/assist/floor-events.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import { type Floor, type FloorPerson, ticketOnFloor } from '#kiosk/core/assist/floor.ts';
import { isHeld } from '#kiosk/core/assist/escalation.ts';
import type { OpenTickets } from '#kiosk/core/assist/evolve.ts';
import type { InterventionRule } from '#kiosk/core/assist/intervention-rule.ts';
import { viewFloor } from '#kiosk/core/assist/plan-alerts.ts';
import { mergeLikeTasks, placeInLine } from '#kiosk/core/assist/ranking.ts';
import { isAnybodyThere, isElsewhere, isOfferedAfar } from '#kiosk/core/assist/remote-desk.ts';
import { resolutionChoices, type UsedResolutions } from '#kiosk/core/assist/resolutions.ts';
import type { Ticket } from '#kiosk/core/assist/ticket.ts';
import type { EpochMs } from '#kiosk/core/values/identifiers.ts';

const LEVELS = ['none', 'all-on-shift', 'lead', 'manager', 'last-resort'] as const;
const ALERTS = { list: 'info', vibrate: 'normal', sound: 'urgent' } as const;

/** The floor and the calls on it at one moment. */
export interface FloorScene {
  readonly floor: Floor;
  readonly tickets: OpenTickets;
  readonly settings: FloorSettings;
  /** What this store usually says that calls turned out to be. */
  readonly used: UsedResolutions;
  readonly now: EpochMs;
}

/** What the store adds to each call for its people, by ticket. */
export function careOfAll(scene: FloorScene): ReadonlyMap<string, Omit<CareView, 'gestures' | 'stale'>> {
  const { tickets, settings, now } = scene;
  const { waiting } = viewFloor(tickets, settings, now);
  const ranks = new Map(waiting.map(({ ticketId }, index) => [ticketId, index + 1]));
  const groups = new Map(
    mergeLikeTasks(waiting, settings.table).flatMap((group) =>
      group.tickets.map((ticket) => [ticket.ticketId, group.tickets.map(({ ticketId }) => ticketId)] as const),
    ),
  );
  return new Map(
    [...tickets.values()].map((ticket) => {
      const others = (groups.get(ticket.ticketId) ?? []).filter((id) => id !== ticket.ticketId);
      return [ticket.ticketId, careOf(ticket, scene, ranks.get(ticket.ticketId) ?? 0, others)] as const;
    }),
  );
}

function careOf(
  ticket: Ticket,
  { floor, settings, used, now }: FloorScene,
  rank: number,
  groupedWith: readonly string[],
): Omit<CareView, 'gestures' | 'stale'> {
  const known = ticketOnFloor(floor, ticket.ticketId);
  const rule = settings.table[ticket.reason];
  const held = isHeld(ticket, now, settings.leases);
  const offered = isOfferedAfar(floor, ticket, rule);
  const asked = [...known.askedAt]
    .filter(([personId]) => offered || !isElsewhere(floor, personId))
    .filter(([personId, at]) => !known.declinedBy.has(personId) && now - at < settings.alerts.repeatAfterMs)
    .map(([personId]) => personId);
  return {
    rank,
    asked: held && ticket.backup === undefined ? [] : asked,
    alert: alertOf(ticket, rule, known.escalation),
    escalation: LEVELS[known.escalation],
    escalatesAt: held ? null : nextLevelAt(ticket, settings, known.escalation),
    promisedUntil: known.promise === undefined || known.promise.ended ? null : known.promise.dueAt,
    clearable: rule.clearable,
    smallestRole: rule.smallestRole,
    remote: rule.remoteHelper === 'never' || !offered ? null : rule.remoteHelper,
    waits: rule.holds,
    groupedWith: [...groupedWith],
    resolutions: [...resolutionChoices(ticket.reason, rule, used)],
  };
}

function alertOf(ticket: Ticket, rule: InterventionRule, escalation: EscalationLevel): CareView['alert'] {
  if (ticket.backup?.kind === 'backup') return 'urgent';
  if (ticket.discreet === true) return rule.alert === 'list' ? 'info' : 'normal';
  return escalation >= 2 ? 'urgent' : ALERTS[rule.alert];
}

function nextLevelAt(ticket: Ticket, settings: FloorSettings, level: EscalationLevel): EpochMs | null {
  const clock = settings.clocks[settings.table[ticket.reason].clock];
  const steps = [clock.allAfterMs, clock.leadAfterMs, clock.managerAfterMs, clock.makeGoodAfterMs];
  const after = steps[level];
  return after === undefined ? null : ticket.raisedAt + after;
}

/** What each shopper reads of the wait, by ticket. */
export function promisesOf({ floor, tickets, settings, now }: FloorScene): ReadonlyMap<string, PromiseView> {
  const { waiting } = viewFloor(tickets, settings, now);
  return new Map(
    [...tickets.values()].map((ticket) => {
      const { promise, promiseMissed, escalation } = ticketOnFloor(floor, ticket.ticketId);
      const shown = promise === undefined || promise.ended ? undefined : promise;
      const view: PromiseView = {
        placeInLine: placeInLine(waiting, ticket.ticketId),
        withinSeconds: shown?.seconds ?? null,
        until: shown?.dueAt ?? null,
        missed: promiseMissed,
        escalation: LEVELS[escalation],
        unattended: !isAnybodyThere(floor, ticket, settings.table[ticket.reason]),
      };
      return [ticket.ticketId, view] as const;
    }),
  );
}

const DUTIES = { 'on-duty': 'on', 'on-break': 'break', 'off-duty': 'off' } as const;

export function personView(person: FloorPerson, tickets: OpenTickets, languages: readonly string[]): PersonView {
  const { personId, firstName, role } = person.helper;
  const attending = [...tickets.values()]
    .filter(({ helper, status }) => helper?.personId === personId && status !== 'raised')
    .map(({ ticketId }) => ticketId);
  return { personId, firstName, role, duty: DUTIES[person.duty], attending, languages: [...languages] };
}
