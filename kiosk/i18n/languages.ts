import danish from './da.json' with { type: 'json' };
import german from './de.json' with { type: 'json' };
import english from './en.json' with { type: 'json' };
import dutch from './nl.json' with { type: 'json' };

/** Every text that the program can say. English is the source: a key that is not there does not exist. */
export type MessageKey = keyof typeof english;

export type Messages = Readonly<Record<MessageKey, string>>;

export interface Language {
  /** BCP 47. */
  readonly tag: string;
  /** In its own words and script, as a person who speaks it looks for it. */
  readonly ownName: string;
  readonly direction: 'ltr' | 'rtl';
  /** The locale whose numbers and dates go with it. */
  readonly locale: string;
  readonly messages: Messages;
}

/** The language that says what another one lacks. */
export const SOURCE_LANGUAGE: Language = {
  tag: 'en',
  ownName: 'English',
  direction: 'ltr',
  locale: 'en-GB',
  messages: english,
};

export const LANGUAGES: readonly Language[] = [
  SOURCE_LANGUAGE,
  { tag: 'nl', ownName: 'Nederlands', direction: 'ltr', locale: 'nl-NL', messages: dutch },
  { tag: 'da', ownName: 'Dansk', direction: 'ltr', locale: 'da-DK', messages: danish },
  { tag: 'de', ownName: 'Deutsch', direction: 'ltr', locale: 'de-DE', messages: german },
];

/** The language for a tag such as "de-AT": exactly that one, else its base language, else the source. */
export function languageFor(tag: string): Language {
  const base = baseTag(tag);
  return (
    LANGUAGES.find((language) => language.tag === tag) ??
    LANGUAGES.find((language) => language.tag === base) ??
    SOURCE_LANGUAGE
  );
}

/** @returns whether there is a text for this key, for keys that are put together from a code */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(english, key);
}

/**
 * Picks the words for a language from a text that comes in several, as names of articles do: that language, its base
 * language, the source language, else whichever there is.
 */
export function pickText(text: Readonly<Record<string, string>>, tag: string): string {
  return text[tag] ?? text[baseTag(tag)] ?? text[SOURCE_LANGUAGE.tag] ?? Object.values(text)[0] ?? '';
}

function baseTag(tag: string): string {
  return tag.split('-', 1)[0]?.toLowerCase() ?? '';
}
