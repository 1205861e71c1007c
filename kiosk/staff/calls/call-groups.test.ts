/*
 * Goal: the person who looks at the page for two seconds sees first what wants a person first, one card a walk.
 * Method: handfuls of tickets of several lanes, and the order in which they come out.
 */
import { expect, it } from 'vitest';
import type { TicketView } from '#kiosk/api/views.ts';
import { BEN, careWith, laneStatusWith, SARA, takenBy, ticketViewWith } from '#tests/support/ticket-view.ts';
import { callsFor, lanesInOrder, waitingCount } from './call-groups.ts';

const ME = SARA.personId;

it('goes by the rank of the store, then by the wait, and puts last what others have taken', () => {
  const calls = callsFor(
    [
      ticket(1, { raisedAt: 10, ...takenBy(BEN), care: careWith({ rank: 0 }) }),
      ticket(2, { raisedAt: 30 }),
      ticket(3, { raisedAt: 20 }),
      ticket(4, { raisedAt: 40, reason: 'payment-unknown', care: careWith({ rank: 1 }) }),
      ticket(5, { raisedAt: 5, care: careWith({ rank: 2 }) }),
    ],
    ME,
  );
  expect(calls.map(({ lanes }) => lanes[0].laneNumber)).toEqual([4, 5, 3, 2, 1]);
  expect(calls.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting', 'waiting', 'theirs']);
  expect(calls[0]?.atStake).toBe(true);
  expect(waitingCount(calls)).toBe(4);
});

it('keeps what I have taken on top, even when something new is raised at that lane', () => {
  const calls = callsFor(
    [
      ticket(1, { reason: 'payment-unknown', raisedAt: 5, care: careWith({ rank: 1 }) }),
      ticket(2, { raisedAt: 10, ...takenBy(SARA) }),
      ticket(2, { raisedAt: 50, reason: 'age-check', care: careWith({ rank: 2 }) }),
    ],
    ME,
  );
  expect(calls.map(({ lanes, state }) => [lanes[0].laneNumber, state])).toEqual([
    [2, 'mine'],
    [1, 'waiting'],
  ]);
  expect(calls[0]?.tickets.map(({ reason }) => reason)).toEqual(['age-check', 'help']);
});

it('makes one call of all that a lane has, waiting since the first of it', () => {
  const calls = callsFor([ticket(1, { raisedAt: 70, reason: 'device' }), ticket(1, { raisedAt: 60 })], ME);
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({ since: 60, atStake: false, state: 'waiting', key: 'lane-1' });
});

it('makes one walk of like tasks at several lanes, and leaves the rest of those lanes where it was', () => {
  const ages = [5, 2, 3].map((lane) => ticket(lane, { ticketId: `age-${lane}`, reason: 'age-check', raisedAt: lane }));
  const ids = ages.map(({ ticketId }) => ticketId);
  const grouped = ages.map((age, index) => ({
    ...age,
    care: careWith({ rank: index + 1, groupedWith: ids.filter((id) => id !== age.ticketId) }),
  }));
  const calls = callsFor([...grouped, ticket(3, { care: careWith({ rank: 4 }) })], ME);
  expect(calls.map(({ lanes }) => lanes.map(({ laneNumber }) => laneNumber))).toEqual([[2, 3, 5], [3]]);
  expect(calls[0]?.tickets).toHaveLength(3);
  expect(waitingCount(calls)).toBe(3);
});

it('groups nothing with a lane where I am already, nor with what was taken meanwhile', () => {
  const [two, three] = [
    ticket(2, { ticketId: 'two', reason: 'age-check', care: careWith({ rank: 1, groupedWith: ['three'] }) }),
    ticket(3, { ticketId: 'three', reason: 'age-check', care: careWith({ rank: 2, groupedWith: ['two'] }) }),
  ];
  const here = callsFor([two, three, ticket(2, takenBy(SARA))], ME);
  expect(here.map(({ lanes }) => lanes.length)).toEqual([1, 1]);
  const gone = callsFor([two, { ...three, ...takenBy(BEN) }], ME);
  expect(gone.map(({ state, lanes }) => [state, lanes.length])).toEqual([
    ['waiting', 1],
    ['theirs', 1],
  ]);
});

it('brings up a colleague who asks for one more, until somebody is there', () => {
  const asked = { kind: 'second-person', askedAt: 1, joined: [] as (typeof BEN)[] } as const;
  const alone = ticket(1, { ...takenBy(BEN), backup: { ...asked, joined: [] } });
  expect(callsFor([alone], ME)[0]?.state).toBe('beside');
  const helped = { ...alone, backup: { ...asked, joined: [{ personId: ME, firstName: 'Sara', role: SARA.role }] } };
  expect(callsFor([helped], ME)[0]?.state).toBe('mine');
  expect(callsFor([helped], '104')[0]?.state).toBe('theirs');
});

it('is a call for me as long as something of the lane is taken by nobody', () => {
  const calls = callsFor(
    [ticket(1, takenBy(BEN)), ticket(1, { reason: 'device', care: careWith({ asked: [ME] }) })],
    ME,
  );
  expect(calls[0]).toMatchObject({ state: 'waiting', asksMe: true });
});

it('has nothing to show of nothing', () => {
  expect(callsFor([], ME)).toEqual([]);
  expect(waitingCount([])).toBe(0);
});

it('shows lanes as they stand', () => {
  const lanes = [3, 1, 2].map((laneNumber) => laneStatusWith({ workstationId: `lane-${laneNumber}`, laneNumber }));
  expect(lanesInOrder(lanes).map(({ laneNumber }) => laneNumber)).toEqual([1, 2, 3]);
});

let count = 0;

function ticket(laneNumber: number, facts: Partial<TicketView>): TicketView {
  count += 1;
  return ticketViewWith({
    ticketId: `ticket-${count}`,
    workstationId: `lane-${laneNumber}`,
    laneNumber,
    ...facts,
  });
}
