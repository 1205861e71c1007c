// Goal: whoever may agree hears of a request once; nobody else does.
// Method: calls as the store shows them, one after the other.
import { expect, it } from 'vitest';
import { AMIRA, careWith, SARA, ticketViewWith } from '#tests/support/ticket-view.ts';
import { WishWatch } from './wish-watch.ts';

function asked(gestureId: string, by = SARA) {
  const { personId, firstName, role } = by;
  const gestureAsked = {
    gestureId,
    kind: 'discount' as const,
    amount: 500,
    reason: 'machine',
    by: { personId, firstName, role },
    at: 0,
  };
  return ticketViewWith({ ticketId: gestureId, care: careWith({ gestureAsked }) });
}

it('tells of what is new, and not of what was there', () => {
  const watch = new WishWatch();
  expect(watch.look([asked('a')], AMIRA)).toEqual([]);
  expect(watch.look([asked('a'), asked('b')], AMIRA).map(({ ticketId }) => ticketId)).toEqual(['b']);
  expect(watch.look([asked('a'), asked('b')], AMIRA)).toEqual([]);
});

it('tells nobody who may not agree, and nobody of her own', () => {
  for (const [me, by] of [
    [SARA, AMIRA],
    [AMIRA, AMIRA],
  ] as const) {
    const watch = new WishWatch();
    watch.look([], me);
    expect(watch.look([asked('a', by)], me)).toEqual([]);
  }
});
