import { isMessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';

/**
 * What happened and what to do now, for the code of a "no", or of something that was taken and needs a word; calm
 * general words for a code that there are none for.
 */
export function refusalWords(words: Translator, code: string): { readonly what: string; readonly next: string } {
  const kind = isMessageKey(`notice.${code}.what`) ? 'notice' : 'rejection';
  const what = `${kind}.${code}.what`;
  const next = `${kind}.${code}.next`;
  return {
    what: words.text(isMessageKey(what) ? what : 'shopper.notice.general.what'),
    next: words.text(isMessageKey(next) ? next : 'shopper.notice.general.next'),
  };
}
