/**
 * Goal: a file where a folder belongs is the caller's mistake, told in a sentence, and never a fault of the program.
 * Method: the command line, with an ordinary file in the place of a folder.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

const HANDRAIL = path.resolve(import.meta.dirname, '../../kiosk/host/bin/handrail.mjs');

test.each([
  [['sync', 'status']],
  [['feed', 'list']],
  [['feed', 'verify']],
  [['feed', 'rollback', 'catalogue', '--into']],
  [['connector', 'status']],
])('%j of a file: exit code 2', (words) => {
  const file = path.join(temporaryDirectory(), 'a-file');
  writeFileSync(file, 'x');
  const { status, stdout, stderr } = spawnSync(process.execPath, [HANDRAIL, ...words, file], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/a-file: there is no such (folder|directory)/);
});
