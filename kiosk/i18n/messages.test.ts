/*
 * Goal: every language says everything, with the same facts in it, in words that a shopper in a hurry understands.
 * Method: parse each message of each language; hold keys, arguments and the rules of wording against the English
 * source.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Language, type MessageKey, SOURCE_LANGUAGE } from './languages.ts';

const WORDS_PER_SENTENCE_MAX = 12;
const SENTENCES_MAX = 2;
const keys = Object.keys(SOURCE_LANGUAGE.messages) as MessageKey[];

/** Words that blame, frighten or say nothing; as stems, in all languages. */
const BANNED =
  /\b(error|invalid|unexpected|unauthori[sz]ed|please wait for assistance|fout(melding)?|ongeldig|onverwacht|fejl|ugyldig|uventet|fehler\w*|ungültig\w*|unerwartet\w*)\b/i;

/** A formal language never slips: u in Dutch, Sie in German; Danish says du. */
const FAMILIAR: Readonly<Record<string, RegExp>> = {
  nl: /\b(je|jij|jou|jouw|jullie)\b/i,
  de: /\b(du|dich|dir|dein\w*|euch|euer\w*)\b/i,
  da: /(?<=[a-zæøå,] )(De|Dem|Deres)\b/,
};

describe.each(LANGUAGES)('$tag', (language: Language) => {
  it('has exactly the keys of the source', () => {
    expect(Object.keys(language.messages).toSorted()).toEqual(keys.toSorted());
  });

  it('says every message by the rules of wording', () => {
    expect(keys.flatMap((key) => problemsWith(language, key).map((problem) => `${key}: ${problem}`))).toEqual([]);
  });
});

describe('the rules of wording', () => {
  it.each([
    ['an argument less', 'Lane', 'arguments'],
    ['a word that blames', 'Lane {number}: invalid code.', 'banned word'],
    ['a shout', 'Lane {number}!', 'exclamation mark'],
    ['a straight apostrophe', "Lane {number} isn't open", 'straight apostrophe'],
    ['a long sentence', 'Lane {number} one two three four five six seven eight nine ten eleven', 'long sentence'],
    ['a speech', 'Lane {number}. One. Two. Three.', 'too many sentences'],
  ])('find %s', (_name, pattern, problem) => {
    const messages = { ...SOURCE_LANGUAGE.messages, 'common.lane': pattern };
    expect(problemsWith({ ...SOURCE_LANGUAGE, messages }, 'common.lane')).toContain(problem);
  });
});

describe('receipt texts', () => {
  it.each(LANGUAGES)('of $tag fit the character set of a common printer', (language) => {
    for (const key of keys.filter((name) => /^(receipt|slip)\./.test(name))) {
      expect(language.messages[key]).toMatch(/^[\x20-\x7eäöüÄÖÜßæøåÆØÅéèëïÉ]*$/);
    }
  });
});

function problemsWith(language: Language, key: MessageKey): string[] {
  const pattern = language.messages[key];
  const problems: string[] = [];
  const expected = [...argumentsOf(SOURCE_LANGUAGE.messages[key])].toSorted().join();
  if (pattern.trim() === '' || pattern !== pattern.trim()) problems.push('spaces around it, or empty');
  if ([...argumentsOf(pattern)].toSorted().join() !== expected) problems.push('arguments');
  if (BANNED.test(pattern)) problems.push('banned word');
  if (FAMILIAR[language.tag]?.test(pattern) === true) problems.push('familiar form');
  if (key !== 'shopper.thanks.title' && pattern.includes('!')) problems.push('exclamation mark');
  // It would quote in ICU; screens use the typographic one.
  if (pattern.includes("'")) problems.push('straight apostrophe');
  for (const count of [0, 1, 2, 5]) {
    const sentences = sentencesOf(sample(language, key, count));
    if (sentences.length > SENTENCES_MAX) problems.push('too many sentences');
    if (sentences.some((sentence) => wordsOf(sentence).length > WORDS_PER_SENTENCE_MAX)) problems.push('long sentence');
  }
  return problems;
}

function argumentsOf(pattern: string): Set<string> {
  const names = new Set<string>();
  const walk = (elements: readonly unknown[]): void => {
    for (const element of elements as {
      type: number;
      value: string;
      options?: Record<string, { value: unknown[] }>;
    }[]) {
      // Type 0 is literal text and 7 the # of a plural; all others name an argument.
      if (element.type !== 0 && element.type !== 7) names.add(element.value);
      for (const option of Object.values(element.options ?? {})) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(pattern, 'en').getAst());
  return names;
}

function sample(language: Language, key: MessageKey, count: number): string {
  const values = Object.fromEntries(
    [...argumentsOf(language.messages[key])].map((name) => [name, name === 'count' ? count : 'X']),
  );
  return String(new IntlMessageFormat(language.messages[key], language.locale).format(values));
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.?!:])\s+/).filter((sentence) => sentence !== '');
}

function wordsOf(sentence: string): string[] {
  return sentence.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word));
}
