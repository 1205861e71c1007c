/**
 * Goal: what is written about a word's articles is read back, whatever their numbers.
 * Method: random ascending numbers up to the largest that a catalogue may have.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodePostings, readPostings } from './postings.ts';
import { PLACE_COUNT } from './words.ts';

const articles = fc
  .uniqueArray(fc.integer({ min: 1, max: 50_000_000 }), { maxLength: 30 })
  .map((numbers) => numbers.toSorted((one, other) => one - other));

test('postings come back by place, best first, each in ascending order', () => {
  fc.assert(
    fc.property(fc.tuple(articles, articles, articles, articles), (byPlace) => {
      const read: number[][] = Array.from({ length: PLACE_COUNT }, () => []);
      readPostings(encodePostings(byPlace), Number.MAX_SAFE_INTEGER, (article, place) => read[place]?.push(article));
      expect(read).toEqual(byPlace);
    }),
  );
});

test('reading stops where it is told to', () => {
  let count = 0;
  readPostings(encodePostings([[1, 2], [3], [], [4]]), 3, () => (count += 1));
  expect(count).toBe(3);
});
