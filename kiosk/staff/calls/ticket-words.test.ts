/*
 * Goal: a call says in plain words of each language why it came, in the right currency, whatever the lane sends.
 * Method: tickets as lanes raise them, and some that only a newer or broken lane would.
 */
import { describe, expect, it } from 'vitest';
import { DEFAULT_INTERVENTIONS } from '#config/assist/intervention-table.ts';
import type { CareView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import { careWith, laneStatusWith, ticketViewWith } from '#tests/support/ticket-view.ts';
import { translatorFor } from '#kiosk/i18n/translator.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import { ticketBadges } from './ticket-badges.ts';
import { careLines } from './ticket-care-words.ts';
import { toldEvents } from './ticket-events.ts';
import {
  minutesAndSeconds,
  resolutionWords,
  ticketContext,
  ticketIcon,
  ticketRunbook,
  ticketTitle,
} from './ticket-words.ts';

const english = translatorFor('en');
const german = translatorFor('de');
const LANE: LaneStatusView = laneStatusWith({ state: 'help', currency: 'DKK' });

describe('the title', () => {
  it('names the reason, and the topic if there is one', () => {
    expect(ticketTitle(ticket({}), english)).toBe('Help');
    expect(ticketTitle(ticket({ topic: 'price' }), english)).toBe('Help: a price');
    expect(ticketTitle(ticket({ reason: 'payment-unknown' }), german)).toBe('Zahlung unklar');
  });

  it('takes what it does not know for help', () => {
    const strange = ticket({ reason: 'of a newer lane', topic: 'nobody knows' });
    expect(ticketTitle(strange, english)).toBe('Help');
    expect(ticketIcon(strange)).toBe('hand-palm');
  });
});

describe('what changes how one goes there', () => {
  const badges = (facts: Partial<TicketView>, words = english, lane: LaneStatusView | undefined = LANE): string[] =>
    ticketBadges(ticket(facts), words, lane).map(({ text }) => text.replaceAll(/\s/g, ' '));

  it('has the amount in the currency of the lane, and none without knowing it', () => {
    const unclear = { reason: 'payment-unknown', context: { amount: 1348, terminal: 'x' } };
    expect(badges(unclear)).toEqual(['Card DKK 13.48']);
    expect(ticketBadges(ticket(unclear), english, undefined)).toEqual([]);
  });

  it('tells the language only where it is another one than mine', () => {
    expect(badges({ context: { minimumAge: 18 }, language: 'da' })).toEqual(['18+', 'speaks Danish']);
    expect(badges({ language: 'de' }, german)).toEqual([]);
    expect(badges({ language: 'no language!' }, german).join()).toContain('no language!');
  });

  it('says what the shopper needs, that she wants it quiet, and how many more came', () => {
    const facts = { needs: ['walking', 'hearing'] as const, discreet: true, merges: 2 };
    expect(badges({ ...facts, needs: [...facts.needs] })).toEqual([
      'walks slowly',
      'hard of hearing',
      'discreet',
      '2 more',
    ]);
    expect(badges({ care: careWith({ stale: true }) })).toEqual(['lane out of contact']);
  });
});

describe('what is wrong with a device', () => {
  it('is said of each', () => {
    const device = ticket({ reason: 'device', context: { device: 'scanner', cause: 'offline', detail: 'ENOENT' } });
    expect(ticketContext(device, english)).toBe('Barcode scanner: does not answer, look at plug and power');
    const both = ticket({
      context: { device: 'scanner', cause: 'offline', also: 'terminal:offline printer:paper-end' },
    });
    expect(ticketContext(both, english)).toBe(
      'Barcode scanner: does not answer, look at plug and power · ' +
        'Card reader: does not answer, look at plug and power · Receipt printer: has no paper',
    );
    const receipt = ticket({ reason: 'receipt-not-printed', context: { cause: 'paper-end' } });
    expect(ticketContext(receipt, english)).toBe('Receipt printer: has no paper');
    expect(ticketContext(ticket({ context: { device: 'robot' } }), english)).toBe('robot');
  });
});

describe('what happened last', () => {
  it('is told newest first, and without what has no words', () => {
    const events = [
      { at: 1_000, code: 'line-added', data: {} },
      { at: 40_000, code: 'of-a-newer-lane', data: {} },
      { at: 61_000, code: 'help-read', data: { articleId: 'weigh-fruit' } },
    ];
    expect(toldEvents(ticket({ events }), english, 73_000)).toEqual([
      { ago: '0:12', text: 'read “weigh fruit”' },
      { ago: '1:12', text: 'scanned an article' },
    ]);
  });
});

describe('who is asked, and how long it may take', () => {
  const scene = { now: 100_000, me: '101', names: (ids: readonly string[]) => ids.map((id) => `name ${id}`) };
  const lines = (care: Partial<CareView>, facts: Partial<TicketView> = {}): string[] =>
    careLines(ticket({ ...facts, care: careWith(care) }), english, scene).map(({ text }) => text);

  it('names me before others, and says where it goes next', () => {
    expect(lines({ asked: ['102'], escalatesAt: 112_000 })).toEqual(['Asked: name 102', 'all are asked in 0:12']);
    expect(lines({ asked: ['102', '101'], escalation: 'lead', escalatesAt: 130_000 })).toEqual([
      'You are asked',
      'The shift lead is asked',
      'manager asked in 0:30',
    ]);
    expect(lines({ escalation: 'last-resort' })).toEqual(['The shopper was offered another way']);
    expect(careLines(ticket({}), english, scene)).toEqual([]);
  });

  it('says what the shopper was told, and when that was not kept', () => {
    expect(lines({ promisedUntil: 145_000 })).toEqual(['shopper expects us within 0:45']);
    const promise = { placeInLine: 1, withinSeconds: null, until: null, missed: true, unattended: false };
    expect(lines({}, { promise: { ...promise, escalation: 'none' } })).toEqual(['Later than we said']);
  });
});

it('has words for every code that the table of interventions proposes, and for every first step', () => {
  const rules = Object.entries(DEFAULT_INTERVENTIONS);
  const codes = rules.flatMap(([, { resolutions }]) => resolutions);
  expect(codes.filter((code) => !isMessageKey(`resolution.${code}`))).toEqual([]);
  expect(rules.filter(([reason]) => ticketRunbook(ticket({ reason }), english) === undefined)).toEqual([]);
  expect(resolutionWords('a-code-of-ours', english)).toBe('a code of ours');
});

it.each([
  [-500, '0:00'],
  [59_999, '0:59'],
  [72_000, '1:12'],
  [3_600_000, '60:00'],
])('writes a wait of %s ms as %s', (milliseconds, text) => {
  expect(minutesAndSeconds(milliseconds)).toBe(text);
});

function ticket(facts: Partial<TicketView>): TicketView {
  return ticketViewWith(facts);
}
