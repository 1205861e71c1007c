import { IntlMessageFormat } from 'intl-messageformat';
import { formatsFor, type Formats } from './formats.ts';
import { type Language, languageFor, type MessageKey, pickText, SOURCE_LANGUAGE } from './languages.ts';

export type MessageArguments = Readonly<Record<string, string | number>>;

/** Says things in one language. */
export interface Translator extends Formats {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  /**
   * The words for a key (ICU MessageFormat). Never throws: a message that cannot be put together is said in English,
   * and as a last resort with its arguments left out, because a sentence with a gap helps more than a broken screen.
   */
  text(key: MessageKey, values?: MessageArguments): string;
  /** The words of a text that comes in several languages, as names of articles do. */
  pick(text: Readonly<Record<string, string>>): string;
}

const translators = new Map<string, Translator>();

/** @param tag BCP 47; a language that there is not gives the nearest one, in the end English */
export function translatorFor(tag: string): Translator {
  const known = translators.get(tag);
  if (known !== undefined) return known;
  const language = languageFor(tag);
  const made = translators.get(language.tag) ?? makeTranslator(language);
  translators.set(language.tag, made);
  return made;
}

/** For languages beyond the ones that come along, and for tests. */
export function makeTranslator(language: Language): Translator {
  const compiled = new Map<MessageKey, IntlMessageFormat>();
  /** Messages without arguments, which are most of those on a screen, are put together once. */
  const constant = new Map<MessageKey, string>();
  const inThisLanguage = (key: MessageKey, values: MessageArguments | undefined): string => {
    const message = compiled.get(key) ?? new IntlMessageFormat(language.messages[key], language.locale);
    compiled.set(key, message);
    return String(message.format(values));
  };
  const said = (key: MessageKey, values: MessageArguments | undefined): string => {
    try {
      return inThisLanguage(key, values);
    } catch {
      return inSourceLanguage(key, values);
    }
  };
  return {
    language: language.tag,
    direction: language.direction,
    text: (key, values) => {
      const known = values === undefined ? constant.get(key) : undefined;
      if (known !== undefined) return known;
      const text = said(key, values);
      if (values === undefined) constant.set(key, text);
      return text;
    },
    pick: (text) => pickText(text, language.tag),
    ...formatsFor(language.locale),
  };
}

const ARGUMENT = /\{[^{}]*\}/g;

function inSourceLanguage(key: MessageKey, values: MessageArguments | undefined): string {
  const pattern = SOURCE_LANGUAGE.messages[key];
  try {
    return String(new IntlMessageFormat(pattern, SOURCE_LANGUAGE.locale).format(values));
  } catch {
    return pattern.replaceAll(ARGUMENT, '').replaceAll(/[{}]/g, '').trim();
  }
}
