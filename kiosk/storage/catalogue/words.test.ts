/**
 * Goal: words are found whatever the letters that someone's keyboard has.
 * Method: examples in the languages of the screens and beyond.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsOf } from './words.ts';

test.each([
  ['Granny Smith-æble', ['granny', 'smith', 'aeble']],
  ['Rødgrød med fløde', ['rodgrod', 'med', 'flode']],
  ['Weißbrot, süß', ['weissbrot', 'suss']],
  ['Café crème 3,5 %', ['cafe', 'creme', '3', '5']],
  ['Åbrød', ['abrod']],
  ['молоко 1л', ['молоко', '1л']],
  ['  ', []],
  ['🍎', []],
])('%s', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('any text at all has words of bounded length, and taking them apart again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const words = wordsOf(text);
      for (const word of words) expect(word.length).toBeLessThanOrEqual(40);
      expect(words.join('')).not.toContain(' ');
    }),
  );
});
