/*
 * Goal: the same member is known again for as long as the shop says, and afterwards nobody can tell who it was.
 * Method: keys of made-up cards over days and restarts, and the files that are left.
 */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { memberKeys } from './member-keys.ts';

const DAY_MS = 86_400_000;
const CARD = '00001234';

it('knows a card again, also after a restart, and tells it from another', () => {
  const directory = temporaryDirectory();
  const key = memberKeys(directory, 90, () => DAY_MS)(CARD);
  const after = memberKeys(directory, 90, () => 2 * DAY_MS);
  expect(after(CARD)).toBe(key);
  expect(after('00001235')).not.toBe(key);
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(memberKeys(temporaryDirectory(), 90, () => DAY_MS)(CARD)).not.toBe(key);
});

it('throws the secret away when its time is over, and keeps it for the owner alone until then', () => {
  const directory = temporaryDirectory();
  let now = 89 * DAY_MS;
  const keys = memberKeys(directory, 90, () => now);
  const before = keys(CARD);
  const [secret = ''] = readdirSync(directory);
  expect(statSync(path.join(directory, secret)).mode & 0o777).toBe(0o600);
  now = 90 * DAY_MS;
  expect(keys(CARD)).not.toBe(before);
  const left = readdirSync(directory);
  expect(left).toHaveLength(1);
  expect(left).not.toContain(secret);
});
