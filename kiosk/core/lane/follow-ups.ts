import type { AssistCommand } from '../assist/decide.ts';
import { openTicketFor } from '../assist/decide.ts';
import type { OpenTickets } from '../assist/evolve.ts';
import type { TransactionEvent } from '../transaction/events.ts';
import type { Ticket, TicketReason } from '../assist/ticket.ts';
import type { EpochMs, LanguageTag, TicketId, TransactionId } from '../values/identifiers.ts';

export interface FollowUpContext {
  readonly transactionId: TransactionId;
  readonly language: LanguageTag;
  /** When the sale before this one began, if there was one. */
  readonly previousSaleStartedAt: EpochMs | undefined;
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
      return expireCallsOfOthers(tickets, context);
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
      return withdraw(tickets, 'age-check');
    case 'transaction-voided': {
      const over = [...withdraw(tickets, 'age-check'), ...withdrawTroubles(tickets)];
      // Whoever gave up is still there; what was abandoned is for somebody to put away.
      return event.reason === 'abandoned' ? over : [...over, ...withdraw(tickets, 'walk-away')];
    }
    case 'transaction-settled':
      return withdrawTroubles(tickets);
    case 'transaction-suspended':
      // One that comes back from a move to nowhere has its call already.
      if (event.reason !== 'idle' || openTicketFor(tickets, 'walk-away') !== undefined) return [];
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
    case 'receipt-issued':
      return withdraw(tickets, 'receipt-not-printed');
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

/** What a shopper could not put right by herself is over with her basket. */
function withdrawTroubles(tickets: OpenTickets): readonly AssistCommand[] {
  return [...withdraw(tickets, 'article-unknown'), ...withdraw(tickets, 'payment-failed')];
}

function withdraw(tickets: OpenTickets, reason: TicketReason): readonly AssistCommand[] {
  const ticket = openTicketFor(tickets, reason);
  return ticket === undefined ? [] : [{ type: 'withdraw', ticketId: ticket.ticketId, by: 'lane' }];
}

/** Calls that are about the person in front of the lane, not about the lane or about money. */
const PERSONAL: ReadonlySet<TicketReason> = new Set<TicketReason>(['help', 'walk-away', 'out-of-service']);

/** The call of a shopper who has left is not the next one's: it would show her somebody else's "someone is coming". */
function expireCallsOfOthers(tickets: OpenTickets, context: FollowUpContext): readonly AssistCommand[] {
  const theirs = [...tickets.values()].filter((ticket) => PERSONAL.has(ticket.reason) && isOfOther(ticket, context));
  return theirs.map((ticket) => ({ type: 'expire', ticketId: ticket.ticketId }));
}

/** Who called before her first article is the one who scans it now, unless another sale lies in between. */
function isOfOther(ticket: Ticket, { transactionId, previousSaleStartedAt }: FollowUpContext): boolean {
  if (ticket.transactionId !== undefined) return ticket.transactionId !== transactionId;
  return previousSaleStartedAt !== undefined && ticket.raisedAt < previousSaleStartedAt;
}
