/**
 * Goal: a database is opened durable, or not at all; a file that is not ours is left exactly as it was.
 * Method: real files in a folder of their own, looked at byte by byte before and after.
 */
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { atLeast, openDatabase, openPlain, openReadOnly, type DatabaseKind } from './database.ts';
import { StorageError } from './storage-error.ts';

const KIND: DatabaseKind = {
  name: 'shelf',
  applicationId: 0x1234,
  migrations: ['CREATE TABLE book(title TEXT) STRICT'],
};

function failure(work: () => unknown): StorageError {
  try {
    work();
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function contents(folder: string): Record<string, string> {
  const hashed = (name: string): string => hash('sha256', readFileSync(path.join(folder, name)));
  return Object.fromEntries(readdirSync(folder).map((name) => [name, hashed(name)]));
}

test('commits are flushed, also in a file that is opened again', () => {
  const file = path.join(temporaryDirectory(), 'shelf.db');
  for (let time = 0; time < 3; time += 1) {
    const database = openDatabase(file, KIND);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    database.close();
  }
});

test('an older file is brought to the newest version, once', () => {
  const file = path.join(temporaryDirectory(), 'shelf.db');
  openDatabase(file, KIND).close();
  const newer = { ...KIND, migrations: [...KIND.migrations, 'ALTER TABLE book ADD COLUMN pages INTEGER'] };
  for (let time = 0; time < 2; time += 1) {
    const database = openDatabase(file, newer);
    expect(database.pragma('user_version', { simple: true })).toBe(2);
    database.prepare('INSERT INTO book(title, pages) VALUES(?, ?)').run('Emma', 474);
    database.close();
  }
});

test('a migration that fails leaves the file at its old version', () => {
  const file = path.join(temporaryDirectory(), 'shelf.db');
  openDatabase(file, KIND).close();
  const broken = {
    ...KIND,
    migrations: [...KIND.migrations, 'CREATE TABLE page(n INTEGER); CREATE TABLE book(x INTEGER)'],
  };
  expect(() => openDatabase(file, broken)).toThrow(/already exists/);
  const database = openDatabase(file, KIND);
  expect(database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'page'").pluck().get()).toBe(0);
  database.close();
});

describe('a file that cannot be used is named, with what was found, and left as it was', () => {
  test('another purpose', () => {
    const folder = temporaryDirectory();
    const file = path.join(folder, 'lane.db');
    openDatabase(file, { ...KIND, applicationId: 0x99 }).close();
    const before = contents(folder);
    const error = failure(() => openDatabase(file, KIND));
    expect(error.code).toBe('foreign');
    expect(error.message).toContain(file);
    expect(error.message).toContain(
      'found a database with application id 0x00000099, expected application id 0x00001234',
    );
    expect(contents(folder)).toEqual(before);
  });

  test("another program's database, without a mark", () => {
    const folder = temporaryDirectory();
    const file = path.join(folder, 'other.db');
    const other = openPlain(file, { timeoutMs: 0 });
    other.exec('CREATE TABLE note(text)');
    other.close();
    const before = contents(folder);
    expect(failure(() => openDatabase(file, KIND)).code).toBe('foreign');
    expect(contents(folder)).toEqual(before);
  });

  test('a newer version', () => {
    const folder = temporaryDirectory();
    const file = path.join(folder, 'shelf.db');
    openDatabase(file, { ...KIND, migrations: [...KIND.migrations, 'SELECT 1', 'SELECT 2'] }).close();
    const before = contents(folder);
    const error = failure(() => openDatabase(file, KIND));
    expect(error.code).toBe('newer');
    expect(error.message).toContain('version 3; this program knows versions up to 1');
    expect(contents(folder)).toEqual(before);
  });

  test.each([
    ['text', 'Dear diary, '.repeat(100)],
    ['a short file', 'x'],
    ['only a header', 'SQLite format 3\u0000'],
  ])('%s', (_, content) => {
    const folder = temporaryDirectory();
    const file = path.join(folder, 'diary.txt');
    writeFileSync(file, content);
    const before = contents(folder);
    const error = failure(() => openDatabase(file, KIND));
    expect(error.code).toBe('not-a-database');
    expect(error.message).toContain(file);
    expect(contents(folder)).toEqual(before);
  });

  test('a folder that is not there, and a folder in the place of the file', () => {
    const folder = temporaryDirectory();
    expect(failure(() => openDatabase(path.join(folder, 'nowhere', 'shelf.db'), KIND)).code).toBe('not-found');
    mkdirSync(path.join(folder, 'shelf.db'));
    expect(failure(() => openDatabase(path.join(folder, 'shelf.db'), KIND)).code).toBe('not-found');
  });
});

test('what a crash in the first moment leaves may still become a database', () => {
  const folder = temporaryDirectory();
  const empty = path.join(folder, 'empty.db');
  writeFileSync(empty, '');
  openDatabase(empty, KIND).close();
  const begun = path.join(folder, 'begun.db');
  const database = openPlain(begun, { timeoutMs: 0 });
  database.pragma('journal_mode=WAL');
  database.close();
  openDatabase(begun, KIND).close();
  expect(existsSync(`${begun}-wal`)).toBe(false);
});

test('reading only changes nothing', () => {
  const folder = temporaryDirectory();
  const file = path.join(folder, 'shelf.db');
  const writer = openDatabase(file, KIND);
  writer.exec("INSERT INTO book VALUES('Emma')");
  writer.close();
  const before = contents(folder);
  const reader = openReadOnly(file, KIND);
  expect(reader.prepare('SELECT title FROM book').pluck().all()).toEqual(['Emma']);
  expect(() => reader.exec("INSERT INTO book VALUES('Persuasion')")).toThrow(/readonly/);
  reader.close();
  expect(contents(folder)).toEqual(before);
});

test('versions are compared part by part', () => {
  expect(atLeast('3.51.3', [3, 51, 3])).toBe(true);
  expect(atLeast('3.100.0', [3, 51, 3])).toBe(true);
  expect(atLeast('4.0.0', [3, 51, 3])).toBe(true);
  expect(atLeast('3.51.2', [3, 51, 3])).toBe(false);
  expect(atLeast('3.9.9', [3, 51, 3])).toBe(false);
});
