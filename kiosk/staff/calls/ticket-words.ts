import type { TicketView } from '#kiosk/api/views.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';

/**
 * A wait stands out from here on, and is late from there on; seconds. Shown by a shape and by a word, not by colour
 * alone.
 */
export const SLOW_AFTER_SECONDS = 45;
export const LATE_AFTER_SECONDS = 90;

const ICONS: Readonly<Record<string, IconName>> = {
  help: 'hand-palm',
  'age-check': 'identification-card',
  weight: 'scales',
  'article-unknown': 'question',
  'not-at-self-checkout': 'storefront',
  price: 'tag',
  quantity: 'plus',
  void: 'trash',
  coupon: 'receipt',
  'security-tag': 'lock',
  audit: 'magnifying-glass',
  recall: 'warning-circle-fill',
  'payment-unknown': 'credit-card',
  'payment-surplus': 'hand-coins',
  'payment-failed': 'contactless-payment',
  'receipt-not-printed': 'printer',
  device: 'plugs',
  'walk-away': 'door',
  'out-of-service': 'wrench',
};

export function ticketIcon(ticket: TicketView): IconName {
  return ICONS[ticket.reason] ?? 'hand-palm';
}

/** "Help: a price", "Payment unclear". A reason of a newer lane is help. */
export function ticketTitle(ticket: TicketView, words: Translator): string {
  const reasonKey = `ticket.reason.${ticket.reason}`;
  const reason = words.text(isMessageKey(reasonKey) ? reasonKey : 'ticket.reason.help');
  const topicKey = `ticket.topic.${ticket.topic ?? ''}`;
  return isMessageKey(topicKey) ? `${reason}: ${words.text(topicKey)}` : reason;
}

/** What to do first, in one line; undefined for a reason that has none. */
export function ticketRunbook(ticket: TicketView, words: Translator): string | undefined {
  const key = `intervention.${ticket.reason}.staff`;
  return isMessageKey(key) ? words.text(key) : undefined;
}

/** What it turned out to be, in words; a store's own code as it stands there. */
export function resolutionWords(code: string, words: Translator): string {
  const key = `resolution.${code}`;
  return isMessageKey(key) ? words.text(key) : code.replaceAll('-', ' ');
}

/** One line of what is wrong with which device. */
export function ticketContext(ticket: TicketView, words: Translator): string {
  const { device, cause, also } = ticket.context;
  const parts = [troubleWords(device, cause, words), ...alsoWords(also, words)];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** "1:12" */
export function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Further devices that are away, as the lane lists them: "terminal:offline printer:paper-end". */
function alsoWords(also: string | number | undefined, words: Translator): readonly (string | undefined)[] {
  const listed = String(also ?? '')
    .split(' ')
    .filter((each) => each !== '');
  return listed.map((each) => {
    const [device, cause] = each.split(':');
    return troubleWords(device, cause, words);
  });
}

/** "Receipt printer: has no paper". A cause without a device is the printer's: only receipts have that. */
function troubleWords(
  device: string | number | undefined,
  cause: string | number | undefined,
  words: Translator,
): string | undefined {
  if (device === undefined && cause === undefined) return undefined;
  const deviceKey = `desk.${device ?? 'printer'}`;
  const causeKey = `ticket.cause.${cause ?? ''}`;
  const name = isMessageKey(deviceKey) ? words.text(deviceKey) : String(device);
  return isMessageKey(causeKey) ? `${name}: ${words.text(causeKey)}` : name;
}

/** The name of a language in another one; the tag itself where it has none. */
export function languageName(tag: string, inLanguage: string): string {
  try {
    return new Intl.DisplayNames([inLanguage], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
