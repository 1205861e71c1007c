/**
 * Goal: a catalogue is filled from what back offices write, good lines go in and wrong ones are named, and a reader
 * that is at work is never disturbed.
 * Method: the command line on real files, with a reader of this process beside it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ArticleId } from '#kiosk/core/values/identifiers.ts';
import { LiveCatalogue } from '#kiosk/storage/catalogue/live-catalogue.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

const HANDRAIL = path.resolve(import.meta.dirname, '../../kiosk/host/bin/handrail.mjs');
const DEMO = path.resolve(import.meta.dirname, '../../config/demo');
const ARTICLES = path.join(DEMO, 'articles.ndjson');
const COUNTRY = ['--country', 'nl', '--day', '2026-06-01'];

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function catalogue(...args: readonly string[]): Outcome {
  const command = spawnSync(process.execPath, [HANDRAIL, 'catalogue', ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1_024 * 1_024,
  });
  return { code: command.status, out: command.stdout, err: command.stderr };
}

function file(name: string, ...lines: readonly unknown[]): string {
  const target = path.join(temporaryDirectory(), name);
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  writeFileSync(target, `${text}\n`);
  return target;
}

function folder(): string {
  return path.join(temporaryDirectory(), 'catalogue');
}

function article(id: string, more: object = {}): object {
  return { id, name: { en: `Article ${id}` }, price: '1.00', tax: 'reduced', ...more };
}

test('the demo store goes in, is right, is found, and comes out as it went in', () => {
  const into = folder();
  const categories = path.join(DEMO, 'categories.json');
  const imported = catalogue('import', ARTICLES, '--into', into, ...COUNTRY, '--categories', categories, '--json');
  expect(imported).toMatchObject({ code: 0, err: '' });
  const count = readFileSync(ARTICLES, 'utf8').trimEnd().split('\n').length;
  expect(JSON.parse(imported.out)).toMatchObject({ ok: true, articles: count, problems: 0 });
  const checked = catalogue('check', into, '--json');
  expect(JSON.parse(checked.out)).toMatchObject({ ok: true, articles: count, faults: [] });
  expect(catalogue('search', into, 'organic oat milk', '--limit', '1').out).toMatch(/^organic-oat-milk\t.*\t2\.19\n$/);
  const found = catalogue('search', into, 'bannana', '--json');
  expect(JSON.parse(found.out.split('\n')[0] ?? '')).toMatchObject({ id: 'banana' });
  expect(catalogue('search', into, 'zzzzzz').code).toBe(1);
  const exported = path.join(path.dirname(into), 'out.ndjson');
  expect(catalogue('export', into, ...COUNTRY, '--output', exported)).toMatchObject({ code: 0, err: '' });
  const again = folder();
  expect(catalogue('import', exported, '--into', again, ...COUNTRY).code).toBe(0);
  expect(articlesIn(again)).toEqual(articlesIn(into));
});

function articlesIn(directory: string): readonly unknown[] {
  const live = new LiveCatalogue(directory);
  const ids = readFileSync(ARTICLES, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: ArticleId }).id);
  const articles = ids.map((id) => live.findById(id, 0));
  live.close();
  return articles;
}

describe('wrong lines', () => {
  const bad = [
    article('good-1'),
    '{"id": "cut',
    article('wrong-tax', { tax: 'luxury' }),
    article('good-1'),
    article('wrong-code', { codes: ['4006381333932'] }),
    article('good-2', { codes: ['4006381333931'] }),
  ];

  test('are named by line, field and what is allowed; the good ones go in', () => {
    const into = folder();
    const report = path.join(path.dirname(into), 'report.ndjson');
    const imported = catalogue('import', file('a.ndjson', ...bad), '--into', into, ...COUNTRY, '--report', report);
    expect(imported.code).toBe(1);
    expect(imported.err).toMatch(/a\.ndjson:2: is not JSON/);
    expect(imported.err).toMatch(
      /a\.ndjson:3: wrong-tax\.tax "luxury" is not in the country pack; there are .*reduced/,
    );
    expect(imported.err).toMatch(/a\.ndjson:4: good-1\.id is already used in line 1/);
    expect(imported.err).toMatch(/a\.ndjson:5: wrong-code\.codes\.0 .*wrong check digit/);
    const reported = readFileSync(report, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(reported).toHaveLength(4);
    expect(JSON.parse(catalogue('check', into, '--json').out)).toMatchObject({ articles: 2, codes: 1 });
  });

  test('a dry run names them too and changes nothing', () => {
    const into = folder();
    const checked = catalogue('import', file('a.ndjson', ...bad), '--into', into, ...COUNTRY, '--dry-run');
    expect(checked.code).toBe(1);
    expect(checked.out).toContain('2 articles would be imported; nothing was changed');
    expect(existsSync(into)).toBe(false);
  });

  test('of a spreadsheet are counted through cells with line ends', () => {
    const csv = file('a.csv', 'id,name.en,price,tax', 'a,"Two', 'lines",1.00,reduced', 'b,B,1.00', 'c,C,1.00,reduced');
    const imported = catalogue('import', csv, '--into', folder(), ...COUNTRY);
    expect(imported.code).toBe(1);
    expect(imported.err).toMatch(/a\.csv:2: a\.name\.en .*one line/);
    expect(imported.err).toMatch(/a\.csv:4: b\.tax must be set/);
    expect(imported.out).toContain('1 articles imported');
  });
});

test.each([
  ['no country', ['import', ARTICLES, '--into', 'x'], /--country/],
  ['a country without a pack', ['import', ARTICLES, '--into', 'x', '--country', 'xx'], /there are .*nl/],
  ['nowhere to put it', ['import', ARTICLES, '--country', 'nl'], /--into/],
  [
    'a file that is not there',
    ['import', 'nothing.ndjson', '--into', 'x', '--country', 'nl'],
    /nothing\.ndjson: cannot be read/,
  ],
  ['a day that is none', ['import', ARTICLES, '--into', 'x', '--country', 'nl', '--day', '1 May'], /YYYY-MM-DD/],
  ['a folder without a catalogue', ['check', DEMO], /holds no catalogue/],
  ['a search in nothing', ['search', DEMO, 'milk'], /holds no catalogue/],
  ['an export of nothing', ['export', DEMO, '--country', 'nl'], /holds no catalogue/],
])('%s: exit code 2, and nothing is made', (_, args, complaint) => {
  const { code, err } = catalogue(...args);
  expect(code).toBe(2);
  expect(err).toMatch(complaint);
  expect(existsSync('x')).toBe(false);
});

test('a damaged catalogue is called damaged, says how it is replaced, and is', () => {
  const into = folder();
  const categories = path.join(DEMO, 'categories.json');
  catalogue('import', ARTICLES, '--into', into, ...COUNTRY, '--categories', categories, '--revision', 'r1');
  const damaged = path.join(into, 'catalogue-r1.db');
  const bytes = readFileSync(damaged);
  // The first page says what the file is; everything behind it is torn.
  writeFileSync(damaged, bytes.fill(0xa5, 4_096));
  for (const args of [
    ['check', into],
    ['search', into, 'milk'],
    ['export', into, ...COUNTRY],
  ]) {
    expect(catalogue(...args)).toMatchObject({ code: 1, err: expect.stringContaining('catalogue-r1.db: damaged') });
  }
  const refused = catalogue('import', ARTICLES, '--into', into, ...COUNTRY);
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('--categories') });
  expect(catalogue('import', ARTICLES, '--into', into, ...COUNTRY, '--categories', categories).code).toBe(0);
  expect(catalogue('check', into).code).toBe(0);
});

test('text that is not UTF-8 is said so, and what was there stays in force', () => {
  const into = folder();
  catalogue('import', ARTICLES, '--into', into, ...COUNTRY, '--revision', 'first');
  const latin1 = path.join(path.dirname(into), 'latin1.ndjson');
  writeFileSync(latin1, Buffer.from(JSON.stringify(article('k\u00e4se')), 'latin1'));
  const before = readdirSync(into);
  const { code, err } = catalogue('import', latin1, '--into', into, ...COUNTRY);
  expect(code).toBe(2);
  expect(err).toMatch(/latin1\.ndjson: is not UTF-8/);
  expect(readdirSync(into)).toEqual(before);
  expect(JSON.parse(catalogue('check', into, '--json').out)).toMatchObject({ ok: true, revision: 'first' });
});

test.each([
  ['is empty', []],
  ['has only wrong lines', ['junk', '{"id": "cut']],
])('a file that %s is refused, and what was there stays in force', (_, lines) => {
  const into = folder();
  expect(catalogue('import', file('a.ndjson', article('a')), '--into', into, ...COUNTRY).code).toBe(0);
  for (const how of [[], ['--dry-run']]) {
    const refused = catalogue('import', file('b.ndjson', ...lines), '--into', into, ...COUNTRY, ...how);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(/b\.ndjson: has no article that can be used; nothing was changed/);
  }
  expect(JSON.parse(catalogue('check', into, '--json').out)).toMatchObject({ articles: 1 });
});

test('new prices hold at once or later, bring their unit price, and a lane changes over when it is told to', () => {
  const into = folder();
  const milk = article('milk', { measure: { amount: 500, unit: 'ml' }, price: '1.00' });
  catalogue('import', file('a.ndjson', milk, article('bread')), '--into', into, ...COUNTRY, '--revision', 'r1');
  const live = new LiveCatalogue(into);
  onTestFinished(() => live.close());
  const later = '2099-01-01T00:00:00+01:00';
  const prices = file('p.csv', 'id,price,validFrom', 'milk,1.20,', `milk,1.40,${later}`, 'ghost,1.00,', 'bread,0.00,');
  const imported = catalogue('import', prices, '--prices', '--into', into, ...COUNTRY, '--revision', 'r2');
  expect(imported.code).toBe(1);
  expect(imported.err).toMatch(/p\.csv:4: id the catalogue has no article "ghost"/);
  expect(imported.err).toMatch(/p\.csv:5: price "0\.00" must be above zero/);
  const now = Date.now();
  const milkAt = (at: number): unknown => live.findById('milk' as ArticleId, at);
  expect(milkAt(now)).toMatchObject({ price: 100, unitPrice: { amount: 200, per: 'l' } });
  expect(live.refresh()).toBe(true);
  expect(live.revision).toBe('r2');
  expect(milkAt(now)).toMatchObject({ price: 120, unitPrice: { amount: 240, per: 'l' } });
  expect(milkAt(Date.parse(later))).toMatchObject({ price: 140, unitPrice: { amount: 280, per: 'l' } });
});
