// Goal: what a store says most often comes first the next time, its own words among them, each call counted once.
// Method: calls that end, told twice, and a memory made anew from what was written.
import { expect, it } from 'vitest';
import { DEFAULT_INTERVENTIONS } from '#config/assist/intervention-table.ts';
import { resolutionChoices } from '#kiosk/core/assist/resolutions.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import { ticketViewWith } from '#tests/support/ticket-view.ts';
import { ResolutionMemory } from './resolution-memory.ts';
import type { StoreEntry } from './store-entries.ts';

function choices(memory: ResolutionMemory): readonly string[] {
  return resolutionChoices('help', DEFAULT_INTERVENTIONS.help, memory.used);
}

function settle(memory: ResolutionMemory, ticketId: string, resolution: string | null): void {
  memory.ended(ticketViewWith({ ticketId, resolution, status: 'resolved' }));
}

it('begins with what is usual, and puts what is said here first', () => {
  const memory = new ResolutionMemory([]);
  expect(choices(memory)).toEqual(DEFAULT_INTERVENTIONS.help.resolutions);
  for (const ticketId of ['a', 'b']) settle(memory, ticketId, 'trolley-token');
  settle(memory, 'c', 'price-explained');
  settle(memory, 'd', null);
  expect(choices(memory).slice(0, 2)).toEqual(['trolley-token', 'price-explained']);
});

it('counts a call once, however often it is told', () => {
  const memory = new ResolutionMemory([]);
  for (let time = 0; time < 3; time += 1) settle(memory, 'a', 'trolley-token');
  expect(memory.used.get('help')?.get('trolley-token')).toBe(1);
});

it('remembers after a restart', () => {
  const event = {
    type: 'call-ended',
    ticketId: 'a' as TicketId,
    basket: '',
    reason: 'help',
    raisedBy: 'shopper',
    status: 'resolved',
    raisedAt: 1,
    answeredAt: 2,
    attendedAt: 3,
    at: 4,
    answeredBy: null,
    resolution: 'trolley-token',
    ease: null,
    merges: 0,
    articlesRead: [],
  } as const;
  const written: readonly StoreEntry[] = [{ kind: 'call', event }];
  expect(choices(new ResolutionMemory(written))[0]).toBe('trolley-token');
});
