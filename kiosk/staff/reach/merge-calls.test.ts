/*
 * Goal: whoever speaks, each call is shown once, as its lane has it, and nobody is asked twice.
 * Method: what store and lanes say is put together in every mixture, and the rules are held against all of them.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TicketView } from '#kiosk/api/views.ts';
import { careWith, laneStatusWith, ticketViewWith } from '#tests/support/ticket-view.ts';
import { mergeCalls, mergeLanes } from './merge-calls.ts';

const LANES: readonly string[] = ['lane-1', 'lane-2'];
const asking = (who: string): Pick<TicketView, 'care'> => ({ care: careWith({ asked: [who] }) });

const callsOf = (lane: string, from: string): fc.Arbitrary<TicketView[]> =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })
    .map((numbers) =>
      numbers.map((number) =>
        ticketViewWith({ ticketId: `${lane}-${number}`, workstationId: lane, attendant: from, ...asking(from) }),
      ),
    );
const mapOf = (tickets: readonly TicketView[]): Map<string, TicketView> =>
  new Map(tickets.map((ticket) => [ticket.ticketId, ticket]));
const said = fc.record({
  store: fc.tuple(callsOf('lane-1', 'store'), callsOf('lane-2', 'store')).map((calls) => mapOf(calls.flat())),
  voices: fc
    .tuple(fc.option(callsOf('lane-1', 'lane')), fc.option(callsOf('lane-2', 'lane')))
    .map(
      (both) => new Map(both.flatMap((calls, index) => (calls === null ? [] : [[LANES[index] ?? '', calls] as const]))),
    ),
  isThere: fc.boolean(),
  isReplaced: fc.boolean(),
});

describe('calls from several machines', () => {
  it('are what each lane that speaks says of its own, and what the store says of the others', () => {
    fc.assert(
      fc.property(said, ({ store, voices, isThere, isReplaced }) => {
        const voicesOf = new Map(
          [...voices].map(([lane, calls]) => [lane, { tickets: mapOf(calls), lanes: new Map() }]),
        );
        const merged = mergeCalls({ tickets: store, lanes: new Map(), isThere, isReplaced }, voicesOf);
        for (const lane of LANES) {
          const own = voices.get(lane);
          const expected = own ?? [...store.values()].filter(({ workstationId }) => workstationId === lane);
          const shown = [...merged.values()].filter(({ workstationId }) => workstationId === lane);
          expect(new Set(shown.map(({ ticketId }) => ticketId))).toEqual(
            new Set(expected.map(({ ticketId }) => ticketId)),
          );
          if (own !== undefined) expect(shown.every(({ attendant }) => attendant === 'lane')).toBe(true);
        }
        const asked = [...merged.values()]
          .filter(({ workstationId }) => voices.has(workstationId))
          .flatMap(({ care }) => care?.asked ?? []);
        if (isThere && !isReplaced) expect(asked).not.toContain('lane');
        if (isReplaced && !isThere) expect(asked).not.toContain('store');
      }),
    );
  });

  it('stay the very same objects where only the store speaks', () => {
    const ticket = ticketViewWith();
    const store = { tickets: mapOf([ticket]), lanes: new Map(), isThere: true, isReplaced: false };
    expect(mergeCalls(store, new Map()).get(ticket.ticketId)).toBe(ticket);
  });
});

describe('lanes', () => {
  it('that nobody hears are said to be away', () => {
    const lanes = new Map(LANES.map((id) => [id, laneStatusWith({ workstationId: id })]));
    const store = { tickets: new Map(), lanes, isThere: false, isReplaced: true };
    const voice = { tickets: new Map(), lanes: new Map([['lane-2', laneStatusWith({ workstationId: 'lane-2' })]]) };
    const merged = mergeLanes(store, new Map([['lane-2', voice]]));
    expect([...merged.values()].map(({ connected }) => connected)).toEqual([false, true]);
  });
});
