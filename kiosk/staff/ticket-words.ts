import type { TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import type { MessageKey } from '#kiosk/i18n/languages.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';

/** A wait is late from here on, in seconds: shown by a word and a colour. */
export const LATE_AFTER_SECONDS = 45;

const ICONS: Readonly<Record<string, IconName>> = {
  help: 'hand-palm',
  'age-check': 'identification-card',
  'payment-unknown': 'credit-card',
  'payment-surplus': 'credit-card',
  'receipt-not-printed': 'printer',
  device: 'plugs',
  'walk-away': 'person-simple-walk',
  'out-of-service': 'wrench',
};

export function ticketIcon(ticket: TicketView): IconName {
  return ICONS[ticket.reason] ?? 'hand-palm';
}

/** "Help: a price", "Payment unclear". */
export function ticketTitle(ticket: TicketView, words: Translator): string {
  const reason = words.text(`ticket.reason.${ticket.reason}` as MessageKey);
  if (ticket.topic === null) return reason;
  return `${reason}: ${words.text(`ticket.topic.${ticket.topic}` as MessageKey)}`;
}

/** One line of what helps to know on the way: age, amount, device, language. */
export function ticketContext(ticket: TicketView, words: Translator): string {
  const parts: string[] = [];
  const { minimumAge, device } = ticket.context;
  if (minimumAge !== undefined) parts.push(words.text('ticket.context.age', { age: minimumAge }));
  if (device !== undefined) parts.push(words.text('ticket.context.device', { device: deviceName(device, words) }));
  if (ticket.language !== words.language) {
    parts.push(words.text('ticket.context.language', { language: languageName(ticket.language, words.language) }));
  }
  return parts.join(' · ');
}

/** Only money or safety is red; everything else is a person who would like a hand. */
export function isAtStake(ticket: TicketView): boolean {
  return ticket.reason === 'payment-unknown' || ticket.reason === 'payment-surplus';
}

export function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function deviceName(device: string | number, words: Translator): string {
  const known = ['scanner', 'terminal', 'printer'].find((name) => name === device);
  return known === undefined ? String(device) : words.text(`desk.${known}` as MessageKey);
}

function languageName(tag: string, inLanguage: string): string {
  return new Intl.DisplayNames([inLanguage], { type: 'language' }).of(tag) ?? tag;
}
