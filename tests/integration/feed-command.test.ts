// Goal: nothing wrong is ever published, and whoever made it wrong is told the line; what is published can be listed,
// checked to the last bit, and taken back. Method: the command as a process, on files that are damaged by hand.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import { runToEnd } from '#tests/support/handrail-process.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

const ARTICLES = path.join(path.dirname(DEMO_CONFIG_FILE), 'articles.ndjson');

let directory: string;
let shelf: string;

beforeEach(() => {
  directory = temporaryDirectory();
  shelf = path.join(directory, 'shelf');
});

type Ended = Awaited<ReturnType<typeof runToEnd>>;

async function feed(...args: readonly string[]): Promise<Ended> {
  return runToEnd(['feed', ...args]);
}

async function publish(name: string, file: string, ...more: readonly string[]): Promise<Ended> {
  return feed('publish', name, file, '--into', shelf, '--key', path.join(directory, 'key.pem'), ...more);
}

function fileOf(name: string, text: string): string {
  const file = path.join(directory, name);
  writeFileSync(file, text);
  return file;
}

function revisions(name: string): readonly string[] {
  return readdirSync(path.join(shelf, name));
}

test('wrong lines are named, all of them, and nothing is published', async () => {
  const good = '{"id":"A","codes":["4011"],"name":{"en":"A"},"price":"1.00","tax":"standard"}';
  const file = fileOf('articles.ndjson', `${good}\n{"id":"B"\n${good.replace('"A"', '"C"').replace('1.00', '1,00')}\n`);
  const articles = await publish('catalogue', file, '--country', 'nl');
  expect(articles.code).toBe(1);
  expect(articles.errors).toContain(`${file}:2`);
  expect(articles.errors).toContain(`${file}:3: C.price`);
  const twins = fileOf('twins.ndjson', `${good}\n${good.replace('"id":"A"', '"id":"D"')}\n`);
  const both = await publish('catalogue', twins, '--country', 'nl');
  expect([both.code, both.errors.includes(`${twins}:2: D.codes 4011 is already used in line 1`)]).toEqual([1, true]);
  const staff = await publish('staff', fileOf('staff.json', '{"people":[\n{"personId":"a b"}]}'));
  expect([staff.code, staff.errors.includes('staff.json:2:')]).toEqual([1, true]);
  const settings = await publish('configuration', fileOf('c.json', '{\n"lane":{"scanRepeatWindowMs":"x"}}'));
  expect([settings.code, settings.errors.includes('c.json:2:')]).toEqual([1, true]);
  const promotions = await publish('promotions', fileOf('p.json', '[\n{"kind":"gift"}]'), '--country', 'nl');
  expect([promotions.code, promotions.errors.includes('p.json:2:')]).toEqual([1, true]);
  mkdirSync(path.join(directory, 'answers'));
  const answer = fileOf('answers/one.json', '{}');
  const help = await publish('help', path.dirname(answer));
  expect([help.code, help.errors.includes(answer)]).toEqual([1, true]);
  for (const name of ['catalogue', 'staff', 'configuration', 'promotions', 'help']) expect(revisions(name)).toEqual([]);
  expect(readdirSync(path.join(shelf, 'files'))).toEqual([]);
});

test('what is not a question of the file is a question of the command', async () => {
  const later = await publish('catalogue', ARTICLES, '--country', 'nl', '--valid-from', 'tomorrow');
  expect([later.code, later.errors.includes('with its offset')]).toEqual([2, true]);
  expect((await publish('catalogue', ARTICLES)).errors).toContain('--country');
  expect((await publish('other', ARTICLES)).code).toBe(2);
  expect((await publish('catalogue', ARTICLES, '--country', 'nl', '--base', 'X')).errors).toContain('--base X');
  expect((await feed('status', directory)).code).toBe(2);
  expect((await feed('verify', path.join(directory, 'nowhere'))).code).toBe(2);
});

test('a shelf is listed, verified to the last bit, and a revision is published again', async () => {
  expect((await publish('catalogue', ARTICLES, '--country', 'nl')).code).toBe(0);
  const prices = fileOf('prices.ndjson', '{"id":"salted-peanuts","price":"9.99"}\n');
  expect((await publish('catalogue', prices, '--prices', '--country', 'nl')).code).toBe(0);
  const wrong = fileOf('wrong.ndjson', '{"id":"nobody","price":"9.99"}\n{"id":"salted-peanuts","price":"0.00"}\n');
  const refused = await publish('catalogue', wrong, '--prices', '--country', 'nl');
  expect(refused.errors).toContain(`${wrong}:1: id`);
  expect(refused.errors).toContain(`${wrong}:2: price`);
  const [first = '', second = ''] = revisions('catalogue').map((name) => name.slice(0, -'.json'.length));
  const { out } = await feed('list', shelf, 'catalogue', '--json');
  const listed = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly revision: string });
  expect(listed.map(({ revision }) => revision)).toEqual([first, second]);
  const key = (await feed('key', path.join(directory, 'key.pem'))).out.trim();
  expect((await feed('verify', shelf, '--trust', key)).code).toBe(0);
  const stranger = (await feed('key', path.join(directory, 'stranger.pem'))).out.trim();
  expect((await feed('verify', shelf, '--trust', stranger)).out).toContain('not trusted');

  const again = await feed('rollback', 'catalogue', '--into', shelf, '--key', path.join(directory, 'key.pem'));
  expect([again.code, again.out.includes(first)]).toEqual([0, true]);
  const [file = ''] = readdirSync(path.join(shelf, 'files'));
  const onShelf = path.join(shelf, 'files', file);
  const bytes = readFileSync(onShelf);
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  writeFileSync(onShelf, bytes);
  const bad = await feed('verify', shelf);
  expect([bad.code, bad.out.includes(file)]).toEqual([1, true]);
  rmSync(onShelf);
  expect((await feed('verify', shelf)).out).toContain(file);
});
