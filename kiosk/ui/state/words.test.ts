/*
 * Goal: a line says why it costs what it costs, and a "no" always has words.
 * Method: views as the lane sends them, in two languages.
 */
import { describe, expect, it } from 'vitest';
import type { LineView } from '#kiosk/api/views.ts';
import { translatorFor } from '#kiosk/i18n/translator.ts';
import { contentWords, hintWords, modifierWords, quantityWords } from './line-words.ts';
import { priceWords } from './price-words.ts';
import { refusalWords } from './refusal-words.ts';

const english = translatorFor('en');
const danish = translatorFor('da');
const line: LineView = {
  lineNumber: 1,
  parentLine: null,
  kind: 'article',
  name: { en: 'Bananas' },
  content: { en: '1 litre' },
  picture: null,
  quantity: { kind: 'pieces', count: 1 },
  unitPrice: 179,
  pricedPer: 'pieces',
  regularAmount: 179,
  amount: 179,
  modifiers: [],
  hint: null,
  minimumAge: null,
  countChangeable: true,
};

describe('a line', () => {
  it('says nothing of its quantity when it is one piece at its price', () => {
    expect(quantityWords(english, line, 2)).toBeUndefined();
    expect(contentWords(english, line)).toBe('1 litre');
  });

  it('multiplies pieces, weights and volumes by their price', () => {
    const of = (quantity: LineView['quantity']) => plain(quantityWords(danish, { ...line, quantity }, 2));
    expect(of({ kind: 'pieces', count: 3 })).toBe('3 × 1,79');
    expect(of({ kind: 'weight', grams: 1286 })).toBe('1,286 kg × 1,79 pr. kg');
    expect(of({ kind: 'volume', millilitres: 1500 })).toBe('1,5 l × 1,79 pr. liter');
  });

  it('leaves out the content of what was weighed', () => {
    expect(contentWords(english, { ...line, quantity: { kind: 'weight', grams: 500 } })).toBeUndefined();
  });

  it('names each promotion with what it takes off, and what is missing for the next', () => {
    const modifiers = [{ amount: -38, label: { en: '2 for 4.00' } }];
    expect(modifierWords(english, { ...line, modifiers }, 2)).toEqual(['2 for 4.00: −0.38']);
    const hint = { label: { en: '2 for 4.00' }, missingCount: 1, isPart: false, saves: 38 };
    expect(hintWords(english, { ...line, hint }, 2)).toBe('2 for 4.00: 1 more saves 0.38');
    const part = { ...hint, label: { en: 'Lunch deal 6.00' }, isPart: true };
    expect(hintWords(english, { ...line, hint: part }, 2)).toBe('Lunch deal 6.00: the missing part saves 0.38 or more');
    expect(hintWords(english, line, 2)).toBeUndefined();
  });
});

it('has words for what was taken as well as for what was not', () => {
  expect(refusalWords(english, 'card-taken').what).toBe('Your card is noted.');
  expect(refusalWords(english, 'coupon-used').what).toBe('This coupon has counted already.');
});

it('says what a price is for', () => {
  expect(priceWords(english, 25, 'pieces', 2)).toBe('0.25 each');
  expect(priceWords(english, 179, 'weight', 2)).toBe('1.79 per kg');
  expect(priceWords(english, 950, 'volume', 0)).toBe('950 per litre');
});

it('has words for every "no", also for one that it does not know', () => {
  expect(refusalWords(english, 'article-unknown').what).toBe('We don’t know this one yet.');
  expect(refusalWords(english, 'made-up')).toEqual(refusalWords(english, ''));
  expect(refusalWords(english, 'made-up').what).not.toContain('made-up');
});

function plain(text: string | undefined): string | undefined {
  return text?.replaceAll(/\s/g, ' ');
}
