/*
 * Goal: practice goes the way of a real call, takes whatever a new colleague touches, and comes to an end.
 * Method: the recorded calls on a clock; single ways, and any touches in any order.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floorSettings, assistSchema } from '#config/assist/assist-settings.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import type { TicketReason } from '#kiosk/core/assist/ticket.ts';
import { RECORDED_CALLS } from './practice-calls.ts';
import { beginPractice, chooseGesture, passTime, practise, type PracticeRun, summaryOf } from './practice-run.ts';

const START = 1_000_000;
const ME = { personId: 'p1', firstName: 'Finn', role: 'assistant' } as const;

function came(now = START + 4_000): PracticeRun {
  return passTime(beginPractice(RECORDED_CALLS, START), ME, now);
}

function settleAll(run: PracticeRun, from: number): PracticeRun {
  let now = from;
  let going = run;
  for (const { fits } of RECORDED_CALLS) {
    now += 4_000;
    going = passTime(going, ME, now);
    const ticketIds = [going.ticket?.ticketId ?? ''] as const;
    going = practise(going, { type: 'take', ticketIds, coming: true }, ME, now + 1_000);
    going = practise(going, { type: 'attend', ticketIds, place: 'at-lane' }, ME, now + 2_000);
    going = practise(going, { type: 'settle', ticketIds, outcome: null, resolution: fits[0] ?? '' }, ME, now + 3_000);
    going = chooseGesture(going, true, now + 3_000);
    now += 3_000;
  }
  return going;
}

describe('the recorded calls', () => {
  it('name nobody, no store and no day', () => {
    const text = JSON.stringify(RECORDED_CALLS);
    expect(text).not.toMatch(/firstName|personId|transactionId|workstationId|\d{4}-\d{2}-\d{2}|"at":/);
  });

  it('are as the table of interventions has them, and what fits is among what is offered', () => {
    const { table } = floorSettings(assistSchema.parse(undefined));
    for (const { facts, care, fits } of RECORDED_CALLS) {
      const rule = table[facts.reason as TicketReason];
      expect({ clearable: care.clearable, codes: care.resolutions }).toEqual({
        clearable: rule.clearable,
        codes: rule.resolutions,
      });
      for (const code of fits) expect(care.resolutions).toContain(code);
      expect(isMessageKey(rule.staffKey)).toBe(true);
    }
  });
});

describe('practice', () => {
  it('goes from the call to on the way, there, and settled, and says what comes next', () => {
    const run = came();
    expect(run).toMatchObject({ coaching: 'take', ticket: { status: 'raised', care: { asked: ['p1'] } } });
    const ticketIds = [run.ticket?.ticketId ?? ''] as const;
    const going = practise(run, { type: 'take', ticketIds, coming: true }, ME, START + 6_000);
    expect(going).toMatchObject({
      coaching: 'go',
      ticket: { status: 'acknowledged', attendant: 'Finn', coming: true },
    });
    const there = practise(going, { type: 'attend', ticketIds, place: 'at-lane' }, ME, START + 9_000);
    expect(there).toMatchObject({ coaching: 'settle', ticket: { status: 'attending', place: 'at-lane' } });
    const done = practise(
      there,
      { type: 'settle', ticketIds, outcome: null, resolution: 'price-explained' },
      ME,
      START + 12_000,
    );
    expect(done).toMatchObject({ coaching: 'fits', ticket: undefined, over: [{ answeredAfter: 2, fitted: true }] });
    const other = practise(there, { type: 'settle', ticketIds, outcome: null, resolution: 'other' }, ME, START);
    expect(other.coaching).toBe('another-code');
  });

  it('goes further when nobody answers, as in a shop', () => {
    const late = passTime(came(), ME, START + 4_000 + 20_000);
    expect(late).toMatchObject({ coaching: 'escalated', ticket: { care: { escalation: 'all-on-shift' } } });
  });

  it('settles nothing at which nobody is', () => {
    const run = came();
    const settle = { type: 'settle', ticketIds: ['practice-0'], outcome: null } as const;
    expect(practise(run, settle, ME, START + 5_000)).toEqual(run);
  });

  it('ends with how it went', () => {
    const run = settleAll(beginPractice(RECORDED_CALLS, START), START);
    expect(summaryOf(run)).toEqual({ count: RECORDED_CALLS.length, seconds: 1, fitted: RECORDED_CALLS.length });
  });

  it('takes any touches in any order, and always comes to an end', () => {
    const touch = fc.oneof(
      fc.record({ type: fc.constant('take' as const), coming: fc.boolean() }),
      fc.record({
        type: fc.constant('attend' as const),
        place: fc.constantFrom('at-lane' as const, 'from-afar' as const),
      }),
      fc.record({ type: fc.constant('settle' as const), outcome: fc.constantFrom('approved' as const, null) }),
      fc.record({ type: fc.constantFrom('decline' as const, 'still-coming' as const, 'join' as const) }),
      fc.record({ type: fc.constant('ask-backup' as const), kind: fc.constant('backup' as const) }),
      fc.record({ type: fc.constant('settle-payment' as const), paid: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(touch, fc.integer({ min: 0, max: 30_000 }), fc.boolean())), (touches) => {
        let now = START;
        let run = beginPractice(RECORDED_CALLS, now);
        for (const [each, later, gives] of touches) {
          now += later;
          run = passTime(run, ME, now);
          const ticketIds = [run.ticket?.ticketId ?? ''] as const;
          run = practise(run, { ...each, ticketIds }, ME, now);
          run = chooseGesture(run, gives, now);
          expect(run.over.length).toBeLessThanOrEqual(RECORDED_CALLS.length);
          expect(isMessageKey(`staff.practice.coach.${run.coaching}`)).toBe(true);
          expect(summaryOf(run) === undefined).toBe(run.over.length < RECORDED_CALLS.length);
        }
      }),
    );
  });
});
