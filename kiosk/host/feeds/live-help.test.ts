// Goal: answers that came down are shown from the next look on, and a file that is no good changes nothing.
// Method: a real file, written as it is when a revision comes into force.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { HelpMoment, HelpShelf } from '#kiosk/lane/help-shelf.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { liveHelp } from './live-help.ts';

const MOMENT = { screen: 'welcome', notices: [], payment: undefined } as unknown as HelpMoment;
const LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const NOTHING: HelpShelf = { search: () => [] };

function answer(id: string): object {
  const title = { en: `How to use ${id}` };
  return { id, version: 1, owner: 'Shop', topic: 'other', title, steps: [{ text: { en: 'Ask us.' } }] };
}

test('new answers are found at the next look, and a broken file changes nothing', () => {
  const file = path.join(temporaryDirectory(), 'in-force', 'help.json');
  const shelf = liveHelp(file, NOTHING, LOG);
  const found = (words: string): readonly string[] =>
    shelf.search(words, 'en', MOMENT).map(({ articleId }) => articleId);
  expect(found('trolley')).toEqual([]);
  mkdirSync(path.dirname(file));
  writeFileSync(file, JSON.stringify([answer('trolley')]));
  expect(found('trolley')).toEqual(['trolley']);
  writeFileSync(file, '[{"id":"scale"}]');
  expect(found('trolley')).toEqual(['trolley']);
  writeFileSync(file, JSON.stringify([answer('scale'), answer('bag')]));
  expect([found('scale'), found('trolley')]).toEqual([['scale'], []]);
});
