/*
 * Goal: the time that a shopper reads is honest: rounded up, only ever shorter while it is shown, and given up with an
 * apology when it was not kept.
 * Method: tickets as the lane sends them, a clock that the test moves; for any row of promises, with fast-check.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TicketView } from '#kiosk/api/views.ts';
import { ticketViewWith } from '#tests/support/ticket-view.ts';
import { type ShownWait, shownWait, waitSaid } from './shown-wait.ts';

function promised(withinSeconds: number | null, facts: Partial<NonNullable<TicketView['promise']>> = {}): TicketView {
  const until = withinSeconds;
  const told = { placeInLine: 1, withinSeconds, until, missed: false, escalation: 'none', unattended: false } as const;
  return ticketViewWith({ promise: { ...told, ...facts } });
}

const said = (ticket: TicketView, later = 0) => waitSaid(shownWait(undefined, ticket, 0), ticket, later);

describe('the time', () => {
  it.each([
    [14, { say: 'soon' }],
    [15, { say: 'within', seconds: 15 }],
    [16, { say: 'within', seconds: 30 }],
    [61, { say: 'within', seconds: 90 }],
    [300, { say: 'within', seconds: 300 }],
    [301, { say: 'long' }],
  ])('of %s s is said as %s', (seconds, expected) => {
    expect(said(promised(seconds))).toEqual(expected);
  });

  it('gets shorter as it goes by, and is never called soon only because it runs out', () => {
    expect(said(promised(60), 20_000)).toEqual({ say: 'within', seconds: 45 });
    expect(said(promised(60), 59_000)).toEqual({ say: 'within', seconds: 15 });
    expect(said(promised(60), 66_000)).toEqual({ say: 'overdue' });
  });

  it('is unsaid at first, and unknown when nothing comes', () => {
    const ticket = ticketViewWith();
    expect(said(ticket)).toEqual({ say: 'unsaid' });
    expect(said(ticket, 11_000)).toEqual({ say: 'unknown' });
  });

  it('may be longer only after it was missed', () => {
    const first = shownWait(undefined, promised(30), 0);
    expect(shownWait(first, promised(90), 5_000).until).toBe(30_000);
    expect(shownWait(first, promised(90, { missed: true }), 31_000).until).toBe(121_000);
  });

  it('never grows while it is shown, whatever the store sends', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20_000), fc.option(fc.nat(900))), { maxLength: 30 }), (row) => {
        let now = 0;
        let shown: ShownWait | undefined;
        for (const [pause, seconds] of row) {
          now += pause;
          const before: number | undefined = shown?.until;
          shown = shownWait(shown, promised(seconds), now);
          if (before !== undefined) expect(shown.until).toBeLessThanOrEqual(before);
        }
      }),
    );
  });
});
