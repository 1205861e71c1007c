/*
 * Goal: a store's own answers are read as they are written, and a slip in one is said clearly and costs only that one.
 * Method: folders of files, right and wrong, on a real disk.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadHelp } from './load-help.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'handrail-help-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const ARTICLE = {
  id: 'parking',
  version: 2,
  owner: 'Service desk',
  topic: 'other',
  title: { en: 'Parking ticket' },
  steps: [{ text: { en: 'Hold it to the reader at the door.' } }],
};

function write(name: string, content: unknown): void {
  writeFileSync(path.join(directory, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
}

it('reads what a store has written, with nothing but what is needed', () => {
  write('parking.json', ARTICLE);
  write('notes.txt', 'not an answer');
  const { articles, problems } = loadHelp(directory);
  expect(problems).toEqual([]);
  expect(articles).toEqual([
    { ...ARTICLE, order: 5000, contexts: { screens: [], notices: [], payments: [] }, words: {} },
  ]);
});

it('leaves out what is wrong, says where and what, and keeps the rest', () => {
  write('a-good.json', ARTICLE);
  write('b-broken.json', '{ "id": ');
  write('c-slip.json', { ...ARTICLE, id: 'slip', topik: 'other' });
  write('d-empty.json', { ...ARTICLE, id: 'empty', steps: [] });
  write('e-twice.json', ARTICLE);
  write('f-huge.json', 'x'.repeat(70_000));
  const { articles, problems } = loadHelp(directory);
  expect(articles.map(({ id }) => id)).toEqual(['parking']);
  const said = problems.map(({ where, path: at, message }) => `${path.basename(where)} ${at}: ${message}`);
  expect(said[0]).toMatch(/^b-broken\.json:1:\d+ : is not JSON/);
  expect(said[1]).toMatch(/^c-slip\.json:\d+:\d+ topik: .*topic/);
  expect(said[2]).toMatch(/^d-empty\.json:\d+:\d+ steps: /);
  expect(said[3]).toBe('e-twice.json id: is the name of another answer as well');
  expect(said[4]).toBe('f-huge.json : has 70000 bytes; at most 65536 are allowed');
  expect(said).toHaveLength(5);
});

it('says that there is no such folder, and throws nothing', () => {
  const { articles, problems } = loadHelp(path.join(directory, 'nowhere'));
  expect(articles).toEqual([]);
  expect(problems[0]?.message).toContain('cannot be read');
});
