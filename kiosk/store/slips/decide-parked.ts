import type { MoveAnswer, MoveStep } from '#kiosk/api/moved-basket.ts';
import type { Helper } from '#kiosk/core/assist/person.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import { slipCode } from '#kiosk/core/assist/slip-code.ts';
import type { EpochMs } from '#kiosk/core/values/identifiers.ts';
import type { ParkedBasket, SlipBook } from './slip-book.ts';
import type { SlipEvent } from './slip-events.ts';

/** More baskets than wait at all the tills of a store together. */
const PARKED_MAX = 200;

export interface ParkedDecision {
  readonly events: readonly SlipEvent[];
  readonly answer: MoveAnswer;
}

interface Parking {
  readonly by: Helper;
  readonly now: EpochMs;
  readonly prefix: string;
  /** The number of a lane, and what its basket comes to now. */
  readonly seen: (workstationId: string) => { readonly laneNumber: number; readonly total: number } | undefined;
}

/**
 * The till's part of a move, as lanes have theirs: a basket is taken once and lent to one lane, with every step written
 * down before it is answered. So wherever a lane or the store stops, it is at one place.
 */
export function decideParked(
  book: SlipBook,
  step: MoveStep,
  code: string | undefined,
  parking: Parking,
): ParkedDecision | Rejection {
  switch (step.step) {
    case 'take':
      return take(book, step, parking);
    case 'refuse': {
      const known = book.moves.get(step.moveId);
      const answer = { taken: known === 'taken' };
      if (known !== undefined) return { events: [], answer };
      return { events: [{ type: 'parking-refused', moveId: step.moveId, at: parking.now }], answer };
    }
    case 'lend':
      return lend(code === undefined ? undefined : book.parked.get(code), step, parking);
    default:
      return finish(code === undefined ? undefined : book.parked.get(code), step, parking);
  }
}

type Step<Name extends MoveStep['step']> = Extract<MoveStep, { step: Name }>;

function take(book: SlipBook, { moveId, basket }: Step<'take'>, parking: Parking): ParkedDecision | Rejection {
  const known = book.moves.get(moveId);
  if (known !== undefined) return { events: [], answer: { taken: known === 'taken' } };
  const { by, now: at, prefix, seen } = parking;
  const code = slipCode(prefix, moveId);
  if (book.parked.size >= PARKED_MAX || book.parked.has(code)) return reject('action-not-offered');
  const { laneNumber = null, total = 0 } = seen(basket.workstationId) ?? {};
  return {
    events: [{ type: 'basket-parked', moveId, code, laneNumber, total, basket, by, at }],
    answer: { taken: true },
  };
}

function lend(
  basket: ParkedBasket | undefined,
  { moveId, to }: Step<'lend'>,
  { by, now: at }: Parking,
): ParkedDecision | Rejection {
  if (basket === undefined) return reject('slip-used');
  const { moving, code } = basket;
  if (moving !== undefined) return { events: [], answer: { lent: { ...moving, basket: basket.basket } } };
  return {
    events: [{ type: 'parked-lent', code, moveId, to, by, at }],
    answer: { lent: { moveId, to, basket: basket.basket } },
  };
}

function finish(
  basket: ParkedBasket | undefined,
  { moveId, taken }: Step<'finish'>,
  { now: at }: Parking,
): ParkedDecision {
  if (basket?.moving?.moveId !== moveId) return { events: [], answer: {} };
  return { events: [{ type: taken ? 'parked-taken' : 'parked-kept', code: basket.code, moveId, at }], answer: {} };
}
