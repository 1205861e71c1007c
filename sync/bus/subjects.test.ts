// Goal: a pattern stands for the subjects that it says, and hostile text is neither.
// Method: examples, and patterns made from random subjects.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPattern, isSubject, matches } from './subjects.ts';

const word = fc.stringMatching(/^[\w-]{1,8}$/);
const words = fc.array(word, { minLength: 1, maxLength: 6 });

test('a pattern made from a subject stands for it', () => {
  fc.assert(
    fc.property(words, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), fc.nat(6), (parts, stars, cut) => {
      const subject = parts.join('.');
      const starred = parts.map((part, index) => (stars[index] === true ? '*' : part));
      expect(isSubject(subject)).toBe(true);
      expect(matches(starred.join('.'), subject)).toBe(true);
      const open = [...starred.slice(0, Math.min(cut, parts.length - 1)), '>'].join('.');
      expect(isPattern(open)).toBe(true);
      expect(matches(open, subject)).toBe(true);
      expect(matches(`${starred.join('.')}.>`, subject)).toBe(false);
      expect(matches(starred.join('.'), `${subject}.more`)).toBe(false);
    }),
  );
});

test('what is no subject and what is no pattern', () => {
  for (const text of ['', '.', 'a.', '.a', 'a..b', 'a b', 'a.*', '>', 'ä', 'a\n', 'x'.repeat(300), '"']) {
    expect(isSubject(text), `"${text}"`).toBe(false);
  }
  for (const text of ['', '.', 'a.', '>.a', 'a.>.b', 'a*', 'a.b>', '**', 'a\n', 'x'.repeat(300)]) {
    expect(isPattern(text), `"${text}"`).toBe(false);
  }
  for (const text of ['a', '*', '>', 'a.*', 'a.>', '*.*.>', 'lane-3.ticket_1']) expect(isPattern(text)).toBe(true);
});
