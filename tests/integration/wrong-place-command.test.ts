/**
 * Goal: a file where a folder belongs, or that is not what it should be, is the caller's mistake, told in a sentence,
 * and never a fault of the program.
 * Method: the command line, with an ordinary file in the place of a folder, or of what headquarters took in.
 */
import { spawnSync } from 'node:child_process';
import { openSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

/** Every command is a process of its own, and starts while others do. */
vi.setConfig({ testTimeout: 60_000 });

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
  const words = [HANDRAIL, 'hq', settings, '--set', 'sync.listen.port=0', '--set', 'hq.http.port=0'];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: 20_000 });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^handrail: .*inbox\.db: not an SQLite database/);
});

/** Runs the command line where nothing else is, so that anything it leaves behind is seen. */
function run(words: readonly string[]): { status: number | null; stdout: string; stderr: string; left: string[] } {
  const cwd = temporaryDirectory();
  writeFileSync(path.join(cwd, 'a-file'), 'x');
  const ran = spawnSync(process.execPath, [HANDRAIL, ...words], { cwd, encoding: 'utf8', timeout: 30_000 });
  return { status: ran.status, stdout: ran.stdout, stderr: ran.stderr, left: readdirSync(cwd) };
}

const LONG = `/tmp/${'a'.repeat(300)}`;
const RECOVER = ['terminal', 'recover', '--url', 'zvt+tcp://127.0.0.1:1', '--recover-timeout', '0', '--journal'];
const DECIDE = ['terminal', 'decide', '--attempt', 'x', '--paid', '--attendant', 'Ada', '--journal'];
const PAY = ['terminal', 'pay', '--url', 'zvt+tcp://127.0.0.1:1', '--amount', '1', '--currency', 'EUR', '--journal'];
const ADD = ['staff', 'add', '--name', 'Ada', '--'];

test.each([
  [[...ADD, 'a-file/x', '7'], /a-file: .* already$/m],
  [[...ADD, '', '7'], /file: it must not be empty$/m],
  [[...ADD, LONG, '7'], /a: a name in it is too long$/m],
  [[...ADD, '/dev/zero', '7'], /zero: has more than the \d+ bytes that are allowed$/m],
  [['staff', 'list', 'mistyped.json'], /mistyped\.json: there is no such file$/m],
  [['staff', 'revoke', 'mistyped.json', '7'], /mistyped\.json: there is no such file$/m],
  [['feed', 'key', 'a-file/x'], /a-file\/x: a part of this path is a file, not a folder$/m],
  [['feed', 'key', ''], /file: it must not be empty$/m],
  [['feed', 'list', LONG], /a: a name in it is too long$/m],
  [['config', 'check', '/dev/zero'], /\/dev\/zero: has more than the \d+ bytes that are allowed$/m],
  [['decode', '--rules', '/dev/zero'], /\/dev\/zero: has more than the \d+ bytes that are allowed$/m],
  [[...RECOVER, 'mistyped.db'], /--journal mistyped\.db: there is no such journal$/m],
  [[...PAY, 'a-file/x'], /--journal .*a-file\/x: cannot be opened/m],
  [[...DECIDE, 'mistyped.db'], /--journal mistyped\.db: there is no such journal$/m],
  [['lane', 'a-file/x'], /a part of its path is not a folder$/m],
])('%j: exit code 2 with the path and what is wrong, and nothing is left behind', (words, said) => {
  const { status, stdout, stderr, left } = run(words);
  expect({ status, stdout, left }).toEqual({ status: 2, stdout: '', left: ['a-file'] });
  expect(stderr).toMatch(said);
  expect(stderr).not.toContain('    at ');
});

test('output that cannot be written is said, and ends nothing in the middle', () => {
  const full = openSync('/dev/full', 'w');
  const words = [HANDRAIL, 'config', 'schema'];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', stdio: ['ignore', full, 'pipe'] });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'handrail: its output cannot be written: the disk is full\n',
  });
});
