import type { EpochMs, LanguageTag, TicketId, TransactionId, WorkstationId } from '../values/identifiers.ts';
import type { MinorUnits } from '../values/money.ts';
import { reject, type Rejection } from '../rejection.ts';
import { decideHolding, type HoldingCommand } from './decide-holding.ts';
import type { OpenTickets } from './evolve.ts';
import type { LeaseTimes } from './leases.ts';
import { decideSaying, type Said, type ShopperPhrase } from './messages.ts';
import type { AssistEvent, HelpTopic, ShopperNeed, Ticket, TicketContext, TicketReason } from './ticket.ts';

/** What can be asked of the calls for a person: by the shopper and the lane, and by the people who answer. */
export type AssistCommand =
  | {
      readonly type: 'raise';
      readonly ticketId: TicketId;
      readonly reason: TicketReason;
      readonly raisedBy: 'shopper' | 'lane';
      readonly transactionId: TransactionId | undefined;
      readonly language: LanguageTag;
      readonly context?: TicketContext | undefined;
      readonly basketValue?: MinorUnits | undefined;
      readonly needs?: readonly ShopperNeed[] | undefined;
      readonly discreet?: boolean | undefined;
    }
  | { readonly type: 'give-topic'; readonly ticketId: TicketId; readonly topic: HelpTopic }
  | { readonly type: 'state-needs'; readonly ticketId: TicketId; readonly needs: readonly ShopperNeed[] }
  | { readonly type: 'choose-discretion'; readonly ticketId: TicketId; readonly discreet: boolean }
  | { readonly type: 'withdraw'; readonly ticketId: TicketId; readonly by: 'shopper' | 'lane' }
  | { readonly type: 'expire'; readonly ticketId: TicketId }
  | { readonly type: 'insist'; readonly ticketId: TicketId }
  | { readonly type: 'answer'; readonly ticketId: TicketId; readonly said: Said<ShopperPhrase> }
  | HoldingCommand;

export interface AssistContext {
  readonly now: EpochMs;
  readonly workstationId: WorkstationId;
  /** How long a ticket stays with whoever took it on; DEFAULT_LEASES if absent. */
  readonly leases?: LeaseTimes | undefined;
}

/** The most tickets that one lane keeps open; more than one for each reason there is would be a fault of ours. */
const OPEN_TICKETS_MAX = 20;

/** How often one ticket takes in another of its kind; what comes after that tells nobody anything. */
const MERGES_MAX = 50;

/**
 * A second press of Help, or a second reason of the same kind, never makes a second ticket: whoever asks is already in
 * line.
 *
 * @returns no events at all where nothing has to happen
 */
export function decideAssist(
  tickets: OpenTickets,
  command: AssistCommand,
  context: AssistContext,
): readonly AssistEvent[] | Rejection {
  if (command.type === 'raise') return raise(tickets, command, context);
  const ticket = tickets.get(command.ticketId);
  if (ticket === undefined) return reject('ticket-unknown');
  const { ticketId } = ticket;
  const at = context.now;
  switch (command.type) {
    case 'give-topic':
      return ticket.topic === command.topic ? [] : [{ type: 'ticket-topic-given', ticketId, topic: command.topic }];
    case 'state-needs':
      return stateNeeds(ticket, command.needs, at);
    case 'choose-discretion':
      if (command.discreet === (ticket.discreet ?? false)) return [];
      return [{ type: 'ticket-discretion-chosen', ticketId, discreet: command.discreet, at }];
    case 'withdraw':
      return [{ type: 'ticket-withdrawn', ticketId, by: command.by, at }];
    case 'expire':
      return [{ type: 'ticket-expired', ticketId, at }];
    case 'insist':
      return ticket.insisted === true ? [] : [{ type: 'ticket-person-insisted', ticketId, at }];
    case 'answer':
      return answer(ticket, command.said, at);
    default:
      return decideHolding(ticket, command, context);
  }
}

export function openTicketFor(tickets: OpenTickets, reason: TicketReason): Ticket | undefined {
  for (const ticket of tickets.values()) if (ticket.reason === reason) return ticket;
  return undefined;
}

function raise(
  tickets: OpenTickets,
  command: Extract<AssistCommand, { type: 'raise' }>,
  context: AssistContext,
): readonly AssistEvent[] {
  const open = openTicketFor(tickets, command.reason);
  if (open !== undefined) return merge(open, command.context ?? {}, context.now);
  if (tickets.size >= OPEN_TICKETS_MAX) return [];
  const { basketValue, needs = [], discreet } = command;
  return [
    {
      type: 'ticket-raised',
      ticketId: command.ticketId,
      workstationId: context.workstationId,
      transactionId: command.transactionId,
      reason: command.reason,
      raisedBy: command.raisedBy,
      language: command.language,
      at: context.now,
      context: command.context ?? {},
      ...(basketValue === undefined ? {} : { basketValue }),
      ...(needs.length === 0 ? {} : { needs: distinct(needs) }),
      ...(discreet === true ? { discreet } : {}),
    },
  ];
}

/** Only what tells staff something new is worth writing down. */
function merge(ticket: Ticket, context: TicketContext, at: EpochMs): readonly AssistEvent[] {
  const isNew = Object.entries(context).some(([name, value]) => ticket.context[name] !== value);
  if (!isNew || (ticket.merges ?? 0) >= MERGES_MAX) return [];
  return [{ type: 'ticket-merged', ticketId: ticket.ticketId, context, at }];
}

/** Only somebody who has the call reads what is said. */
function answer(ticket: Ticket, said: Said<ShopperPhrase>, at: EpochMs): readonly AssistEvent[] | Rejection {
  if (ticket.status === 'raised') return reject('acknowledge-first');
  const message = decideSaying(ticket.conversation, said);
  if ('rejected' in message) return message;
  return [{ type: 'ticket-message-said', ticketId: ticket.ticketId, from: 'shopper', ...message, at }];
}

function stateNeeds(ticket: Ticket, stated: readonly ShopperNeed[], at: EpochMs): readonly AssistEvent[] {
  const needs = distinct(stated);
  if (needs.join() === distinct(ticket.needs ?? []).join()) return [];
  return [{ type: 'ticket-needs-stated', ticketId: ticket.ticketId, needs, at }];
}

function distinct(needs: readonly ShopperNeed[]): readonly ShopperNeed[] {
  return [...new Set(needs)].toSorted();
}
