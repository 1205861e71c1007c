import type { CommandInput } from '#kiosk/api/commands.ts';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { StoreAround } from '#kiosk/api/remote.ts';
import type { HelperView, LaneAction, StaffCommandName } from '#kiosk/api/staff.ts';
import type { InterventionRule, InterventionTable } from '#kiosk/core/assist/intervention-rule.ts';
import { isAfar, ranksAtLeast, type RankedRole } from '#kiosk/core/assist/person.ts';
import type { TicketReason } from '#kiosk/core/assist/ticket.ts';
import { isRejection, reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import type { FloorKeeper } from './floor/floor-keeper.ts';
import type { AskingBus } from '#sync/bus/bus.ts';
import type { MoveDesk } from './gestures/move-desk.ts';
import { askLane } from './lanes/lane-asks.ts';
import type { LaneBoard } from './lanes/lane-board.ts';
import type { StoreClock } from './ports.ts';
import { asSignedIn, mayActFromAfar, mayDecide } from './who-may.ts';

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
  readonly moves: MoveDesk;
  readonly keeper: FloorKeeper;
  readonly clock: StoreClock;
  readonly table: InterventionTable;
  /** What the store says of itself to somebody who has never been there. */
  readonly around: () => StoreAround;
  /** A colleague by id; undefined for nobody who works here. */
  readonly personOf: (personId: string) => HelperView | undefined;
}

type OfTicket = { readonly ticketId: string };

/**
 * What staff do with calls and lanes. The lane that a call belongs to decides, because it alone writes about it; the
 * store finds that lane, speaks for the person who has signed in, and lets nobody decide what asks for another role.
 */
export function ticketHandlers({
  board,
  bus,
  moves,
  keeper,
  clock,
  table,
  around,
  personOf,
}: TicketDesk): CommandHandlers {
  const ofTicket = <Input extends OfTicket>(
    command: StaffCommandName,
    mayAsk: (rule: InterventionRule, person: HelperView, input: Input) => Rejection | undefined = () => undefined,
  ) =>
    asSignedIn(async (input: Input, person) => {
      const call = board().call(input.ticketId);
      if (call === undefined) return reject('ticket-unknown');
      // A lane of a newer program may have reasons that this store has no rule for.
      const rule = table[call.ticket.reason as TicketReason] as InterventionRule | undefined;
      const refusal = rule === undefined ? undefined : mayAsk(rule, person, input);
      return refusal ?? askLane(bus, call.origin, command, input, person);
    });
  const askNamed = async (workstationId: string, command: StaffCommandName, input: unknown, person: HelperView) => {
    const lane = board().lanes.get(workstationId);
    return lane === undefined ? reject('lane-away') : askLane(bus, lane.origin, command, input, person);
  };
  const declined = async (ticketId: string, { personId }: HelperView): Promise<void> =>
    keeper.record({ type: 'alert-declined', ticketId: ticketId as TicketId, personId, at: clock.now() });
  return {
    acknowledgeTicket: ofTicket('acknowledgeTicket'),
    attendTicket: ofTicket<CommandInput<'attendTicket'>>('attendTicket', (rule, person, { place }) =>
      // What a remote helper may attend to has been looked at before.
      place === 'from-afar' && !isAfar(person) ? mayActFromAfar(rule, person) : undefined,
    ),
    renewTicket: ofTicket('renewTicket'),
    handOverTicket: asSignedIn(async ({ ticketId, to, note }: CommandInput<'handOverTicket'>, person) => {
      const call = board().call(ticketId);
      if (call === undefined) return reject('ticket-unknown');
      const toHelper = to === null ? undefined : personOf(to);
      const asked = { ticketId, to, note, ...(toHelper === undefined ? {} : { toHelper }) };
      const answer = await askLane(bus, call.origin, 'handOverTicket', asked, person);
      // Whoever gives it away is not the one to be asked next.
      if (!isRejection(answer)) await declined(ticketId, person);
      return answer;
    }),
    askBackup: ofTicket('askBackup'),
    joinBackup: ofTicket('joinBackup'),
    sayToShopper: ofTicket('sayToShopper'),
    findPrices: ofTicket('findPrices'),
    lookAround: asSignedIn(async ({ ticketId }: OfTicket) =>
      board().call(ticketId) === undefined ? reject('ticket-unknown') : around(),
    ),
    resolveTicket: ofTicket('resolveTicket', mayDecide),
    settlePayment: ofTicket('settlePayment', mayDecide),
    declineTicket: asSignedIn(async ({ ticketId }: OfTicket, person) => {
      if (board().call(ticketId) === undefined) return reject('ticket-unknown');
      await declined(ticketId, person);
      return {};
    }),
    actOnLane: asSignedIn(async (input: CommandInput<'actOnLane'>, person) => {
      if (!ranksAtLeast(person.role, SMALLEST_ROLE[input.action.type])) return reject('role-not-allowed');
      if (input.action.type === 'move-basket') return moves.move(input, person);
      return askNamed(input.workstationId, 'actOnLane', input, person);
    }),
    resumeParked: asSignedIn(async (input: CommandInput<'resumeParked'>, person) => moves.resume(input, person)),
    findArticles: asSignedIn(async (input: CommandInput<'findArticles'>, person) =>
      askNamed(input.workstationId, 'findArticles', input, person),
    ),
    viewLane: asSignedIn(async (input: CommandInput<'viewLane'>, person) =>
      askNamed(input.workstationId, 'viewLane', input, person),
    ),
  } as CommandHandlers;
}
