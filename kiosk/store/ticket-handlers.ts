import type { CommandInput } from '#kiosk/api/commands.ts';
import type { CommandContext, CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { HelperView, LaneAction, StaffCommandName } from '#kiosk/api/staff.ts';
import { ranksAtLeast, type RankedRole } from '#kiosk/core/assist/person.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import type { FloorKeeper } from './floor/floor-keeper.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import { askLane } from './lanes/lane-asks.ts';
import type { LaneBoard } from './lanes/lane-board.ts';
import type { StoreClock } from './ports.ts';

/** Who may change what; everything else is for everybody who has signed in. */
const SMALLEST_ROLE: Readonly<Record<LaneAction['type'], RankedRole>> = {
  'void-line': 'assistant',
  'set-quantity': 'assistant',
  'hold-basket': 'assistant',
  'resume-basket': 'assistant',
  'pause-lane': 'supervisor',
  'open-lane': 'supervisor',
  // The lane knows how far each role may go.
  'override-price': 'assistant',
  'basket-discount': 'supervisor',
  'take-back-discounts': 'supervisor',
  'move-basket': 'assistant',
  'cancel-basket': 'supervisor',
};

export interface TicketDesk {
  readonly board: () => LaneBoard;
  readonly bus: AskingBus;
  readonly keeper: FloorKeeper;
  readonly clock: StoreClock;
}

/**
 * What staff do with calls and lanes. The lane that a call belongs to decides, because it alone writes about it; the store
 * finds that lane and speaks for the person who has signed in.
 */
export function ticketHandlers({ board, bus, keeper, clock }: TicketDesk): CommandHandlers {
  const ofTicket = (command: StaffCommandName) =>
    signedIn(async (input: { readonly ticketId: string }, person) => {
      const lane = board().laneOf(input.ticketId);
      return lane === undefined ? reject('ticket-unknown') : askLane(bus, lane, command, input, person);
    });
  const askNamed = async (workstationId: string, command: StaffCommandName, input: unknown, person: HelperView) => {
    const lane = board().lanes.get(workstationId);
    return lane === undefined ? reject('lane-away') : askLane(bus, lane.origin, command, input, person);
  };
  return {
    acknowledgeTicket: ofTicket('acknowledgeTicket'),
    attendTicket: ofTicket('attendTicket'),
    renewTicket: ofTicket('renewTicket'),
    handOverTicket: ofTicket('handOverTicket'),
    askBackup: ofTicket('askBackup'),
    joinBackup: ofTicket('joinBackup'),
    resolveTicket: ofTicket('resolveTicket'),
    settlePayment: ofTicket('settlePayment'),
    declineTicket: signedIn(async ({ ticketId }, { personId }) => {
      if (board().laneOf(ticketId) === undefined) return reject('ticket-unknown');
      await keeper.record({ type: 'alert-declined', ticketId: ticketId as TicketId, personId, at: clock.now() });
      return {};
    }),
    actOnLane: signedIn(async (input: CommandInput<'actOnLane'>, person) => {
      if (!ranksAtLeast(person.role, SMALLEST_ROLE[input.action.type])) return reject('role-not-allowed');
      return askNamed(input.workstationId, 'actOnLane', input, person);
    }),
    viewLane: signedIn(async (input: CommandInput<'viewLane'>, person) =>
      askNamed(input.workstationId, 'viewLane', input, person),
    ),
  } as CommandHandlers;
}

function signedIn<Input>(
  act: (input: Input, person: HelperView) => Promise<object | Rejection>,
): (input: Input, context: CommandContext) => Promise<object | Rejection> {
  return async (input, { person }) => (person === undefined ? reject('not-signed-in') : act(input, person));
}
