import type { AssistCommand } from '../assist/decide.ts';
import { openTicketFor } from '../assist/decide.ts';
import type { OpenTickets } from '../assist/evolve.ts';
import type { TransactionEvent } from '../transaction/events.ts';
import type { LanguageTag, TicketId, TransactionId } from '../values/identifiers.ts';

export interface FollowUpContext {
  readonly transactionId: TransactionId;
  readonly language: LanguageTag;
  readonly newTicketId: () => TicketId;
}

/**
 * What a sale's events mean for the calls for a person. Staff hear of a task in the moment in which it arises, not when
 * the shopper wants to pay, and a call whose reason went away is taken back. Journalled together with the events.
 */
export function followUps(
  tickets: OpenTickets,
  event: TransactionEvent,
  context: FollowUpContext,
): readonly AssistCommand[] {
  switch (event.type) {
    case 'transaction-started':
      return expireCallsOfOthers(tickets, context.transactionId);
    case 'intervention-required':
      return [
        {
          type: 'raise',
          ticketId: context.newTicketId(),
          reason: event.intervention.kind,
          raisedBy: 'lane',
          transactionId: context.transactionId,
          language: context.language,
          context: { minimumAge: event.intervention.minimumAge ?? 0 },
        },
      ];
    case 'intervention-settled':
      return event.interventionId === 'age-check' ? resolveAgeCheck(tickets, event.attendant) : [];
    case 'intervention-lapsed':
    case 'transaction-voided':
      return withdraw(tickets, 'age-check');
    case 'transaction-suspended':
      if (event.reason !== 'idle') return [];
      return [
        {
          type: 'raise',
          ticketId: context.newTicketId(),
          reason: 'walk-away',
          raisedBy: 'lane',
          transactionId: context.transactionId,
          language: context.language,
        },
      ];
    case 'transaction-resumed':
      return withdraw(tickets, 'walk-away');
    default:
      return [];
  }
}

function resolveAgeCheck(tickets: OpenTickets, attendant: string): readonly AssistCommand[] {
  const ticket = openTicketFor(tickets, 'age-check');
  if (ticket === undefined) return [];
  const { ticketId } = ticket;
  return [
    { type: 'acknowledge', ticketId, attendant: ticket.attendant ?? attendant },
    { type: 'resolve', ticketId, attendant },
  ];
}

function withdraw(tickets: OpenTickets, reason: 'age-check' | 'walk-away'): readonly AssistCommand[] {
  const ticket = openTicketFor(tickets, reason);
  return ticket === undefined ? [] : [{ type: 'withdraw', ticketId: ticket.ticketId, by: 'lane' }];
}

/** The call of a shopper who has left is not the next one's: it would show her somebody else's "someone is coming". */
function expireCallsOfOthers(tickets: OpenTickets, transactionId: TransactionId): readonly AssistCommand[] {
  const theirs = [...tickets.values()].filter(
    (ticket) =>
      ticket.transactionId !== undefined && ticket.transactionId !== transactionId && ticket.reason === 'help',
  );
  return theirs.map((ticket) => ({ type: 'expire', ticketId: ticket.ticketId }));
}
