import type { MessageView } from '#kiosk/api/remote.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import type { MessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';

/** Whether somebody who is not in the shop has this call. */
export function isHelpedFromAfar({ status, helper }: TicketView): boolean {
  return (status === 'acknowledged' || status === 'attending') && helper?.role === 'remote-helper';
}

/** Who helps, and from where: never a name alone that could be taken for somebody in the shop. */
export function afarWords({ status, attendant, helper }: TicketView, words: Translator): string {
  const name = attendant ?? '';
  const desk = helper?.desk;
  const seen = status === 'acknowledged';
  if (desk === undefined) {
    return words.text(seen ? 'shopper.help.afar.seen.somewhere' : 'shopper.help.afar.somewhere', { name });
  }
  return words.text(seen ? 'shopper.help.afar.seen' : 'shopper.help.afar', { name, desk });
}

/** What was said, in the language of whoever reads it; somebody's own words as they are. */
export function messageWords({ from, phrase, text }: MessageView, words: Translator): string {
  if (phrase === null) return text ?? '';
  return words.text(`talk.${from}.${phrase}` as MessageKey);
}

/** The moment of the latest message of a helper; 0 if there is none. */
export function lastHeardAt(tickets: Iterable<TicketView>): number {
  const heard = [...tickets].flatMap(({ messages }) => messages.filter(({ from }) => from === 'helper'));
  return Math.max(0, ...heard.map(({ at }) => at));
}
