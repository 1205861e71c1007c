/**
 * Goal: a file where a folder belongs, or that is not what it should be, is the caller's mistake, told in a sentence, and never a fault of the program.
 * Method: the command line, with an ordinary file in the place of a folder, or of what headquarters took in.
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

test('headquarters with a file that is none of its own: exit code 2', () => {
  const folder = temporaryDirectory();
  writeFileSync(path.join(folder, 'inbox.db'), 'x'.repeat(10_000));
  const settings = path.join(folder, 'hq.json');
  writeFileSync(settings, JSON.stringify({ hq: { dataDirectory: folder, database: { kind: 'sqlite' } } }));
  const words = [HANDRAIL, 'hq', settings, '--set', 'sync.listen.port=0'];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 20_000 });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^handrail: .*inbox\.db: not an SQLite database/);
});
