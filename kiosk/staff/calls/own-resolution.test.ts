// Goal: whatever a person types becomes a word that the store takes, or none.
// Method: words of the four languages, and random ones against the rule of codes.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ownResolution } from './own-resolution.ts';

it.each([
  ['Trolley token', 'trolley-token'],
  ['  Münze im Wagen! ', 'munze-im-wagen'],
  ['Straße naß', 'strasse-nass'],
  ['Køletaske væk', 'koletaske-vaek'],
  ['???', undefined],
  ['', undefined],
])('%s is %s', (text, expected) => {
  expect(ownResolution(text)).toBe(expected);
});

it('is a code for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const code = ownResolution(text);
      if (code !== undefined) expect(code).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
    }),
  );
});
