/*
 * Goal: one of 280 articles is found by where it stands, by what is special about it, by its name or by its code.
 * Method: a shelf of four articles, asked for in each way.
 */
import { expect, it } from 'vitest';
import type { DeskArticle } from '#kiosk/api/desk.ts';
import { type ArticleFilter, articlesFor, filterKey } from './article-filter.ts';

const SHELF: readonly DeskArticle[] = [
  article('Oat milk', '9520042128865', 'dairy', []),
  article('Pils, can', '9520042155502', 'beer', ['age', 'deposit']),
  article('Cola, can', '9520042147361', 'drinks', ['deposit']),
  article('Ginger', '2304612000006', 'vegetables', ['weighed']),
];

it.each<[ArticleFilter, string[]]>([
  [{ by: 'all' }, ['Oat milk', 'Pils, can', 'Cola, can', 'Ginger']],
  [{ by: 'special' }, ['Pils, can', 'Cola, can', 'Ginger']],
  [{ by: 'mark', mark: 'deposit' }, ['Pils, can', 'Cola, can']],
  [{ by: 'category', category: 'dairy' }, ['Oat milk']],
  [{ by: 'category', category: 'nothing of the kind' }, []],
])('lets through what %j asks for', (filter, names) => {
  expect(found(filter, '')).toEqual(names);
});

it('finds words in names and digits in codes, whatever is chosen', () => {
  expect(found({ by: 'all' }, ' CAN ')).toEqual(['Pils, can', 'Cola, can']);
  expect(found({ by: 'category', category: 'dairy' }, 'ging')).toEqual(['Ginger']);
  expect(found({ by: 'all' }, '0421')).toEqual(['Oat milk', 'Pils, can', 'Cola, can']);
  expect(found({ by: 'all' }, 'nowhere')).toEqual([]);
});

it('tells filters apart by their keys', () => {
  expect(filterKey({ by: 'mark', mark: 'age' })).not.toBe(filterKey({ by: 'category', category: 'age' }));
  expect(filterKey({ by: 'all' })).not.toBe(filterKey({ by: 'special' }));
});

function found(filter: ArticleFilter, words: string): string[] {
  return articlesFor(SHELF, filter, words, nameOf).map(nameOf);
}

function nameOf({ name }: DeskArticle): string {
  return name['en'] ?? '';
}

function article(name: string, code: string, category: string, marks: DeskArticle['marks']): DeskArticle {
  return { code, name: { en: name }, picture: null, category, price: 100, minimumAge: null, marks };
}
