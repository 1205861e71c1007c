/*
 * Goal: a spreadsheet reads the board as it is, and computes nothing that a shopper typed.
 * Method: a board with what is not known and with hostile words, line by line.
 */
import { expect, it } from 'vitest';
import { boardWith } from '#tests/support/ticket-view.ts';
import { boardCsv } from './board-csv.ts';

it('has one measure a line, and nothing where nothing is known', () => {
  const lines = boardCsv(boardWith({ calls: 12, easyShare: null, promiseKeptShare: 0.8125 })).split('\r\n');
  expect(lines[0]).toBe('measure,of,value');
  expect(lines).toContain('calls,,12');
  expect(lines).toContain('easy-share,,');
  expect(lines).toContain('promise-kept-share,,0.813');
  expect(lines.at(-1)).toBe('');
});

it('keeps quotes, lines and formulas what they are: words', () => {
  const texts = ['=1+2', 'say "cheese", please', '@here'].map((text) => ({
    about: 'articles' as const,
    text,
    count: 1,
  }));
  const lines = boardCsv(boardWith({ missedSearches: texts })).split('\r\n');
  expect(lines).toContain("search-missed-articles,'=1+2,1");
  expect(lines).toContain('search-missed-articles,"say ""cheese"", please",1');
  expect(lines).toContain("search-missed-articles,'@here,1");
});
