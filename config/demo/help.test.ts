/*
 * Goal: the starter set of answers is complete and plain: four languages, short sentences, real codes, real pictures.
 * Method: the set as it is shipped, held against the rules of wording and against the codes and icons of the page.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import { loadHelp } from '../help/load-help.ts';

const { articles, problems } = loadHelp(fileURLToPath(new URL('help', import.meta.url)));
const LANGUAGES = ['da', 'de', 'en', 'nl'];
const WORDS_PER_SENTENCE_MAX = 10;
const icons = readFileSync(new URL('../../kiosk/ui-kit/icons.ts', import.meta.url), 'utf8');

it('is 25 answers or more, with nothing wrong in them', () => {
  expect(problems).toEqual([]);
  expect(articles.length).toBeGreaterThanOrEqual(25);
});

describe.each(articles.map((article) => [article.id, article] as const))('%s', (_id, article) => {
  const texts = [article.title, ...article.steps.map(({ text }) => text)];

  it('is there in four languages, in two to four steps', () => {
    for (const text of texts) expect(Object.keys(text).toSorted()).toEqual(LANGUAGES);
    expect(Object.keys(article.words).toSorted()).toEqual(LANGUAGES);
    expect(article.steps.length).toBeGreaterThanOrEqual(2);
    expect(article.steps.length).toBeLessThanOrEqual(4);
  });

  it('says it in short sentences, formally in Dutch and German, without a shout', () => {
    const long = texts.flatMap((text) =>
      Object.values(text)
        .flatMap((words) => words.split(/(?<=[.?!])\s+/))
        .filter((sentence) => sentence.split(/\s+/).length > WORDS_PER_SENTENCE_MAX || sentence.includes('!')),
    );
    expect(long).toEqual([]);
    for (const { de = '', nl = '' } of texts) {
      expect(de).not.toMatch(/\b(du|dich|dir|dein\w*)\b/i);
      expect(nl).not.toMatch(/\b(je|jij|jou|jouw)\b/i);
    }
  });

  it('names notices that there are, and pictures that the page has', () => {
    const unknown = article.contexts.notices.filter(
      (code) => !isMessageKey(`rejection.${code}.what`) && !isMessageKey(`ticket.reason.${code}`),
    );
    expect(unknown).toEqual([]);
    for (const { picture = '' } of article.steps) expect(icons).toMatch(new RegExp(`^ {2}'?${picture}'?[:,]`, 'm'));
  });
});
