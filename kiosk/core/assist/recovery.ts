import { reject, type Rejection } from '../rejection.ts';
import { assertNever } from '../values/assert.ts';
import type { ArticleId, EpochMs, TicketId } from '../values/identifiers.ts';
import { minorUnits, type MinorUnits, ZERO } from '../values/money.ts';
import type { GestureEvent, GestureKind } from './floor-events.ts';
import { type Helper, type RankedRole, ranksAtLeast } from './person.ts';

export interface GestureSettings {
  /** All gestures of a business day together. */
  readonly budgetPerDay: MinorUnits;
  /** How long a rain check is honoured: the article at today's price, or the amount off. */
  readonly rainCheckDays: number;
  readonly kinds: Readonly<Record<GestureKind, GestureLimits>>;
}

interface GestureLimits {
  readonly offered: boolean;
  /** What each role gives alone, and may approve for others. */
  readonly most: Readonly<Record<RankedRole, MinorUnits>>;
}

type Asked = Extract<GestureEvent, { type: 'gesture-asked' }>;
export type GivenGesture = Extract<GestureEvent, { type: 'gesture-given' }>;

/** What was given and asked for on one business day; each day begins with an empty one. */
export interface GestureLedger {
  readonly spent: MinorUnits;
  readonly asked: ReadonlyMap<string, Asked>;
  readonly givenFor: ReadonlySet<TicketId>;
}

export const NO_GESTURES: GestureLedger = { spent: ZERO, asked: new Map(), givenFor: new Set() };

export type GestureCommand =
  | {
      readonly type: 'give';
      readonly gestureId: string;
      readonly ticketId: TicketId;
      readonly kind: GestureKind;
      /** What it costs the store, at least one minor unit. */
      readonly amount: MinorUnits;
      /** A replacement is for an article, a rain check for one or for the amount; a discount is for the whole thing. */
      readonly articleId?: ArticleId | undefined;
      readonly articleName?: string | undefined;
      readonly workstationId?: string | undefined;
      readonly reason?: string | undefined;
      readonly by: Helper;
    }
  | { readonly type: 'approve'; readonly gestureId: string; readonly by: Helper }
  | { readonly type: 'refuse'; readonly gestureId: string; readonly by: Helper };

/** Requests that wait for somebody who may agree; one more would not be looked at either. */
const ASKED_MAX = 50;

const DAY_MS = 86_400_000;

/**
 * Making good: a small gesture at once, by whoever stands there; a larger one with somebody else's word; never more
 * than the day's budget, and one for a call.
 */
export function decideGesture(
  ledger: GestureLedger,
  command: GestureCommand,
  settings: GestureSettings,
  now: EpochMs,
): readonly GestureEvent[] | Rejection {
  switch (command.type) {
    case 'give':
      return give(ledger, command, settings, now);
    case 'approve':
      return approve(ledger, command, settings, now);
    case 'refuse': {
      const asked = ledger.asked.get(command.gestureId);
      if (asked === undefined) return reject('gesture-unknown');
      // Whoever asked may take it back; another needs the rights to say no.
      const isOwn = asked.by.personId === command.by.personId;
      if (!isOwn && !ranksAtLeast(command.by.role, 'supervisor')) return reject('role-not-allowed');
      return [{ type: 'gesture-refused', gestureId: command.gestureId, by: command.by, at: now }];
    }
    default:
      return assertNever(command);
  }
}

export function evolveGestures(ledger: GestureLedger, event: GestureEvent): GestureLedger {
  if (event.type === 'gesture-carried-out') return ledger;
  const asked = new Map(ledger.asked);
  if (event.type === 'gesture-asked') return { ...ledger, asked: asked.set(event.gestureId, event) };
  asked.delete(event.gestureId);
  if (event.type === 'gesture-refused' || event.type === 'gesture-lapsed') return { ...ledger, asked };
  return {
    asked,
    spent: minorUnits(ledger.spent + event.amount),
    givenFor: new Set([...ledger.givenFor, event.ticketId]),
  };
}

/** What is left of the day's budget when everything that is asked for is agreed to. */
export function budgetLeft(ledger: GestureLedger, settings: GestureSettings): MinorUnits {
  const asked = [...ledger.asked.values()].reduce((sum, { amount }) => sum + amount, 0);
  return minorUnits(Math.max(0, settings.budgetPerDay - ledger.spent - asked));
}

function give(
  ledger: GestureLedger,
  command: Extract<GestureCommand, { type: 'give' }>,
  settings: GestureSettings,
  now: EpochMs,
): readonly GestureEvent[] | Rejection {
  const { gestureId, ticketId, kind, amount, articleId, articleName, workstationId, reason, by } = command;
  const { offered, most } = settings.kinds[kind];
  if (!offered || amount < 1 || ledger.asked.has(gestureId)) return reject('gesture-unknown');
  if (kind === 'replacement' && articleId === undefined) return reject('gesture-unknown');
  const isAsked = [...ledger.asked.values()].some((other) => other.ticketId === ticketId);
  if (isAsked || ledger.givenFor.has(ticketId)) return reject('gesture-already-given');
  if (amount > most.manager) return reject('gesture-too-large', { most: most.manager });
  if (amount > budgetLeft(ledger, settings)) return reject('gesture-budget-spent');
  const about = {
    ...(articleId === undefined ? {} : { articleId }),
    ...(articleName === undefined ? {} : { articleName }),
    ...(workstationId === undefined ? {} : { workstationId }),
    ...(reason === undefined ? {} : { reason }),
  };
  const asked: Asked = { type: 'gesture-asked', gestureId, ticketId, kind, amount, ...about, by, at: now };
  if (amount <= limitOf(by, most)) return [given(asked, by, settings, now)];
  if (ledger.asked.size >= ASKED_MAX) return reject('role-not-allowed');
  return [asked];
}

function approve(
  ledger: GestureLedger,
  command: Extract<GestureCommand, { type: 'approve' }>,
  settings: GestureSettings,
  now: EpochMs,
): readonly GestureEvent[] | Rejection {
  const asked = ledger.asked.get(command.gestureId);
  if (asked === undefined) return reject('gesture-unknown');
  const { kind, amount } = asked;
  if (amount > limitOf(command.by, settings.kinds[kind].most)) return reject('role-not-allowed');
  // The budget may have been lowered since; what waits is already taken off it.
  if (ledger.spent + amount > settings.budgetPerDay) return reject('gesture-budget-spent');
  return [given(asked, command.by, settings, now)];
}

function given(asked: Asked, approvedBy: Helper, { rainCheckDays }: GestureSettings, now: EpochMs): GestureEvent {
  const validUntil = asked.kind === 'rain-check' ? { validUntil: rainCheckUntil(rainCheckDays, now) } : {};
  return { ...asked, type: 'gesture-given', ...validUntil, approvedBy, at: now };
}

/** Until when a rain check of now is honoured. */
export function rainCheckUntil(rainCheckDays: number, now: EpochMs): EpochMs {
  return now + rainCheckDays * DAY_MS;
}

function limitOf({ role }: Helper, most: GestureLimits['most']): MinorUnits {
  if (role === 'manager' || role === 'supervisor') return most[role];
  return most.assistant;
}
