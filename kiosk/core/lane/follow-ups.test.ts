// Goal: staff hear of what a sale needs in the moment in which it needs it, and of nothing that is over.
// Method: each event of a sale against the calls that are open.
import { describe, expect, it } from 'vitest';
import type { OpenTickets } from '../assist/evolve.ts';
import type { Ticket, TicketReason } from '../assist/ticket.ts';
import type { TransactionEvent } from '../transaction/events.ts';
import type { EpochMs, TicketId, TransactionId, WorkstationId } from '../values/identifiers.ts';
import { followUps } from './follow-ups.ts';

const NOW = 'sale-2' as TransactionId;
const BEFORE = 'sale-1' as TransactionId;

function open(...reasons: readonly [TicketReason, TransactionId | undefined, EpochMs?][]): OpenTickets {
  const tickets = reasons.map(([reason, transactionId, raisedAt = 100]): Ticket => {
    const ticketId = `ticket-${reason}` as TicketId;
    const workstationId = 'lane-1' as WorkstationId;
    const raisedBy = reason === 'help' ? 'shopper' : 'lane';
    return {
      ticketId,
      workstationId,
      transactionId,
      reason,
      raisedBy,
      language: 'en',
      raisedAt,
      status: 'raised',
      context: {},
    };
  });
  return new Map(tickets.map((ticket) => [ticket.ticketId, ticket]));
}

function following(tickets: OpenTickets, event: TransactionEvent, previousSaleStartedAt?: EpochMs): readonly string[] {
  const context = {
    transactionId: NOW,
    language: 'en',
    previousSaleStartedAt,
    newTicketId: () => 'new' as TicketId,
  };
  return followUps(tickets, event, context).map((command) =>
    command.type === 'raise' ? `raise ${command.reason}` : `${command.type} ${command.ticketId}`,
  );
}

const STARTED = { type: 'transaction-started' } as TransactionEvent;
const voided = (reason: 'shopper' | 'staff' | 'abandoned'): TransactionEvent => ({
  type: 'transaction-voided',
  reason,
  voidedAt: 1,
});

describe('when a sale begins, the calls of whoever was there before', () => {
  it('are over, and those of the lane are not', () => {
    const tickets = open(['help', BEFORE], ['walk-away', BEFORE], ['receipt-not-printed', BEFORE], ['device', BEFORE]);
    expect(following(tickets, STARTED, 50)).toEqual(['expire ticket-help', 'expire ticket-walk-away']);
  });

  it.each([
    ['raised while nobody bought, since the last sale began: hers', 100, []],
    ['raised before the last sale began: another one’s', 101, ['expire ticket-help']],
    ['raised with no sale before at all: hers', undefined, []],
  ] as const)('%s', (_, previousSaleStartedAt, expected) => {
    expect(following(open(['help', undefined, 100]), STARTED, previousSaleStartedAt)).toEqual(expected);
  });
});

describe('the other events', () => {
  it.each<[string, OpenTickets, TransactionEvent, readonly string[]]>([
    ['a basket put aside calls', open(), { type: 'transaction-suspended', reason: 'idle' }, ['raise walk-away']],
    ['one that staff put aside does not', open(), { type: 'transaction-suspended', reason: 'staff' }, []],
    [
      'coming back takes that back',
      open(['walk-away', NOW]),
      { type: 'transaction-resumed' },
      ['withdraw ticket-walk-away'],
    ],
    [
      'giving up takes it back',
      open(['walk-away', NOW], ['age-check', NOW]),
      voided('shopper'),
      ['withdraw ticket-age-check', 'withdraw ticket-walk-away'],
    ],
    [
      'what was abandoned is still to be put away',
      open(['walk-away', NOW], ['age-check', NOW]),
      voided('abandoned'),
      ['withdraw ticket-age-check'],
    ],
    [
      'a receipt in the hand ends the call for it',
      open(['receipt-not-printed', NOW]),
      { type: 'receipt-issued', medium: 'screen', copy: 1 },
      ['withdraw ticket-receipt-not-printed'],
    ],
    [
      'an age that was decided ends its call',
      open(['age-check', NOW]),
      { type: 'intervention-settled', interventionId: 'age-check', outcome: 'refused', attendant: 'Sara' },
      ['acknowledge ticket-age-check', 'resolve ticket-age-check'],
    ],
    [
      'an age check that nothing needs any more is taken back',
      open(['age-check', NOW]),
      { type: 'intervention-lapsed', interventionId: 'age-check' },
      ['withdraw ticket-age-check'],
    ],
  ])('%s', (_, tickets, event, expected) => {
    expect(following(tickets, event)).toEqual(expected);
  });
});
