/*
 * Goal: a page makes itself heard to the one who is asked, once, as loud as it matters, and to nobody who stands with a
 * shopper.
 * Method: looks at handfuls of calls, one after the other, with the time given.
 */
import { expect, it } from 'vitest';
import type { TicketView } from '#kiosk/api/views.ts';
import { careWith, ticketViewWith } from '#tests/support/ticket-view.ts';
import { AlertWatch, REPEAT_AFTER_MS } from './alert-watch.ts';

const ME = '101';
const BEN = { personId: '102', firstName: 'Ben', role: 'assistant' } as const;
const I = { personId: ME, firstName: 'Sara', role: 'assistant' } as const;

function asking(ticketId: string, asked: string[], alert: 'info' | 'normal' | 'urgent' = 'normal'): TicketView {
  return ticketViewWith({ ticketId, care: careWith({ asked, alert }) });
}

function watchOf(...there: TicketView[]): AlertWatch {
  const watch = new AlertWatch();
  watch.look(there, ME, 0);
  return watch;
}

it('is for whom the store asks, and as loud as the store says', () => {
  const watch = watchOf();
  expect(watch.look([asking('a', ['102'])], ME, 1).loudness).toBe('quiet');
  expect(watch.look([asking('a', [ME, '102'])], ME, 2)).toMatchObject({
    loudness: 'vibrate',
    tickets: [{ ticketId: 'a' }],
  });
  expect(watch.look([asking('a', [ME]), asking('b', [ME], 'urgent')], ME, 3).loudness).toBe('ring');
  expect(watch.look([asking('c', [ME], 'info')], ME, 4)).toMatchObject({
    loudness: 'quiet',
    tickets: [{ ticketId: 'c' }],
  });
});

it('says nothing of what was there before, nor twice', () => {
  const watch = watchOf(asking('a', [ME], 'urgent'));
  expect(watch.look([asking('a', [ME], 'urgent')], ME, 1)).toEqual({ tickets: [], loudness: 'quiet' });
});

it('makes no sound again within half a minute, and does when it got more urgent later', () => {
  const watch = watchOf();
  expect(watch.look([asking('a', [ME])], ME, 0).loudness).toBe('vibrate');
  expect(watch.look([], ME, 1).loudness).toBe('quiet');
  expect(watch.look([asking('a', [ME])], ME, REPEAT_AFTER_MS - 1).loudness).toBe('quiet');
  expect(watch.look([asking('a', [ME], 'urgent')], ME, REPEAT_AFTER_MS + 1).loudness).toBe('ring');
});

it('is quiet while I stand with a shopper, but for a colleague who calls for backup', () => {
  const mine = ticketViewWith({ ticketId: 'mine', status: 'attending', helper: I });
  const watch = watchOf(mine);
  expect(watch.look([mine, asking('a', [ME], 'urgent')], ME, 1)).toEqual({ tickets: [], loudness: 'quiet' });
  const backup = { kind: 'backup', askedAt: 0, joined: [] } as const;
  const bens = ticketViewWith({ ticketId: 'b', status: 'attending', helper: BEN, backup: { ...backup, joined: [] } });
  expect(watch.look([mine, bens], ME, 2)).toMatchObject({ loudness: 'ring', tickets: [{ ticketId: 'b' }] });
});
