// Goal: making good is quick for small things and never costs more than was agreed.
// Method: each way and each no by example; then any requests of anybody (fast-check) against the day's budget.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assistSchema, gestureSettings } from '#config/assist/assist-settings.ts';
import { isRejection } from '../rejection.ts';
import { minorUnits } from '../values/money.ts';
import type { ArticleId, TicketId } from '../values/identifiers.ts';
import type { GestureEvent } from './floor-events.ts';
import type { Helper, StaffRole } from './person.ts';
import {
  budgetLeft,
  decideGesture,
  evolveGestures,
  type GestureCommand,
  type GestureLedger,
  NO_GESTURES,
} from './recovery.ts';

const SETTINGS = gestureSettings(assistSchema.parse({ gestures: { budgetPerDay: 6000 } }));

function who(role: StaffRole): Helper {
  return { personId: role, firstName: role, role };
}

function give(amount: number, role: StaffRole = 'assistant', name = 'a'): GestureCommand {
  const ticketId = `ticket-${name}` as TicketId;
  return { type: 'give', gestureId: name, ticketId, kind: 'discount', amount: minorUnits(amount), by: who(role) };
}

class Day {
  ledger: GestureLedger = NO_GESTURES;
  readonly events: GestureEvent[] = [];

  do(command: GestureCommand): readonly string[] | string {
    const answer = decideGesture(this.ledger, command, SETTINGS, 1);
    if (isRejection(answer)) return answer.code;
    for (const event of answer) {
      this.ledger = evolveGestures(this.ledger, event);
      this.events.push(event);
    }
    return answer.map(({ type }) => type);
  }
}

describe('a gesture', () => {
  it('within one’s own limit is given at once', () => {
    const day = new Day();
    expect(day.do(give(300))).toEqual(['gesture-given']);
    expect(day.events).toMatchObject([{ by: who('assistant'), approvedBy: who('assistant') }]);
    expect(day.ledger.spent).toBe(300);
  });

  it('above it waits for somebody who may agree', () => {
    const day = new Day();
    expect(day.do(give(900))).toEqual(['gesture-asked']);
    expect(day.do({ type: 'approve', gestureId: 'a', by: who('assistant') })).toBe('role-not-allowed');
    expect(day.do({ type: 'approve', gestureId: 'a', by: who('supervisor') })).toEqual(['gesture-given']);
    expect(day.events.at(-1)).toMatchObject({ by: who('assistant'), approvedBy: who('supervisor'), amount: 900 });
    expect(day.do({ type: 'approve', gestureId: 'a', by: who('supervisor') })).toBe('gesture-unknown');
  });

  it('can be refused, and taken back by who asked', () => {
    const day = new Day();
    day.do(give(900));
    expect(day.do({ type: 'refuse', gestureId: 'a', by: who('technician') })).toBe('role-not-allowed');
    expect(day.do({ type: 'refuse', gestureId: 'a', by: who('assistant') })).toEqual(['gesture-refused']);
    expect(budgetLeft(day.ledger, SETTINGS)).toBe(6000);
    day.do(give(900, 'assistant', 'b'));
    expect(day.do({ type: 'refuse', gestureId: 'b', by: who('manager') })).toEqual(['gesture-refused']);
  });

  it('is given once for a call, asked for once, and never above what anybody may', () => {
    const day = new Day();
    day.do(give(100));
    expect(day.do({ ...give(100), gestureId: 'again' })).toBe('gesture-already-given');
    day.do(give(900, 'assistant', 'b'));
    expect(day.do({ ...give(100, 'manager', 'b'), gestureId: 'c' })).toBe('gesture-already-given');
    expect(day.do(give(5001, 'manager', 'd'))).toBe('gesture-too-large');
    expect(day.do(give(0, 'manager', 'e'))).toBe('gesture-unknown');
    expect(day.do(give(-5, 'manager', 'f'))).toBe('gesture-unknown');
  });

  it('that waits is already taken off the budget', () => {
    const day = new Day();
    day.do(give(5000, 'supervisor', 'a'));
    expect(budgetLeft(day.ledger, SETTINGS)).toBe(1000);
    expect(day.do(give(1001, 'manager', 'b'))).toBe('gesture-budget-spent');
    expect(day.do(give(1000, 'manager', 'c'))).toEqual(['gesture-given']);
  });

  it('for an article names it, and a rain check says how long it is good', () => {
    const day = new Day();
    expect(day.do({ ...give(100), kind: 'replacement' } as GestureCommand)).toBe('gesture-unknown');
    const rainCheck = { ...give(100), kind: 'rain-check', articleId: 'oats' as ArticleId } as GestureCommand;
    expect(day.do(rainCheck)).toEqual(['gesture-given']);
    expect(day.events.at(-1)).toMatchObject({ articleId: 'oats', validUntil: 1 + 30 * 86_400_000 });
  });

  it('that the store does not offer is not given', () => {
    const settings = gestureSettings(assistSchema.parse({ gestures: { discount: { offered: false } } }));
    expect(decideGesture(NO_GESTURES, give(1), settings, 1)).toMatchObject({ code: 'gesture-unknown' });
  });
});

it('whatever is asked: the budget holds, nobody exceeds a limit, one gesture for a call', () => {
  const role = fc.constantFrom<StaffRole>('assistant', 'supervisor', 'manager', 'technician', 'remote-helper');
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const command = fc.oneof(
    fc.tuple(fc.integer({ min: -10, max: 6000 }), role, name).map((gift) => give(...gift)),
    fc.tuple(name, role).map(([gestureId, by]): GestureCommand => ({ type: 'approve', gestureId, by: who(by) })),
    fc.tuple(name, role).map(([gestureId, by]): GestureCommand => ({ type: 'refuse', gestureId, by: who(by) })),
  );
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60, size: 'max' }), (commands) => {
      const day = new Day();
      for (const one of commands) day.do(one);
      const given = day.events.filter((event) => event.type === 'gesture-given');
      expect(given.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(SETTINGS.budgetPerDay);
      expect(new Set(given.map(({ ticketId }) => ticketId)).size).toBe(given.length);
      const { most } = SETTINGS.kinds.discount;
      for (const { amount, approvedBy } of given) {
        const { role } = approvedBy;
        expect(amount).toBeLessThanOrEqual(role === 'manager' || role === 'supervisor' ? most[role] : most.assistant);
      }
    }),
  );
});
