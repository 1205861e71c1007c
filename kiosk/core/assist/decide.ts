import type { EpochMs, LanguageTag, TicketId, TransactionId, WorkstationId } from '../values/identifiers.ts';
import { assertNever } from '../values/assert.ts';
import { reject, type Rejection } from '../rejection.ts';
import type { OpenTickets } from './evolve.ts';
import type { AssistEvent, HelpTopic, Ticket, TicketReason } from './ticket.ts';

/** What can be asked of the calls for a person. */
export type AssistCommand =
  | {
      readonly type: 'raise';
      readonly ticketId: TicketId;
      readonly reason: TicketReason;
      readonly raisedBy: 'shopper' | 'lane';
      readonly transactionId: TransactionId | undefined;
      readonly language: LanguageTag;
      readonly context?: Readonly<Record<string, string | number>> | undefined;
    }
  | { readonly type: 'give-topic'; readonly ticketId: TicketId; readonly topic: HelpTopic }
  | { readonly type: 'acknowledge'; readonly ticketId: TicketId; readonly attendant: string }
  | { readonly type: 'resolve'; readonly ticketId: TicketId; readonly attendant: string }
  | { readonly type: 'withdraw'; readonly ticketId: TicketId; readonly by: 'shopper' | 'lane' }
  | { readonly type: 'expire'; readonly ticketId: TicketId };

export interface AssistContext {
  readonly now: EpochMs;
  readonly workstationId: WorkstationId;
}

/** The most tickets that one lane keeps open; more than one for each reason there is would be a fault of ours. */
const OPEN_TICKETS_MAX = 20;

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
  switch (command.type) {
    case 'give-topic':
      return ticket.topic === command.topic
        ? []
        : [{ type: 'ticket-topic-given', ticketId: ticket.ticketId, topic: command.topic }];
    case 'acknowledge':
      return acknowledge(ticket, command.attendant, context.now);
    case 'resolve':
      // Nobody resolves what nobody took on: the shopper is told that someone comes before the matter is over.
      if (ticket.status === 'raised') return reject('acknowledge-first');
      return [{ type: 'ticket-resolved', ticketId: ticket.ticketId, attendant: command.attendant, at: context.now }];
    case 'withdraw':
      return [{ type: 'ticket-withdrawn', ticketId: ticket.ticketId, by: command.by, at: context.now }];
    case 'expire':
      return [{ type: 'ticket-expired', ticketId: ticket.ticketId, at: context.now }];
    default:
      return assertNever(command);
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
): readonly AssistEvent[] | Rejection {
  if (openTicketFor(tickets, command.reason) !== undefined || tickets.size >= OPEN_TICKETS_MAX) return [];
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
    },
  ];
}

function acknowledge(ticket: Ticket, attendant: string, at: EpochMs): readonly AssistEvent[] | Rejection {
  if (ticket.status === 'raised') return [{ type: 'ticket-acknowledged', ticketId: ticket.ticketId, attendant, at }];
  return ticket.attendant === attendant ? [] : reject('ticket-not-open', { attendant: ticket.attendant ?? '' });
}
