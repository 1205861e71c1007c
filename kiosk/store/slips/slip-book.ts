import type { PrintedSlip, SlipView } from '#kiosk/api/slips.ts';
import type { GivenGesture } from '#kiosk/core/assist/recovery.ts';
import { slipCode } from '#kiosk/core/assist/slip-code.ts';
import type { EpochMs } from '#kiosk/core/values/identifiers.ts';
import type { StoreEntry } from '../floor/store-entries.ts';
import type { SlipEvent } from './slip-events.ts';

export interface SlipSettings {
  readonly rainCheckPrefix: string;
  readonly parkedPrefix: string;
}

type Parked = Extract<SlipEvent, { type: 'basket-parked' }>;

/** A basket that waits at the till. */
export interface ParkedBasket extends Parked {
  readonly moving?: { readonly moveId: string; readonly to: string } | undefined;
}

interface RainCheck {
  readonly code: string;
  readonly gesture: GivenGesture;
  readonly validUntil: EpochMs;
}

/** The slips that nobody has honoured yet, by their codes, and the baskets that ever came or never will. */
export interface SlipBook {
  readonly parked: ReadonlyMap<string, ParkedBasket>;
  readonly rainChecks: ReadonlyMap<string, RainCheck>;
  /** Moves to the till by their identifier; the latest ones. */
  readonly moves: ReadonlyMap<string, 'taken' | 'refused'>;
  /** Discounts of which nobody knows yet whether a basket took them. */
  readonly discounts: ReadonlyMap<string, GivenGesture>;
}

export const NO_SLIPS: SlipBook = { parked: new Map(), rainChecks: new Map(), moves: new Map(), discounts: new Map() };

/** More than a store promises in a month; what comes after them pushes out the oldest. */
const RAIN_CHECKS_MAX = 2_000;
const MOVES_KEPT_MAX = 2_000;

export function evolveSlips(book: SlipBook, entry: StoreEntry, { rainCheckPrefix }: SlipSettings): SlipBook {
  if (entry.kind === 'slip') return evolveParked(book, entry.event);
  if (entry.kind !== 'gesture') return book;
  const { event } = entry;
  if (event.type === 'gesture-given' && event.kind === 'discount') {
    return { ...book, discounts: new Map(book.discounts).set(event.gestureId, event) };
  }
  if (event.type === 'gesture-given' && event.kind === 'rain-check') {
    return withRainCheck(book, event, event.validUntil, rainCheckPrefix);
  }
  if (event.type !== 'gesture-carried-out') return book;
  const gesture = book.discounts.get(event.gestureId);
  const settled = { ...book, discounts: without(book.discounts, event.gestureId) };
  if (gesture === undefined || event.as !== 'rain-check') return settled;
  return withRainCheck(settled, gesture, event.validUntil, rainCheckPrefix);
}

function withRainCheck(
  book: SlipBook,
  gesture: GivenGesture,
  validUntil: EpochMs | undefined,
  prefix: string,
): SlipBook {
  const code = slipCode(prefix, gesture.gestureId);
  const rainChecks = new Map(book.rainChecks).set(code, { code, gesture, validUntil: validUntil ?? gesture.at });
  return { ...book, rainChecks: latest(rainChecks, RAIN_CHECKS_MAX) };
}

function evolveParked(book: SlipBook, event: SlipEvent): SlipBook {
  const { parked, moves } = book;
  switch (event.type) {
    case 'basket-parked': {
      const kept = latest(new Map(moves).set(event.moveId, 'taken'), MOVES_KEPT_MAX);
      return { ...book, parked: new Map(parked).set(event.code, event), moves: kept };
    }
    case 'parking-refused':
      return { ...book, moves: latest(new Map(moves).set(event.moveId, 'refused'), MOVES_KEPT_MAX) };
    case 'parked-lent': {
      const basket = parked.get(event.code);
      const moving = { moveId: event.moveId, to: event.to };
      return basket === undefined ? book : { ...book, parked: new Map(parked).set(event.code, { ...basket, moving }) };
    }
    case 'parked-kept': {
      const basket = parked.get(event.code);
      if (basket === undefined) return book;
      return { ...book, parked: new Map(parked).set(event.code, { ...basket, moving: undefined }) };
    }
    case 'parked-taken':
      return { ...book, parked: without(parked, event.code) };
    default:
      return { ...book, parked: without(parked, event.code), rainChecks: without(book.rainChecks, event.code) };
  }
}

/** The slips that are still honoured at this moment, the latest first. */
export function openSlips({ parked, rainChecks }: SlipBook, laneNumberOf: LaneNumberOf, now: EpochMs): SlipView[] {
  const baskets = [...parked.values()].map((basket): SlipView => ({
    code: basket.code,
    kind: 'parked-basket',
    at: basket.at,
    laneNumber: basket.laneNumber,
    by: basket.by.firstName,
    amount: basket.total,
    articleCount: countOf(basket),
    articleName: null,
    validUntil: null,
    movingTo: basket.moving?.to ?? null,
  }));
  const promised = [...rainChecks.values()]
    .filter(({ validUntil }) => validUntil >= now)
    .map(({ code, gesture, validUntil }): SlipView => ({
      code,
      kind: 'rain-check',
      at: gesture.at,
      laneNumber: gesture.workstationId === undefined ? null : laneNumberOf(gesture.workstationId),
      by: gesture.by.firstName,
      amount: gesture.amount,
      articleCount: null,
      articleName: gesture.articleName ?? null,
      validUntil,
      movingTo: null,
    }));
  return [...baskets, ...promised].toSorted((a, b) => b.at - a.at);
}

type LaneNumberOf = (workstationId: string) => number | null;

/** What a lane prints of a slip; undefined for one that is not open any more. */
export function printedSlip({ parked, rainChecks }: SlipBook, code: string): PrintedSlip | undefined {
  const basket = parked.get(code);
  if (basket !== undefined) return { kind: 'parked-basket', code, total: basket.total, basket: basket.basket };
  const promised = rainChecks.get(code);
  if (promised === undefined) return undefined;
  const { amount, articleId, articleName } = promised.gesture;
  return {
    kind: 'rain-check',
    code,
    amount,
    validUntil: promised.validUntil,
    ...(articleId === undefined ? {} : { articleId }),
    ...(articleName === undefined ? {} : { articleName }),
  };
}

/** Pieces one by one; what is weighed or measured counts as one. */
function countOf({ basket }: Parked): number {
  return basket.lines.reduce((sum, { quantity }) => sum + (quantity.kind === 'pieces' ? quantity.count : 1), 0);
}

function without<Value>(all: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  if (!all.has(key)) return all;
  return new Map([...all].filter(([each]) => each !== key));
}

function latest<Value>(all: ReadonlyMap<string, Value>, max: number): ReadonlyMap<string, Value> {
  return all.size <= max ? all : new Map([...all].slice(-max));
}
