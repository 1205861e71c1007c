// Goal: changes lead from one list of articles to the next, to the letter, and say no more than what changes.
// Method: random lists; changes are written, read again and applied in pieces.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ArticleChange, ArticleChanges, changeBetween, idOfLine } from './ndjson-changes.ts';

const article = fc.record(
  {
    name: fc.record({ en: fc.string({ maxLength: 5 }) }),
    price: fc.option(fc.constantFrom('1.00', '2.19', '2.190'), { nil: null }),
    groups: fc.array(fc.constantFrom('a', '"', '\u2028'), { maxLength: 2 }),
  },
  { requiredKeys: ['name'] },
);
const lists = fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), article, { maxKeys: 8 });

function linesOf(list: Readonly<Record<string, object>>): readonly string[] {
  return Object.entries(list).map(([id, fields]) => JSON.stringify({ id, ...fields }));
}

test('changes between two lists, applied to the first, give the second', () => {
  fc.assert(
    fc.property(lists, lists, fc.integer({ min: 1, max: 4 }), (one, other, piece) => {
      const before = linesOf(one);
      const after = new Map(linesOf(other).map((line) => [idOfLine(line), line]));
      const changes: ArticleChange[] = [];
      for (const line of before) {
        const next = after.get(idOfLine(line));
        const change = next === undefined ? { drop: idOfLine(line) } : changeBetween(line, next);
        if (change !== undefined) changes.push(change);
      }
      const known = new Set(before.map(idOfLine));
      for (const [id, line] of after)
        if (!known.has(id)) changes.push({ put: JSON.parse(line) as Record<string, unknown> });

      const read = new ArticleChanges();
      for (const change of changes) read.addLine(JSON.stringify(change));
      const result: string[] = [];
      for (let at = 0; at < before.length; at += piece) result.push(...read.applyTo(before.slice(at, at + piece)));
      result.push(...read.rest());
      expect(new Map(result.map((line) => [idOfLine(line), line]))).toEqual(after);
      expect(result).toHaveLength(after.size);
    }),
  );
});

test('a new price is told as a price, anything else as the whole article', () => {
  const before = '{"id":"a","price":"1.00","tax":"low"}';
  expect(changeBetween(before, before)).toBeUndefined();
  expect(changeBetween(before, '{"id":"a","price":"2.00","tax":"low"}')).toEqual({ price: { id: 'a', price: '2.00' } });
  expect(changeBetween(before, '{"id":"a","price":null,"tax":"low"}')).toEqual({ price: { id: 'a', price: null } });
  expect(changeBetween(before, '{"id":"a","price":"2.00","tax":"high"}')).toHaveProperty('put');
});

test('what is no change is refused, and so is a change of what is not there', () => {
  for (const line of ['', '[]', '{', '{}', '{"put":{}}', '{"price":{"id":"a"}}', '{"drop":1}']) {
    expect(() => new ArticleChanges().addLine(line)).toThrow(/change of an article|no object|not JSON/);
  }
  const changes = new ArticleChanges();
  changes.addLine('{"price":{"id":"a","price":"1.00"}}');
  expect(changes.applyTo(['{"id":"b"}'])).toEqual(['{"id":"b"}']);
  expect(() => changes.rest()).toThrow(/not there/);
});
