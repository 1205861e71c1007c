/*
 * Goal: what was looked for in vain is noted once, as it was meant; nothing private is, and never too much.
 * Method: searches as a page sends them letter by letter, and a clock that the test moves.
 */
import { beforeEach, expect, it } from 'vitest';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { type MissedSearch, MissedSearches } from './missed-searches.ts';

let noted: MissedSearch[];
let time: ManualClock;
let searches: MissedSearches;

beforeEach(() => {
  noted = [];
  time = new ManualClock();
  searches = new MissedSearches(time, (event) => noted.push(event));
});

const texts = () => noted.map(({ text }) => text);

it('notes only the last letter of what was typed', () => {
  for (const text of ['xyl', 'xylo', 'xylophone']) searches.searched(text, 'en', 0);
  expect(texts()).toEqual([]);
  time.advance(3_000);
  expect(noted).toEqual([{ type: 'help-missed', text: 'xylophone', language: 'en', about: 'answers', at: time.now() }]);
});

it('notes nothing when the next letter finds something, and nothing of a beginning', () => {
  searches.searched('pla', 'en', 0);
  searches.searched('plastic bag', 'en', 2);
  time.advance(3_000);
  searches.searched('pl', 'en', 0);
  time.advance(3_000);
  expect(texts()).toEqual([]);
});

it('notes no digits that may be a card or a telephone number', () => {
  for (const text of ['5413 3300 8910', 'call 0612345678', '+31-6-12-34-56']) {
    searches.searched(text, 'nl', 0);
    time.advance(3_000);
  }
  expect(texts()).toEqual([]);
});

it('notes thirty in an hour and then waits', () => {
  for (let index = 0; index < 40; index += 1) {
    searches.searched(`word number ${index}`, 'en', 0);
    time.advance(3_000);
  }
  expect(noted).toHaveLength(30);
  time.advance(3_600_000);
  searches.searched('one more', 'en', 0);
  time.advance(3_000);
  expect(texts().at(-1)).toBe('one more');
});

it('notes nothing any more when the lane ends', () => {
  searches.searched('xylophone', 'en', 0);
  searches.stop();
  time.advance(3_000);
  expect(texts()).toEqual([]);
});
