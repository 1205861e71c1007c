/**
 * Goal: a word is found despite a mistake, while it is being typed.
 * Method: examples of every kind of mistake, and random mistakes made in random words.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginningsOf, beginningTyped, mistakesInBeginning, withOneLetterMissing } from './spelling.ts';

test.each([
  ['chocolate', 'chocolate', 0],
  ['choc', 'chocolate', 0],
  ['chco', 'chocolate', 1],
  ['chcolate', 'chocolate', 1],
  ['chhocolate', 'chocolate', 1],
  ['chacolate', 'chocolate', 1],
  ['hcocolate', 'chocolate', 1],
  ['chacolete', 'chocolate', 2],
  ['banana', 'chocolate', 3],
])('"%s" for "%s": %i', (typed, word, mistakes) => {
  expect(mistakesInBeginning(typed, word, 2)).toBe(mistakes);
});

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), minLength: 7, maxLength: 12 });

test('a text with one mistake in its beginning shares a variant with the beginning of the word', () => {
  fc.assert(
    fc.property(letters, fc.nat(5), fc.constantFrom('drop', 'double', 'other', 'swap'), (word, at, mistake) => {
      const typed = withMistake(word, at, mistake);
      const variants = new Set(withOneLetterMissing(beginningTyped(typed)));
      const shared = beginningsOf(word).some((beginning) =>
        withOneLetterMissing(beginning).some((variant) => variants.has(variant)),
      );
      expect(shared).toBe(true);
      expect(mistakesInBeginning(typed, word, 1)).toBeLessThanOrEqual(1);
    }),
  );
});

function withMistake(word: string, at: number, mistake: string): string {
  const before = word.slice(0, at);
  const letter = word.charAt(at);
  const rest = word.slice(at + 1);
  if (mistake === 'drop') return before + rest;
  if (mistake === 'double') return before + letter + letter + rest;
  if (mistake === 'other') return `${before}z${rest}`;
  return before + rest.charAt(0) + letter + rest.slice(1);
}

test('numbers are never guessed at', () => {
  expect(beginningsOf('500g')).toEqual([]);
  expect(beginningsOf('4011')).toEqual([]);
});
