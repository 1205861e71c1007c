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
import type { BackupKind } from './ticket.ts';

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

/** A promise whose outcome is not known yet: the first one of a call, and what the shopper read last. */
export interface OpenPromise {
  readonly situation: PromiseSituation;
  readonly dueAt: EpochMs;
}

/** What the store role knows of a ticket beyond what its lane says. */
export interface TicketOnFloor {
  readonly escalation: EscalationLevel;
  /** When each person was last asked. */
  readonly askedAt: ReadonlyMap<PersonId, EpochMs>;
  /** The same for standing beside the one who has it. */
  readonly backupAsked?: { readonly kind: BackupKind; readonly askedAt: ReadonlyMap<PersonId, EpochMs> } | undefined;
  readonly declinedBy: ReadonlySet<PersonId>;
  readonly arrivalAskedAt?: EpochMs | undefined;
  /** Since when a remote desk may take it. */
  readonly offeredAfarAt?: EpochMs | undefined;
  readonly promise?: ShownPromise | undefined;
  readonly openPromises: readonly OpenPromise[];
  /** Whether a promise for it was missed; what is promised after that is no second chance. */
  readonly promiseMissed: boolean;
}

/** The shop floor: rebuilt from the store role's journal after every restart. */
export interface Floor {
  readonly people: ReadonlyMap<PersonId, FloorPerson>;
  readonly tickets: ReadonlyMap<TicketId, TicketOnFloor>;
  readonly promises: PromiseModel;
}

const UNTOUCHED: TicketOnFloor = {
  escalation: 0,
  askedAt: new Map(),
  declinedBy: new Set(),
  openPromises: [],
  promiseMissed: false,
};

/** Whoever was away for this long begins a new shift, with nothing of the last one to make up for. */
const NEW_SHIFT_AFTER_MS = 4 * 3_600_000;

export function newFloor(promises: PromiseModel): Floor {
  return { people: new Map(), tickets: new Map(), promises };
}

export function ticketOnFloor(floor: Pick<Floor, 'tickets'>, ticketId: TicketId): TicketOnFloor {
  return floor.tickets.get(ticketId) ?? UNTOUCHED;
}

/** The floor after these events. The maps are copied once, because a busy minute has dozens of events. */
export function evolveFloor(floor: Floor, events: readonly FloorEvent[], settings: PromiseSettings): Floor {
  if (events.length === 0) return floor;
  const draft = { people: new Map(floor.people), tickets: new Map(floor.tickets), promises: floor.promises };
  for (const event of events) apply(draft, event, settings);
  return draft;
}

interface Draft {
  readonly people: Map<PersonId, FloorPerson>;
  readonly tickets: Map<TicketId, TicketOnFloor>;
  promises: PromiseModel;
}

function apply(draft: Draft, event: FloorEvent, settings: PromiseSettings): void {
  switch (event.type) {
    case 'duty-changed':
      draft.people.set(event.helper.personId, dutyChanged(draft, event));
      break;
    case 'alert-sent':
      for (const ticketId of event.ticketIds) touch(draft, ticketId, (ticket) => asked(ticket, event));
      break;
    case 'alert-declined':
      touch(draft, event.ticketId, ({ declinedBy }) => ({ declinedBy: new Set([...declinedBy, event.personId]) }));
      break;
    case 'ticket-escalated':
      touch(draft, event.ticketId, () => ({ escalation: event.level }));
      break;
    case 'ticket-offered-afar':
      touch(draft, event.ticketId, () => ({ offeredAfarAt: event.at }));
      break;
    case 'arrival-asked':
      touch(draft, event.ticketId, () => ({ arrivalAskedAt: event.at }));
      break;
    case 'promise-made': {
      const { seconds, dueAt, situation, at: shownAt } = event;
      touch(draft, event.ticketId, ({ openPromises }) => ({
        promise: { seconds, dueAt, situation, shownAt, ended: false },
        openPromises: [...openPromises.filter(isStillRead), { situation, dueAt }],
      }));
      break;
    }
    case 'promise-learned':
      draft.promises = learnPromise(draft.promises, event.situation, event.kept, settings);
      touch(draft, event.ticketId, ({ openPromises }) => ({
        openPromises: openPromises.filter(({ dueAt }) => dueAt !== event.dueAt),
      }));
      break;
    case 'promise-ended':
    case 'promise-missed':
      endPromise(draft, event);
      break;
    case 'work-done':
      workDone(draft, event);
      break;
    case 'ticket-forgotten':
      draft.tickets.delete(event.ticketId);
      break;
    default:
      assertNever(event);
  }
}

/** Time on duty up to now, without breaks; milliseconds. */
export function dutyMs(person: FloorPerson, now: EpochMs): number {
  return person.dutyMsBefore + (person.duty === 'on-duty' ? Math.max(0, now - person.since) : 0);
}

function dutyChanged(
  { people }: Draft,
  { helper, duty, at }: Extract<FloorEvent, { type: 'duty-changed' }>,
): FloorPerson {
  const before = people.get(helper.personId);
  const isNewShift = before?.duty === 'off-duty' && at - before.since >= NEW_SHIFT_AFTER_MS;
  if (before === undefined || isNewShift) {
    return { helper, duty, since: at, dutyMsBefore: 0, weightMinutes: 0, restingSince: at };
  }
  return { ...before, helper, duty, since: at, dutyMsBefore: dutyMs(before, at), restingSince: at };
}

function asked(
  { askedAt, backupAsked }: TicketOnFloor,
  { to, at, backup: kind }: Extract<FloorEvent, { type: 'alert-sent' }>,
): Partial<TicketOnFloor> {
  const now = to.map((personId) => [personId, at] as const);
  if (kind === undefined) return { askedAt: new Map([...askedAt, ...now]) };
  // A colleague who is not safe is another question than a second pair of eyes.
  const before = backupAsked?.kind === kind ? backupAsked.askedAt : [];
  return { backupAsked: { kind, askedAt: new Map([...before, ...now]) } };
}

/**
 * A promise that was lowered, and is lowered again, says nothing more; the first of all is what the shopper came
 * with.
 */
function isStillRead({ situation }: OpenPromise): boolean {
  return situation.stage === 'first' || situation.stage === 'late';
}

function endPromise(draft: Draft, event: Extract<FloorEvent, { type: 'promise-ended' | 'promise-missed' }>): void {
  const { promise, promiseMissed } = ticketOnFloor(draft, event.ticketId);
  if (promise === undefined || promise.ended) return;
  const missed = promiseMissed || event.type === 'promise-missed';
  touch(draft, event.ticketId, () => ({ promise: { ...promise, ended: true }, promiseMissed: missed }));
}

function workDone(draft: Draft, event: Extract<FloorEvent, { type: 'work-done' }>): void {
  const { personId, reachSeconds, handleSeconds, at } = event;
  if (reachSeconds !== undefined) draft.promises = learnReach(draft.promises, reachSeconds);
  if (handleSeconds !== undefined) draft.promises = learnHandle(draft.promises, handleSeconds);
  const person = draft.people.get(personId);
  if (person === undefined) return;
  const weightMinutes = person.weightMinutes + event.weightMinutes;
  draft.people.set(personId, { ...person, weightMinutes, restingSince: at });
}

function touch(draft: Draft, ticketId: TicketId, change: (ticket: TicketOnFloor) => Partial<TicketOnFloor>): void {
  const ticket = ticketOnFloor(draft, ticketId);
  draft.tickets.set(ticketId, { ...ticket, ...change(ticket) });
}
