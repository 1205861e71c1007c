// Goal: the house stays in order: sizes that a person can read, no test left out, no check switched off, no link into
// the void, nothing on the top level that the README does not know.
// Method: every file of the repository is read. The patterns are proven on small texts first, so none is blind.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './planted-tree.ts';

const FILE_LINES_MAX = 600;
const LINE_LENGTH_MAX = 120;

/** What is fetched, built or written by a run; the ignore file of the repository names it. */
const NOT_OURS = new Set([
  '.git',
  ...readFileSync(path.join(ROOT, '.gitignore'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/\/$/, ''))
    .filter((line) => line !== '' && !line.includes('*')),
]);

/** By path from the root, with slashes. */
const FILES = filesBelow('').filter((file) => !file.endsWith('.log'));
const SOURCES = FILES.filter((file) => /\.(ts|mjs)$/.test(file));
/** Other people's texts and long tables of data are theirs to word. */
const TEXTS = FILES.filter((file) => /\.(ts|mjs|md|json|css|html)$/.test(file) || path.basename(file) === 'run').filter(
  (file) => file !== 'package-lock.json',
);

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** Where a pattern is found, as file:line, in the files given. */
function finds(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

test('the walk sees the repository', () => {
  expect(SOURCES.length).toBeGreaterThan(400);
  expect(FILES).toEqual(expect.arrayContaining(['package.json', '.ci/run', 'kiosk/core/values/money.ts']));
  expect(FILES.filter((file) => file.includes('node_modules'))).toEqual([]);
});

test('a file fits a head, a line fits a screen', () => {
  const tooLong = SOURCES.map((file) => ({ file, lines: read(file).trimEnd().split('\n') })).flatMap(
    ({ file, lines }) => [
      ...(lines.length > FILE_LINES_MAX ? [`${file}: ${lines.length} lines`] : []),
      ...lines.flatMap((line, index) => (isTooLong(line) ? [`${file}:${index + 1}: ${line.length} characters`] : [])),
    ],
  );
  expect(tooLong).toEqual([]);
  expect(isTooLong(`// ${'word '.repeat(30)}`)).toBe(true);
  expect(isTooLong(`  const ${'x'.repeat(120)} = 1;`)).toBe(true);
});

/** A text or a pattern that is one piece may stick out: cut up, it could be neither read nor found. */
function isTooLong(line: string): boolean {
  const isComment = /^\s*(?:\/\/|\/?\*)/.test(line);
  const holdsOnePiece = /['"`]|^\s*\/\S/.test(line);
  return line.length > LINE_LENGTH_MAX && (isComment || !holdsOnePiece);
}

test('names of files are written in one way, and nothing that was built lies beside its source', () => {
  expect(SOURCES.filter((file) => !/^[a-z0-9.-]+$/.test(path.basename(file)))).toEqual([]);
  const built = SOURCES.filter((file) => file.endsWith('.d.ts') && SOURCES.includes(file.replace(/\.d\.ts$/, '.ts')));
  expect(built).toEqual([]);
});

/** Each with a text that it must find, and one that it must leave alone. */
const UNWANTED = [
  {
    what: 'a test that is left out or keeps others out',
    pattern: /\b(?:test|it|describe|suite)\s*\.\s*(?:only|skip|todo|skipIf|runIf|fails)\b|\bcontext\.skip\(/,
    found: ['test', '.skip("later")'],
    left: 'test.for([1])',
  },
  {
    what: 'a check that is switched off',
    pattern: /(?:eslint|oxlint|biome|prettier|oxfmt|c8|v8|istanbul)[- ](?:disable|ignore)|@ts-(?:ignore|nocheck)/,
    found: ['// eslint', '-disable-next-line'],
    left: 'the linter complains',
  },
  {
    what: 'a word about how this was made, or a note to oneself',
    pattern:
      /\b(?:TODO|FIXME|HACK|WIP)\b|\/work\/|\bclaude\b|\banthropic\b|\bchatgpt\b|\bcopilot\b|\blanguage model\b/i,
    found: ['// TO', 'DO: later'],
    left: 'a list of hacks that nobody may do',
  },
] as const;

test.for(UNWANTED)('nowhere is $what', ({ pattern, found, left }) => {
  expect(pattern.test(found.join(''))).toBe(true);
  expect(pattern.test(left)).toBe(false);
  const notTheListItself = TEXTS.filter((file) => file !== 'tests/architecture/tidy.test.ts');
  expect(finds(notTheListItself, pattern)).toEqual([]);
});

test('every link of a document leads to a file', () => {
  const links = FILES.filter((file) => file.endsWith('.md')).flatMap((file) => [
    ...matches(read(file), /\]\(([^)\s#]+)[^)]*\)/g)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => ({ file, target, at: path.join(path.dirname(file), target) })),
    // Paths in running text are written from the root.
    ...matches(read(file), /`((?:kiosk|drivers|sync|config|tests)\/[\w./-]+\.[a-z]+)`/g).map((target) => ({
      file,
      target,
      at: target,
    })),
  ]);
  expect(links.length).toBeGreaterThan(30);
  expect(links.filter(({ at }) => !isThere(at)).map(({ file, target }) => `${file}: ${target}`)).toEqual([]);
});

test('every path in a settings file leads somewhere', () => {
  const paths = FILES.filter((file) =>
    /(?:^|\/)(?:\.?[\w.-]*tsconfig[\w.-]*|package|\.knip|\.ox\w+rc|[\w-]+)\.json$/.test(file),
  )
    .filter((file) => !file.startsWith('tests/fixtures/') && file !== 'package-lock.json')
    .flatMap((file) =>
      matches(read(file), /"(\.{1,2}\/[^"*\s]+)"/g)
        // What is fetched, built or written by a run need not be there.
        .filter((target) => !target.split('/').some((part) => NOT_OURS.has(part)))
        .map((target) => ({ file, at: path.join(path.dirname(file), target) })),
    );
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter(({ at }) => !isThere(at))).toEqual([]);
});

test('every script of the package names a file that is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = Object.values(scripts).flatMap((script) => matches(script, /(?:^|\s)((?:kiosk|tests)\/\S+|\.\w\S+)/g));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((file) => !isThere(file))).toEqual([]);
});

test('the top level is as the README says', () => {
  const layout = /## Layout\n[\s\S]*?```\n([\s\S]*?)```/.exec(read('README.md'))?.[1] ?? '';
  const described = layout
    .split('\n')
    .filter((line) => /^\S/.test(line))
    .flatMap((line) => (line.split(/ {2,}/)[0] ?? '').split(' '))
    .map((name) => name.replace(/\/$/, ''));
  const found = readdirSync(ROOT).filter((name) => !NOT_OURS.has(name));
  expect(described.toSorted()).toEqual(found.toSorted());
});

test('every decision has its number, its title, and its four parts', () => {
  const decisions = FILES.filter((file) => file.startsWith('kiosk/docs/decisions/') && !file.endsWith('README.md'));
  expect(decisions.map((file) => path.basename(file).slice(0, 4))).toEqual(
    decisions.map((_, index) => String(index + 1).padStart(4, '0')),
  );
  const headings = ['Status', 'Context', 'Decision', 'Consequences'].map((part) => `\n## ${part}\n`);
  const unfinished = decisions.filter((file) => {
    const text = read(file);
    const number = Number(path.basename(file).slice(0, 4));
    return !text.startsWith(`# ${number}. `) || headings.some((heading) => !text.includes(heading));
  });
  expect(unfinished).toEqual([]);
});

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

function isThere(file: string): boolean {
  return existsSync(path.join(ROOT, file)) && statSync(path.join(ROOT, file)).size >= 0;
}
