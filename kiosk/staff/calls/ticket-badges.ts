import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';
import { languageName } from './ticket-words.ts';

/** One thing that changes how a person goes there, in a word or two. */
export interface Badge {
  readonly icon: IconName;
  readonly text: string;
  /** stake: money or age; need: what the shopper said of herself; plain: good to know. */
  readonly tone: 'stake' | 'need' | 'plain';
}

const NEED_ICONS: Readonly<Record<TicketView['needs'][number], IconName>> = {
  walking: 'person-simple-walk',
  hearing: 'ear',
  sight: 'eye',
  language: 'translate',
  calm: 'heart',
};

/**
 * What is to be seen at a glance: age, money, what the shopper needs, the language, discretion, more of the same kind.
 *
 * @param lane knows the currency of amounts; without it there is no amount, because a number alone says nothing
 */
export function ticketBadges(ticket: TicketView, words: Translator, lane: LaneStatusView | undefined): Badge[] {
  const { minimumAge, amount } = ticket.context;
  const badges: Badge[] = [];
  if (typeof minimumAge === 'number') {
    const text = words.text('ticket.context.age', { age: minimumAge });
    badges.push({ icon: 'identification-card', text, tone: 'stake' });
  }
  if (typeof amount === 'number' && lane !== undefined) {
    const money = words.money(amount, lane.currency, lane.currencyExponent);
    badges.push({ icon: 'credit-card', text: words.text('ticket.context.amount', { amount: money }), tone: 'stake' });
  }
  for (const need of ticket.needs) {
    const key = `staff.need.${need}`;
    badges.push({ icon: NEED_ICONS[need], text: isMessageKey(key) ? words.text(key) : need, tone: 'need' });
  }
  if (ticket.language !== words.language) {
    const language = languageName(ticket.language, words.language);
    badges.push({ icon: 'translate', text: words.text('ticket.context.language', { language }), tone: 'plain' });
  }
  if (ticket.personHere) {
    const text = words.text(ticket.insisted ? 'staff.afar.insisted' : 'staff.afar.takesHands');
    badges.push({ icon: 'storefront', text, tone: 'need' });
  }
  if (ticket.discreet) badges.push({ icon: 'speaker-slash', text: words.text('staff.badge.discreet'), tone: 'need' });
  if (ticket.merges > 0) {
    badges.push({ icon: 'plus', text: words.text('staff.badge.more', { count: ticket.merges }), tone: 'plain' });
  }
  if (ticket.care?.stale === true) {
    badges.push({ icon: 'wifi-slash', text: words.text('staff.badge.stale'), tone: 'plain' });
  }
  return badges;
}
