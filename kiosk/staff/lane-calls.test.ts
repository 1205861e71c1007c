/*
 * Goal: the person who looks at the page for two seconds sees first what wants a person first, one card a lane.
 * Method: handfuls of tickets of several lanes, and the order in which they come out.
 */
import { expect, it } from 'vitest';
import type { TicketView } from '#kiosk/api/views.ts';
import { laneStatusWith, ticketViewWith } from '#tests/support/ticket-view.ts';
import { laneCalls, lanesInOrder, waitingCount } from './lane-calls.ts';

const ME = 'Ann';

it('puts money at stake first, then the longest wait, then what others have taken', () => {
  const calls = laneCalls(
    [
      ticket(1, { raisedAt: 10, status: 'acknowledged', attendant: 'Ben' }),
      ticket(2, { raisedAt: 30 }),
      ticket(3, { raisedAt: 20 }),
      ticket(4, { raisedAt: 40, reason: 'payment-unknown' }),
    ],
    ME,
  );
  expect(calls.map((call) => call.laneNumber)).toEqual([4, 3, 2, 1]);
  expect(calls.map((call) => call.state)).toEqual(['waiting', 'waiting', 'waiting', 'theirs']);
  expect(waitingCount(calls)).toBe(3);
});

it('keeps what I have taken on top, even when something new is raised at that lane', () => {
  const calls = laneCalls(
    [
      ticket(1, { reason: 'payment-unknown', raisedAt: 5 }),
      ticket(2, { raisedAt: 10, status: 'acknowledged', attendant: ME }),
      ticket(2, { raisedAt: 50, reason: 'age-check' }),
    ],
    ME,
  );
  expect(calls.map((call) => [call.laneNumber, call.state])).toEqual([
    [2, 'mine'],
    [1, 'waiting'],
  ]);
  expect(calls[0]?.tickets.map(({ reason }) => reason)).toEqual(['age-check', 'help']);
});

it('makes one call of all that a lane has, waiting since the first of it', () => {
  const calls = laneCalls([ticket(1, { raisedAt: 70, reason: 'device' }), ticket(1, { raisedAt: 60 })], ME);
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({ since: 60, atStake: false, state: 'waiting' });
});

it('is a call for me as long as something of the lane is taken by nobody', () => {
  const calls = laneCalls(
    [ticket(1, { status: 'acknowledged', attendant: 'Ben' }), ticket(1, { reason: 'device' })],
    ME,
  );
  expect(calls[0]?.state).toBe('waiting');
});

it('has nothing to show of nothing', () => {
  expect(laneCalls([], ME)).toEqual([]);
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
