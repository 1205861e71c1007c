/*
 * Goal: a call says in plain words of each language why it came, in the right currency, whatever the lane sends.
 * Method: tickets as lanes raise them, and some that only a newer or broken lane would.
 */
import { describe, expect, it } from 'vitest';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import { laneStatusWith, ticketViewWith } from '#tests/support/ticket-view.ts';
import { translatorFor } from '#kiosk/i18n/translator.ts';
import { minutesAndSeconds, ticketContext, ticketIcon, ticketTitle } from './ticket-words.ts';

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

describe('the context', () => {
  it('has the amount in the currency of the lane, and none without knowing it', () => {
    const unclear = ticket({ reason: 'payment-unknown', context: { amount: 1348, terminal: 'x' } });
    expect(ticketContext(unclear, english, LANE).replaceAll(/\s/g, ' ')).toBe('Card DKK 13.48');
    expect(ticketContext(unclear, english, undefined)).toBe('');
  });

  it('says what is wrong with which device', () => {
    const device = ticket({ reason: 'device', context: { device: 'scanner', cause: 'offline', detail: 'ENOENT' } });
    expect(ticketContext(device, english, LANE)).toBe('Barcode scanner: does not answer, look at plug and power');
    const both = ticket({
      context: { device: 'scanner', cause: 'offline', also: 'terminal:offline printer:paper-end' },
    });
    expect(ticketContext(both, english, LANE)).toBe(
      'Barcode scanner: does not answer, look at plug and power · Card reader: does not answer, look at plug and power · ' +
        'Receipt printer: has no paper',
    );
    const receipt = ticket({ reason: 'receipt-not-printed', context: { cause: 'paper-end' } });
    expect(ticketContext(receipt, english, LANE)).toBe('Receipt printer: has no paper');
    expect(ticketContext(ticket({ context: { device: 'robot' } }), english, LANE)).toBe('robot');
  });

  it('tells the language only where it is another one than mine', () => {
    expect(ticketContext(ticket({ context: { minimumAge: 18 }, language: 'da' }), english, LANE)).toBe(
      '18+ · speaks Danish',
    );
    expect(ticketContext(ticket({ language: 'de' }), german, LANE)).toBe('');
    expect(ticketContext(ticket({ language: 'no language!' }), german, LANE)).toContain('no language!');
  });
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
