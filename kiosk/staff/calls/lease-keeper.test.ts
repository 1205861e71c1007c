/*
 * Goal: a call stays with whoever is there for it, and goes back in line when a page was left lying.
 * Method: calls of one person, with what the page knows of its holder.
 */
import { expect, it } from 'vitest';
import { ticketViewWith } from '#tests/support/ticket-view.ts';
import { isArrivalDoubtful, leasesToRenew } from './lease-keeper.ts';

const COMING = ticketViewWith({ ticketId: 'coming', status: 'acknowledged', leaseUntil: 90_000 });
const THERE = ticketViewWith({ ticketId: 'there', status: 'attending', leaseUntil: 300_000 });

it('renews while somebody holds the page, or stands with a shopper', () => {
  expect(leasesToRenew([COMING], { visible: true, untouchedMs: 5_000 })).toEqual([COMING]);
  expect(leasesToRenew([COMING, THERE], { visible: true, untouchedMs: 600_000 })).toEqual([COMING, THERE]);
});

it('renews nothing from a table, nor from a pocket', () => {
  expect(leasesToRenew([COMING], { visible: true, untouchedMs: 60_000 })).toEqual([]);
  expect(leasesToRenew([COMING, THERE], { visible: false, untouchedMs: 0 })).toEqual([]);
});

it('asks whether somebody is still coming before the lease is over, and not who is there', () => {
  expect(isArrivalDoubtful(COMING, 40_000)).toBe(false);
  expect(isArrivalDoubtful(COMING, 60_000)).toBe(true);
  expect(isArrivalDoubtful(THERE, 299_000)).toBe(false);
});
