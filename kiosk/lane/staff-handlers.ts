import type { CommandContext, CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { CommandOutput } from '#kiosk/api/commands.ts';
import type { HelperView } from '#kiosk/api/staff.ts';
import { isAfar } from '#kiosk/core/assist/person.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import { actor, type AssistDesk } from './assist-desk.ts';
import type { Cashier } from './cashier.ts';
import type { LaneCore } from './lane-core.ts';
import { takePartInMove } from './move-handler.ts';
import type { SlipPress } from './receipt/slip-press.ts';
import { actOnLane, articlesFor, viewOfLane } from './staff-actions.ts';

export interface StaffDesks {
  readonly core: LaneCore;
  readonly assist: AssistDesk;
  readonly cashier: Cashier;
  readonly slips: SlipPress;
}

/** What staff ask of a lane. Whoever asks has signed in: the act is written down with the person. */
export function staffHandlers({ core, assist, cashier, slips }: StaffDesks): CommandHandlers {
  return {
    acknowledgeTicket: asPerson(async ({ ticketId, coming }, person) =>
      assist.hold({ type: 'acknowledge', ticketId: id(ticketId), ...actor(person), coming }),
    ),
    attendTicket: asPerson(async ({ ticketId, place }, person) =>
      assist.hold({ type: 'attend', ticketId: id(ticketId), ...actor(person), place }),
    ),
    renewTicket: asPerson(async ({ ticketId }, person) =>
      assist.hold({ type: 'renew', ticketId: id(ticketId), ...actor(person) }),
    ),
    handOverTicket: asPerson(async ({ ticketId, note, toHelper }, person) =>
      assist.hold({ type: 'hand-over', ticketId: id(ticketId), ...actor(person), to: toHelper, note }),
    ),
    askBackup: asPerson(async ({ ticketId, kind }, person) =>
      assist.hold({ type: 'ask-backup', ticketId: id(ticketId), ...actor(person), kind }),
    ),
    joinBackup: asPerson(async ({ ticketId }, person) =>
      assist.hold({ type: 'join', ticketId: id(ticketId), helper: person }),
    ),
    sayToShopper: asPerson(async ({ ticketId, said }, person) =>
      assist.hold({ type: 'say', ticketId: id(ticketId), helper: person, said }),
    ),
    findPrices: async ({ text, language }, { person }) =>
      person === undefined ? reject('not-signed-in') : { articles: pricesOf(core, text, language) },
    resolveTicket: asPerson(async ({ ticketId, ...said }, person) => assist.resolve(id(ticketId), person, said)),
    settlePayment: async ({ ticketId, paid }, { person }) =>
      onlyHere(person) ?? cashier.staffDecision({ ticketId: id(ticketId), attendant: person?.firstName ?? '', paid }),
    actOnLane: asPerson(
      async ({ action, reason }, person) => onlyHere(person) ?? actOnLane(core, cashier, action, reason, person),
    ),
    moveStep: async (step, context) => takePartInMove(core, step, context),
    printSlip: async (input, context) => slips.print(input, context),
    findArticles: async ({ text, language }, { person }) =>
      person === undefined ? reject('not-signed-in') : articlesFor(core, text, language),
    viewLane: async (_, { person }) => (person === undefined ? reject('not-signed-in') : viewOfLane(core.state)),
  };
}

/** As many prices as somebody reads who is asked for one. */
const PRICES_MAX = 8;

function pricesOf({ parts }: LaneCore, text: string, language: string): CommandOutput<'findPrices'>['articles'] {
  const { catalogue, clock } = parts;
  const found = catalogue.search({ text, language, category: undefined, limit: PRICES_MAX, at: clock.now() });
  return found.map(({ id: articleId, name, price = null, pricedPer }) => ({
    articleId,
    name: { ...name },
    price,
    pricedPer,
  }));
}

/**
 * Baskets, prices, money and lanes are changed by people of the shop. The store lets no remote helper ask; the lane
 * would not do it either.
 */
function onlyHere(person: HelperView | undefined): Rejection | undefined {
  if (person === undefined) return reject('not-signed-in');
  return isAfar(person) ? reject('role-not-allowed') : undefined;
}

/**
 * A handler for which somebody has to be signed in.
 *
 * @param act does it; undefined when it is done
 */
export function asPerson<Input>(
  act: (input: Input, person: HelperView) => Promise<Rejection | undefined>,
): (input: Input, context: CommandContext) => Promise<Record<string, never> | Rejection> {
  return async (input, { person }) => {
    if (person === undefined) return reject('not-signed-in');
    return (await act(input, person)) ?? {};
  };
}

function id(ticketId: string): TicketId {
  return ticketId as TicketId;
}
