/*
 * Goal: what the page says of a call is what is so: who, how far, how long, and why it takes longer.
 * Method: tickets as the lane sends them, in English; that every language says it all is the business of its own test.
 */
import { describe, expect, it } from 'vitest';
import type { TicketView } from '#kiosk/api/views.ts';
import { translatorFor } from '#kiosk/i18n/translator.ts';
import { ticketViewWith } from '#tests/support/ticket-view.ts';
import type { HelpStage } from './help-call.ts';
import { helpWords } from './help-words.ts';
import { shownWait } from './shown-wait.ts';

const english = translatorFor('en');
const PROMISE = { placeInLine: 2, withinSeconds: 60, until: 1, missed: false, escalation: 'none', unattended: false };

function said(facts: Partial<TicketView>, promise: object = {}, later = 0): string {
  const told = { ...PROMISE, ...promise } as NonNullable<TicketView['promise']>;
  const ticket = ticketViewWith({ promise: told, ...facts });
  const stage = ticket.status === 'acknowledged' || ticket.status === 'attending' ? ticket.status : 'raised';
  return words({ stage, ticket, wait: shownWait(undefined, ticket, 0) }, later);
}

function words(help: HelpStage, later = 0): string {
  const { title, more } = helpWords(english, help, false, later);
  return [title, ...more].join(' | ');
}

const taken = { status: 'acknowledged', attendant: 'Sara' } as const;

describe('a call that waits', () => {
  it('has a time and a place', () => {
    expect(said({})).toBe(
      'Someone will come, usually within 1 minute | One person is before you. | Your articles stay as they are.',
    );
    expect(said({}, { placeInLine: 1, withinSeconds: 10 })).toContain('Someone is coming | You are next.');
  });

  it('says so when it takes long, and offers other ways', () => {
    expect(said({}, { withinSeconds: 600 })).toContain('more than 5 minutes just now | You can also go to a till');
  });

  it('apologises for a time that was not kept, with the reason and what happens now', () => {
    const late = said({}, { missed: true, escalation: 'manager', withinSeconds: 90 });
    expect(late).toBe(
      'Sorry, this takes longer than we said | Nobody could come so far. | ' +
        'We now ask the manager as well. | Usually within 90 seconds',
    );
    expect(said({ reopenedAt: 4 }, { missed: true })).toContain('Our colleague was held up.');
  });

  it('claims nothing that it does not know when the store has gone quiet', () => {
    const quiet = said({}, {}, 70_000);
    expect(quiet).toContain('Sorry, this takes longer than we said | We cannot say how long it takes just now.');
    expect(quiet).not.toContain('We now ask');
  });

  it('says plainly that nobody is free', () => {
    expect(said({}, { unattended: true, missed: true })).toContain('Nobody is free just now | Your call stays open.');
  });

  it('says who passed it on, and that a colleague was held up', () => {
    const handOver = { from: 'Sara', to: null, note: '', at: 4 };
    expect(said({ reopenedAt: 4, handOver })).toContain('Sara has passed your call on | Usually within 1 minute');
    expect(said({ reopenedAt: 9, handOver })).toContain('Sorry, our colleague was held up. You keep your place.');
  });
});

describe('a call that somebody has', () => {
  it('is seen before anybody is on the way', () => {
    expect(said({ ...taken, coming: false })).toContain('Sara has seen it and comes after this');
    expect(said({ ...taken, coming: true })).toContain('Sara is coming to you | Usually within 1 minute');
  });

  it('says sorry when somebody on the way is late', () => {
    expect(said({ ...taken, coming: true }, { missed: true })).toContain('coming to you | Sorry, this takes longer');
  });

  it('is here, or looked at from afar', () => {
    expect(said({ ...taken, status: 'attending', place: 'at-lane' })).toContain('Sara is with you');
    expect(said({ ...taken, status: 'attending', place: 'from-afar' })).toContain(
      'Sara is looking at it from the desk',
    );
  });
});

it('says how a call ended', () => {
  const ended = (how: 'settled' | 'withdrawn' | 'over', by: string | null) =>
    words({ stage: 'ended', how, by, ease: 'none' });
  expect(ended('settled', 'Sara')).toBe('Sara has settled it | Press Help if you need us again.');
  expect(ended('withdrawn', null)).toBe('All right. We are here if you need us.');
  expect(ended('over', null)).toContain('This call is done.');
});

it('says at once that it heard, and whether the call has gone out', () => {
  expect(words({ stage: 'calling', delayed: false })).toContain('We are calling someone');
  expect(words({ stage: 'calling', delayed: true })).toContain('The call has not gone out yet. We keep trying.');
});

describe('somebody at a desk elsewhere', () => {
  const noor = { personId: 'r1', firstName: 'Noor', role: 'remote-helper' } as const;
  const desk = { attendant: 'Noor', helper: { ...noor, desk: 'Utrecht' } };

  it('is never said to come, and always with where', () => {
    expect(said({ ...desk, status: 'acknowledged', coming: false })).toContain(
      'Noor has seen it, at our help desk in Utrecht',
    );
    const there = said({ ...desk, status: 'attending', place: 'from-afar' });
    expect(there).toContain('Noor, helping from our help desk in Utrecht | You can write to each other here.');
    expect(said({ ...desk, helper: noor, status: 'attending' })).toContain('Noor, helping from our help desk |');
    expect(there).not.toMatch(/coming|with you/);
  });

  it('gives way to somebody in the shop, and the page says so', () => {
    const back = said({ insisted: true, personHere: true, reopenedAt: 5 });
    expect(back).toContain('Somebody in the shop will come to you. You keep your place.');
    expect(back).not.toContain('held up');
  });
});
