// Goal: a file is read whole or told to be too large, also where it never ends, and other bytes than text are refused.
// Method: real files, and a device that never ends.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readFailure } from './read-failure.ts';
import { readText } from './read-text.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'handrail-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

function failureOf(file: string, bytesMax: number): string {
  try {
    return `read: ${readText(file, bytesMax)}`;
  } catch (error) {
    return readFailure(error);
  }
}

it('reads up to as many bytes as there may be', () => {
  const file = path.join(folder, 'text');
  writeFileSync(file, 'é'.repeat(100_000));
  expect(readText(file, 200_000)).toBe('é'.repeat(100_000));
  expect(failureOf(file, 199_999)).toBe('has 200000 bytes; at most 199999 are allowed');
});

it('ends where a device does not', () => {
  expect(failureOf('/dev/zero', 1_000_000)).toBe('has more than the 1000000 bytes that are allowed');
  expect(readText('/dev/null', 10)).toBe('');
});

it('says what cannot be read', () => {
  const file = path.join(folder, 'bytes');
  writeFileSync(file, Buffer.from([0xff, 0xfe]));
  expect(failureOf(file, 10)).toBe('is not text in UTF-8');
  expect(failureOf(folder, 1_000_000)).toBe('cannot be read: it is a folder');
  expect(failureOf(path.join(folder, 'none'), 10)).toBe('cannot be read: there is no such file');
});
