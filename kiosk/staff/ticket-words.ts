import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
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
  'payment-unknown': 'credit-card',
  'receipt-not-printed': 'printer',
  device: 'plugs',
  'walk-away': 'person-simple-walk',
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

/**
 * One line of what helps to know on the way: age, amount, device and what is wrong with it, the language spoken.
 *
 * @param lane knows the currency of amounts; without it there is no amount, because a number alone says nothing
 */
export function ticketContext(ticket: TicketView, words: Translator, lane: LaneStatusView | undefined): string {
  const { minimumAge, amount, device, cause, also } = ticket.context;
  const parts: (string | undefined)[] = [
    typeof minimumAge === 'number' ? words.text('ticket.context.age', { age: minimumAge }) : undefined,
    typeof amount === 'number' && lane !== undefined
      ? words.text('ticket.context.amount', { amount: words.money(amount, lane.currency, lane.currencyExponent) })
      : undefined,
    troubleWords(device, cause, words),
    ...alsoWords(also, words),
    ticket.language === words.language
      ? undefined
      : words.text('ticket.context.language', { language: languageName(ticket.language, words.language) }),
  ];
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

function languageName(tag: string, inLanguage: string): string {
  try {
    return new Intl.DisplayNames([inLanguage], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
