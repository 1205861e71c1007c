import type { TicketView } from '#kiosk/api/views.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { minutesAndSeconds } from './ticket-words.ts';

/** One thing that happened, for somebody on the way there. */
export interface ToldEvent {
  /** "0:42", how long ago. */
  readonly ago: string;
  readonly text: string;
}

/**
 * The last things that happened at the lane, the newest first. What a newer lane says that has no words is left out.
 */
export function toldEvents(ticket: TicketView, words: Translator, now: number): ToldEvent[] {
  return ticket.events.toReversed().flatMap(({ at, code, data }) => {
    const key = `staff.event.${code}`;
    if (!isMessageKey(key)) return [];
    const article = articleName(String(data['articleId'] ?? ''));
    return [{ ago: minutesAndSeconds(now - at), text: words.text(key, { article }) }];
  });
}

/** An answer by the words of its id: "weigh-fruit" is "weigh fruit". */
export function articleName(articleId: string): string {
  return articleId.replaceAll(/[-_]+/g, ' ').trim();
}
