/*
 * Goal: practice looks like work and is none: no sale, no record, no call, no alert and no figure ever knows of it; and
 * a call that is real ends it at once.
 * Method: the demo shop on real devices, one attendant in a real Chromium; the rows of both journals, what the store
 * shows all its pages, and every frame that the page sends are compared before, during and after.
 */
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openPage, PINS } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';
import { demoBench } from './demo-bench.ts';

const bench = demoBench();

const BANNER = 'Practice: nothing here is real';
/** What the store says to every staff page, the figures of the board among it. */
const TOPICS = ['tickets', 'settled', 'lanes', 'people', 'board', 'backlog'] as const;

function rowsOf(file: string): readonly unknown[] {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  const rows = database.prepare('SELECT * FROM journal').all();
  database.close();
  return rows;
}

function journals(): readonly unknown[] {
  const store = path.join(path.dirname(bench.world.journalFile), 'store', 'journal.db');
  return [rowsOf(bench.world.journalFile), rowsOf(store)];
}

async function signedIn(sent: string[]): Promise<Page> {
  const page = await bench.openStaff();
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  await page.reload();
  await page.getByLabel('Your name').fill('Sara');
  await page.keyboard.press('Enter');
  await page.getByLabel('PIN').fill(PINS.Sara);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Nobody needs you right now' }).waitFor();
  return page;
}

async function practising(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'You', exact: true }).click();
  await page.getByRole('button', { name: 'Practise with recorded calls' }).click();
  await page.getByRole('heading', { name: BANNER }).waitFor();
}

it('leaves no trace anywhere, and a real call ends it at once', { timeout: 90_000 }, async () => {
  const sent: string[] = [];
  const page = await signedIn(sent);
  const watcher = await openPage(bench.shop.storeServer.mintUrl('staff'), TOPICS, '/staff');
  await watcher.call('signInWithPin', { name: 'Sara', pin: PINS.Sara });
  await until('the store shows its board', () => watcher.value('board'));
  const shown = (): unknown => [
    [...watcher.entries('tickets')],
    [...watcher.entries('settled')],
    [...watcher.entries('people')],
    watcher.value('board'),
  ];
  await practising(page);
  const before = { journals: journals(), shown: shown(), basket: bench.shopper.value('basket') };
  const quietFrom = sent.length;

  await page.getByRole('button', { name: 'I’m coming: Lane 2' }).click();
  await page.getByText('You are on your way').waitFor();
  await page.getByRole('button', { name: 'I’m here: Lane 2' }).click();
  await page.getByText('Ask what is wanted, and stay until it works.').waitFor();
  await page.getByRole('button', { name: 'Price explained' }).click();
  await page.getByText('That is what it was.').waitFor();
  await page.getByRole('button', { name: 'I’m coming: Lane 3' }).click();
  await page.getByRole('button', { name: 'I’m here: Lane 3' }).click();
  await page.getByRole('button', { name: 'Document seen' }).click();
  await page.getByRole('button', { name: 'I’m coming: Lane 5' }).click();
  expect(await page.getByRole('heading', { name: BANNER }).isVisible()).toBe(true);

  expect(sent.slice(quietFrom).filter((frame) => frame.includes('"request"'))).toEqual([]);
  expect({ journals: journals(), shown: shown(), basket: bench.shopper.value('basket') }).toEqual(before);

  await bench.shopper.call('callStaff', { topic: 'price' });
  await page.getByText('Lane 1 needs you. Practice is over.').waitFor();
  await page.getByRole('button', { name: 'I’m coming: Lane 1' }).waitFor();
  expect(await page.getByText(BANNER).count()).toBe(0);
  expect(journals()).not.toEqual(before.journals);
  watcher.close();
});

it('is left by one tap', async () => {
  const page = await signedIn([]);
  await practising(page);
  await page.getByRole('button', { name: 'End practice' }).click();
  await page.getByRole('button', { name: 'Practise with recorded calls' }).waitFor();
  expect(await page.getByText(BANNER).count()).toBe(0);
});
