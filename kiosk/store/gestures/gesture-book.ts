import type { CareView, MadeGoodView } from '#kiosk/api/staff.ts';
import type { GestureEvent, GestureKind } from '#kiosk/core/assist/floor-events.ts';
import { slipCode } from '#kiosk/core/assist/slip-code.ts';
import type { RankedRole } from '#kiosk/core/assist/person.ts';
import {
  budgetLeft,
  evolveGestures,
  type GestureLedger,
  type GestureSettings,
  type GivenGesture,
  NO_GESTURES,
} from '#kiosk/core/assist/recovery.ts';
import type { EpochMs } from '#kiosk/core/values/identifiers.ts';
import type { StoreEntry } from '../floor/store-entries.ts';

/** What making good has come to, as the journal tells of it. */
export interface GestureBook {
  readonly day: string | undefined;
  readonly ledger: GestureLedger;
  /** By call, of this day; what became of it beside it. */
  readonly given: ReadonlyMap<string, Given>;
  /** Discounts that no lane has confirmed yet; they are not forgotten over night. */
  readonly pending: ReadonlyMap<string, GivenGesture>;
}

interface Given {
  readonly gesture: GivenGesture;
  readonly as: GestureKind | undefined;
  readonly validUntil: EpochMs | undefined;
}

type DayAt = (at: EpochMs) => string;

const EMPTY: GestureBook = { day: undefined, ledger: NO_GESTURES, given: new Map(), pending: new Map() };

const KINDS = ['discount', 'replacement', 'rain-check'] as const satisfies readonly GestureKind[];
const ROLES = ['assistant', 'supervisor', 'manager'] as const satisfies readonly RankedRole[];

/** Each business day begins with a budget of its own, and with no request of the day before. */
export function bookOn(book: GestureBook, day: string): GestureBook {
  return book.day === day ? book : { ...EMPTY, day, pending: book.pending };
}

export function evolveBook(book: GestureBook, event: GestureEvent, dayAt: DayAt): GestureBook {
  const today = bookOn(book, dayAt(event.at));
  const ledger = evolveGestures(today.ledger, event);
  const given = new Map(today.given);
  const pending = new Map(today.pending);
  if (event.type === 'gesture-given') {
    const isPending = event.kind === 'discount';
    given.set(event.ticketId, {
      gesture: event,
      as: isPending ? undefined : event.kind,
      validUntil: event.validUntil,
    });
    if (isPending) pending.set(event.gestureId, event);
  }
  if (event.type === 'gesture-carried-out') {
    const gesture = pending.get(event.gestureId);
    pending.delete(event.gestureId);
    if (gesture !== undefined) {
      given.set(gesture.ticketId, { gesture, as: event.as, validUntil: event.validUntil });
    }
  }
  return { ...today, ledger, given, pending };
}

export function recallGestures(recent: readonly StoreEntry[], dayAt: DayAt): GestureBook {
  let book = EMPTY;
  for (const entry of recent) {
    if (entry.kind === 'gesture') book = evolveBook(book, entry.event, dayAt);
  }
  return book;
}

/** What may be offered for a call: by kind, how much each role can say yes to, as far as the day's budget goes. */
export function gesturesFor(
  { ledger, given }: GestureBook,
  ticketId: string,
  settings: GestureSettings,
): CareView['gestures'] {
  if (given.has(ticketId) || askedFor(ledger, ticketId) !== undefined) return [];
  const left = budgetLeft(ledger, settings);
  return KINDS.filter((kind) => settings.kinds[kind].offered).flatMap((kind) => {
    let before = 0;
    return ROLES.flatMap((needsRole) => {
      const amountMax = Math.min(settings.kinds[kind].most[needsRole], left);
      if (amountMax <= before) return [];
      before = amountMax;
      return [{ kind, amountMax, needsRole }];
    });
  });
}

/** What was given for a call, once it is sure what became of it. */
export function madeGoodFor({ given }: GestureBook, ticketId: string, prefix: string): MadeGoodView | undefined {
  const { gesture, as, validUntil = null } = given.get(ticketId) ?? {};
  if (gesture === undefined || as === undefined) return undefined;
  return {
    kind: as,
    amount: gesture.amount,
    reason: gesture.reason ?? '',
    articleName: gesture.articleName ?? null,
    by: gesture.by.firstName,
    code: as === 'rain-check' ? slipCode(prefix, gesture.gestureId) : null,
    validUntil,
  };
}

/** The request for a call that waits for somebody who may agree. */
export function askedFor(
  ledger: GestureLedger,
  ticketId: string,
): Extract<GestureEvent, { type: 'gesture-asked' }> | undefined {
  return [...ledger.asked.values()].find((asked) => asked.ticketId === ticketId);
}
