import type { AroundDesk } from './afar/store-around.ts';
import type { LaneDesk } from './lanes/lane-sheet.ts';
import type { SlipsDesk } from './lanes/slip-list.ts';
import type { GoodDesk } from './making-good/make-good-sheet.ts';
import type { StaffSession } from './sign-in/staff-session.ts';

/** All that sheets ask of the store and its lanes. */
export type SheetDesk = LaneDesk & GoodDesk & SlipsDesk & AroundDesk;

/** @param session the person's; it throws when nobody is signed in */
export function sheetDesk(session: () => StaffSession): SheetDesk {
  return {
    view: async (input) => session().call('viewLane', input),
    act: async (input) => session().call('actOnLane', input),
    offer: async (input) => session().call('offerGesture', input),
    find: async (input) => session().call('findArticles', input),
    reprint: async (input) => session().call('reprintSlip', input),
    settleSlip: async (input) => session().call('settleSlip', input),
    resume: async (input) => session().call('resumeParked', input),
    lookAround: async (input) => session().call('lookAround', input),
    viewLane: async (input) => session().call('viewLane', input),
    findPrices: async (input) => session().call('findPrices', input),
  };
}
