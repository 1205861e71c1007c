import type { CommandName } from '#kiosk/api/commands.ts';
import type { CommandContext, CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { HelperView } from '#kiosk/api/staff.ts';
import type { Floor } from '#kiosk/core/assist/floor.ts';
import type { InterventionRule, InterventionTable } from '#kiosk/core/assist/intervention-rule.ts';
import { isAfar } from '#kiosk/core/assist/person.ts';
import { isOfferedAfar } from '#kiosk/core/assist/remote-desk.ts';
import type { OpenTickets } from '#kiosk/core/assist/evolve.ts';
import type { Ticket } from '#kiosk/core/assist/ticket.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import type { StoreLog } from '../ports.ts';

export interface RemoteRightsParts {
  readonly table: InterventionTable;
  readonly floor: () => Floor;
  /** The open calls as their lanes last told of them. */
  readonly tickets: () => OpenTickets;
  readonly log: StoreLog;
}

type Right =
  /** Concerns no call at all: the door, and what is one's own. */
  | 'always'
  /** A call that is offered to the desk; whether it is free its lane knows. */
  | 'offered'
  /** A call that this helper has. */
  | 'own'
  /** The lane of a call that this helper has. */
  | 'own-lane'
  /** The call, where the table lets a remote helper settle it. */
  | 'own-to-settle';

/** Everything that a remote helper may ask for. What is not in this list is for people of the shop. */
const RIGHTS: Partial<Record<CommandName, Right>> = {
  signInWithPin: 'always',
  signInWithBadge: 'always',
  resumeSignIn: 'always',
  signOut: 'always',
  setDuty: 'always',
  myShift: 'always',
  searchHelp: 'always',
  acknowledgeTicket: 'offered',
  attendTicket: 'offered',
  declineTicket: 'offered',
  renewTicket: 'own',
  sayToShopper: 'own',
  lookAround: 'own',
  findPrices: 'own',
  viewLane: 'own-lane',
  handOverTicket: 'own',
  resolveTicket: 'own-to-settle',
};

/**
 * The same handlers, for remote helpers only as far as their list goes. It stands before all others, so that a command
 * that is added one day is closed to them until somebody opens it.
 */
export function limitedForRemote(handlers: CommandHandlers, parts: RemoteRightsParts): CommandHandlers {
  const guarded = Object.entries(handlers).map(([name, handler]) => {
    const command = name as CommandName;
    const guard = async (input: never, context: CommandContext) => {
      const { person } = context;
      const refusal = person === undefined || !isAfar(person) ? undefined : refusalOf(command, input, person, parts);
      if (refusal === undefined) return (handler as AnyHandler)(input, context);
      parts.log.warn('a remote helper asked for what is not theirs', { command, personId: person?.personId ?? '' });
      return refusal;
    };
    return [name, guard] as const;
  });
  return Object.fromEntries(guarded);
}

type AnyHandler = (input: never, context: CommandContext) => Promise<object>;

function refusalOf(
  command: CommandName,
  input: { readonly ticketId?: string; readonly workstationId?: string },
  person: HelperView,
  { table, floor, tickets }: RemoteRightsParts,
): Rejection | undefined {
  const right = RIGHTS[command];
  if (right === undefined) return reject('role-not-allowed');
  if (right === 'always') return undefined;
  if (right === 'own-lane') {
    const own = [...tickets().values()].filter((ticket) => isWith(ticket, person));
    const isOwn = own.some(({ workstationId }) => workstationId === input.workstationId);
    return isOwn ? undefined : reject('role-not-allowed');
  }
  const ticket = tickets().get((input.ticketId ?? '') as TicketId);
  if (ticket === undefined) return reject('ticket-unknown');
  const rule = table[ticket.reason] as InterventionRule | undefined;
  if (rule === undefined || rule.remoteHelper === 'never') return reject('role-not-allowed');
  if (ticket.personHere === true) return reject('person-here-wanted');
  if (right === 'offered') return isOfferedAfar(floor(), ticket, rule) ? undefined : reject('person-here-wanted');
  if (!isWith(ticket, person)) return reject('ticket-not-open', { attendant: ticket.attendant ?? '' });
  return right === 'own-to-settle' && rule.remoteHelper !== 'settles' ? reject('role-not-allowed') : undefined;
}

function isWith({ helper, status }: Ticket, { personId }: HelperView): boolean {
  return status !== 'raised' && helper?.personId === personId;
}
