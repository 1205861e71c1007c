// Goal: a wish that was left is fulfilled at least once, also over a crash, and nothing else that lies there does harm.
// Method: real notes; fulfilling fails in the middle; lines that are no wishes are put between.
import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { leaveWish, pendingWishes, takeWishes, wishFile, type Wish } from './wishes.ts';

const LOG = { origin: 'lane-1', epoch: 'epoch-1', at: 5 };
const RESEND: Wish = { ...LOG, type: 'resend', from: 1, to: 9 };
const DROP: Wish = { ...LOG, type: 'drop', seq: 4, reason: 'a test of the till' };
const DECISIONS: readonly Wish[] = (['resume', 'admit', 'make-live'] as const).map((type) => ({ ...LOG, type }));

function fileOfWishes(...wishes: readonly Wish[]): string {
  const file = path.join(temporaryDirectory(), 'journal.db');
  for (const wish of wishes) leaveWish(file, wish);
  return file;
}

test('wishes are taken up in their order, once', async () => {
  const wishes = [RESEND, DROP, ...DECISIONS];
  const file = fileOfWishes(...wishes);
  expect(pendingWishes(file)).toEqual(wishes);
  const done: Wish[] = [];
  expect(await takeWishes(file, async (wish) => void done.push(wish))).toEqual([]);
  await takeWishes(file, async (wish) => void done.push(wish));
  expect(done).toEqual(wishes);
  expect(pendingWishes(file)).toEqual([]);
  expect(existsSync(wishFile(file))).toBe(false);
});

test('what failed is taken up again before what came since', async () => {
  const file = fileOfWishes(RESEND);
  await expect(takeWishes(file, async () => Promise.reject(new Error('the disk')))).rejects.toThrow('the disk');
  leaveWish(file, DROP);
  expect(pendingWishes(file)).toEqual([RESEND, DROP]);
  const done: Wish[] = [];
  await takeWishes(file, async (wish) => void done.push(wish));
  await takeWishes(file, async (wish) => void done.push(wish));
  expect(done).toEqual([RESEND, DROP]);
});

test.each([
  'garbage',
  '{}',
  'null',
  '{"type":"resend","origin":"lane-1","epoch":"e","at":1,"from":-1,"to":3}',
  '{"type":"drop","origin":"lane-1","epoch":"e","at":1,"seq":1.5,"reason":"x"}',
  '{"type":"burn","origin":"lane-1","epoch":"e","at":1,"seq":1,"reason":"x"}',
])('a line that is no wish is told and passed over: %s', async (line) => {
  const file = fileOfWishes(RESEND);
  appendFileSync(wishFile(file), `${line}\n`);
  leaveWish(file, DROP);
  const done: Wish[] = [];
  expect(await takeWishes(file, async (wish) => void done.push(wish))).toEqual([line]);
  expect(done).toEqual([RESEND, DROP]);
});
