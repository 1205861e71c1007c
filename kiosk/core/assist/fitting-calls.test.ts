// Goal: calls of a time without a journal are written down later, and never contradict what the journal says.
// Method: such events against journals that know the tickets, know others, or know none.
import { expect, it } from 'vitest';
import type { TicketId, WorkstationId } from '../values/identifiers.ts';
import { evolveTickets, NO_TICKETS, type OpenTickets } from './evolve.ts';
import { fittingCalls } from './fitting-calls.ts';
import type { AssistEvent } from './ticket.ts';

function raised(name: string): AssistEvent {
  return {
    type: 'ticket-raised',
    ticketId: name as TicketId,
    workstationId: 'lane-1' as WorkstationId,
    transactionId: undefined,
    reason: 'help',
    raisedBy: 'shopper',
    language: 'en',
    at: 1,
    context: {},
  };
}

function taken(name: string): AssistEvent {
  return { type: 'ticket-acknowledged', ticketId: name as TicketId, attendant: 'Sara', at: 2 };
}

function over(name: string): AssistEvent {
  return { type: 'ticket-resolved', ticketId: name as TicketId, attendant: 'Sara', at: 3 };
}

const KNOWN: OpenTickets = evolveTickets(NO_TICKETS, raised('known'));

it.each<[string, OpenTickets, readonly AssistEvent[], readonly AssistEvent[]]>([
  [
    'a call that is new is written with all that became of it',
    NO_TICKETS,
    [raised('a'), taken('a')],
    [raised('a'), taken('a')],
  ],
  ['one that the journal knows goes on', KNOWN, [taken('known'), over('known')], [taken('known'), over('known')]],
  ['one that a replaced journal never knew is left out', NO_TICKETS, [taken('known'), over('known')], []],
  ['a second one for the same reason is left out with what became of it', KNOWN, [raised('b'), taken('b')], []],
  ['the next one after that is over is new', KNOWN, [over('known'), raised('b')], [over('known'), raised('b')]],
])('%s', (_, tickets, events, expected) => {
  expect(fittingCalls(tickets, events).map(({ event }) => event)).toEqual(expected);
});
