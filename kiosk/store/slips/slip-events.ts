import type { MovedBasket } from '#kiosk/api/moved-basket.ts';
import type { Helper } from '#kiosk/core/assist/person.ts';
import type { EpochMs } from '#kiosk/core/values/identifiers.ts';

/** What becomes of slips that were given out. Rain checks begin as gestures; baskets begin here. */
export type SlipEvent =
  /** A basket has left its lane and waits, whole, for the till or for another lane. */
  | {
      readonly type: 'basket-parked';
      readonly moveId: string;
      readonly code: string;
      readonly laneNumber: number | null;
      /** What it came to at its lane, in minor units; the till works out its own. */
      readonly total: number;
      readonly basket: MovedBasket;
      readonly by: Helper;
      readonly at: EpochMs;
    }
  /** A basket that will never come: its lane keeps it. */
  | { readonly type: 'parking-refused'; readonly moveId: string; readonly at: EpochMs }
  /** On its way to a lane, until that one has it or never will. */
  | {
      readonly type: 'parked-lent';
      readonly code: string;
      readonly moveId: string;
      readonly to: string;
      readonly by: Helper;
      readonly at: EpochMs;
    }
  | { readonly type: 'parked-kept'; readonly code: string; readonly moveId: string; readonly at: EpochMs }
  /** It goes on at a lane. */
  | { readonly type: 'parked-taken'; readonly code: string; readonly moveId: string; readonly at: EpochMs }
  /** Rung up at the till, or a promise that was honoured: this slip is used. */
  | { readonly type: 'slip-settled'; readonly code: string; readonly by: Helper; readonly at: EpochMs };
