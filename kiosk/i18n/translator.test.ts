/*
 * Goal: a person always gets a sentence, with the right plural, number and money of the language.
 * Method: real messages, and a broken language made for the purpose.
 */
import { describe, expect, it } from 'vitest';
import { languageFor, pickText, SOURCE_LANGUAGE } from './languages.ts';
import { makeTranslator, translatorFor } from './translator.ts';

describe('text', () => {
  it('counts as the language does', () => {
    expect(translatorFor('en').text('shopper.basket.articles', { count: 1 })).toBe('1 article');
    expect(translatorFor('da').text('shopper.basket.articles', { count: 6 })).toBe('6 varer');
  });

  it('takes the base language of a regional one, and English for one that there is not', () => {
    expect(translatorFor('de-AT').text('shopper.basket.pay')).toBe('Bezahlen');
    expect(translatorFor('tlh').text('shopper.basket.pay')).toBe('Pay');
  });

  it('says a message that is missing or broken in English', () => {
    const messages = { ...languageFor('nl').messages, 'shopper.basket.pay': '{broken', 'common.lane': undefined };
    const broken = makeTranslator({ ...languageFor('nl'), messages: messages as never });
    expect(broken.text('shopper.basket.pay')).toBe('Pay');
    expect(broken.text('common.lane', { number: 4 })).toBe('Lane 4');
    expect(broken.text('shopper.basket.total')).toBe('Totaal');
  });

  it('leaves a gap rather than throwing when an argument is missing', () => {
    expect(translatorFor('da').text('common.lane')).toBe('Lane');
  });
});

describe('formats', () => {
  it('writes amounts exactly, whatever the exponent', () => {
    const english = translatorFor('en');
    expect(english.amount(1348, 2)).toBe('13.48');
    expect(english.amount(-5, 2)).toBe('-0.05');
    expect(english.amount(1234, 3)).toBe('1.234');
    expect(english.amount(950, 0)).toBe('950');
    expect(english.amount(9_007_199_254_740_991, 2)).toBe('90,071,992,547,409.91');
  });

  it('writes money, weights and percents as the language does', () => {
    expect(plain(translatorFor('de').money(123_456, 'EUR', 2))).toBe('1.234,56 €');
    expect(plain(translatorFor('nl').money(1348, 'EUR', 2))).toBe('€ 13,48');
    expect(plain(translatorFor('da').money(1348, 'DKK', 2))).toBe('13,48 kr.');
    expect(plain(translatorFor('en').weight(1286))).toBe('1.286 kg');
    expect(plain(translatorFor('de').volume(1500))).toBe('1,5 l');
    expect(plain(translatorFor('de').percent(2550))).toBe('25,5 %');
  });

  it('writes a day as people say it', () => {
    expect(translatorFor('en').day(new Date(2026, 11, 23, 12).getTime())).toBe('23 December');
    expect(translatorFor('de').day(new Date(2026, 11, 23, 12).getTime())).toBe('23. Dezember');
  });

  it('writes the time of the named zone', () => {
    expect(translatorFor('de').time(Date.UTC(2026, 6, 1, 12, 30), 'Europe/Berlin')).toBe('14:30');
    expect(translatorFor('en').dateTime(Date.UTC(2026, 6, 1, 12, 30), 'Europe/Berlin')).toBe('01/07/2026, 14:30');
  });
});

describe('pickText', () => {
  it('goes from the language to its base, to English, to whichever there is', () => {
    const name = { en: 'Milk', de: 'Milch' };
    expect(pickText(name, 'de-AT')).toBe('Milch');
    expect(pickText(name, 'nl')).toBe('Milk');
    expect(pickText({ fi: 'Maito' }, 'nl')).toBe('Maito');
    expect(pickText({}, 'nl')).toBe('');
  });

  it('has the source language among the languages', () => {
    expect(languageFor('en')).toBe(SOURCE_LANGUAGE);
  });
});

/** Intl separates with spaces that do not break. */
function plain(text: string): string {
  return text.replaceAll(/\s/g, ' ');
}
