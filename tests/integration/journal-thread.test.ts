/**
 * Goal: a journal in a thread keeps order and bounds, tells errors by their kind, and never leaves anyone waiting,
 * whatever becomes of the thread; files that share one do not notice each other.
 * Method: real threads on real files.
 */
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { openJournal, type JournalClient } from '#kiosk/storage/journal/journal-client.ts';
import type { NewEntries } from '#kiosk/storage/journal/journal-store.ts';
import { verifyJournal } from '#kiosk/storage/journal/verify.ts';
import { FileThread } from '#kiosk/storage/thread/file-thread.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

const OPTIONS = { origin: 'lane-1', newEpoch: 'epoch-1', now: 0 };

async function opened(file = path.join(temporaryDirectory(), 'lane.db')): Promise<JournalClient> {
  const journal = await openJournal(file, OPTIONS);
  onTestFinished(() => journal.close());
  return journal;
}

function batch(...numbers: readonly number[]): NewEntries {
  const entries = numbers.map((number) => ({
    id: `id-${number}`,
    kind: 'lane.test',
    body: JSON.stringify({ v: 1, number }),
  }));
  return { businessDay: '2026-01-02', wall: 0, monotonic: 0, entries };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}

async function codeWhenRefused(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => 'nothing was refused', codeOf);
}

test('what is asked for at once is written in the order of the calls', async () => {
  const journal = await opened();
  const calls = Array.from({ length: 400 }, (_, index) => journal.append(batch(2 * index, 2 * index + 1)));
  const heads = await Promise.all(calls);
  expect(heads.at(-1)).toBe(800);
  expect(heads.toSorted((one, other) => one - other)).toEqual(heads);
  const numbers: number[] = [];
  for await (const row of journal.read()) numbers.push((JSON.parse(row.body) as { number: number }).number);
  expect(numbers).toEqual(Array.from({ length: 800 }, (_, index) => index));
});

test('reading starts after any row and sees all that was appended before', async () => {
  const journal = await opened();
  await journal.append(batch(1, 2, 3));
  const rows: number[] = [];
  for await (const row of journal.read(1)) rows.push(row.seq);
  expect(rows).toEqual([2, 3]);
});

test('more than may wait is refused at once, and what waits is still written', async () => {
  const journal = await opened();
  const rows = Array.from({ length: 4_000 }, (_, index) => index);
  const accepted = [journal.append(batch(...rows)), journal.append(batch(...rows.map((row) => row + 4_000)))];
  const refused = journal.append(batch(...rows.map((row) => row + 8_000)));
  expect(await codeWhenRefused(refused)).toBe('overloaded');
  await Promise.all(accepted);
  expect(journal.headSeq).toBe(8_000);
});

test('an entry that is too large is refused by its size, and nothing of its batch is written', async () => {
  const journal = await opened();
  const { entries, ...rest } = batch(1);
  const large = { id: 'large', kind: 'lane.test', body: JSON.stringify({ v: 1, text: 'x'.repeat(1_100_000) }) };
  expect(await codeWhenRefused(journal.append({ ...rest, entries: [...entries, large] }))).toBe('too-large');
  expect(await journal.append(batch(2))).toBe(1);
});

test('kinds of errors cross the thread: a second opening is refused as locked, another lane as foreign', async () => {
  const journal = await opened();
  expect(await codeWhenRefused(openJournal(journal.file, OPTIONS))).toBe('locked');
  await journal.close();
  expect(await codeWhenRefused(openJournal(journal.file, { ...OPTIONS, origin: 'lane-2' }))).toBe('foreign');
});

test('a closed journal has written what was asked for before, and refuses more', async () => {
  const journal = await opened();
  const last = journal.append(batch(1));
  await journal.close();
  expect(await last).toBe(1);
  expect(await codeWhenRefused(journal.append(batch(2)))).toBe('closed');
  expect(verifyJournal(journal.file).rows).toBe(1);
  const again = await opened(journal.file);
  expect(again.headSeq).toBe(1);
  expect(again.identity).toEqual({ origin: 'lane-1', epoch: 'epoch-1' });
});

test('when the thread dies, all that wait learn that the outcome is unknown, and nobody waits for ever', async () => {
  const journal = await opened();
  const waiting = Array.from({ length: 50 }, (_, index) => codeWhenRefused(journal.append(batch(index))));
  await journal.abandon();
  const outcomes = await Promise.all(waiting);
  expect(outcomes.filter((code) => code === 'outcome-unknown').length).toBeGreaterThan(0);
  expect(await codeWhenRefused(journal.append(batch(99)))).toBe('closed');
  expect(verifyJournal(journal.file).fault).toBeUndefined();
});

test('files that share a thread open, fail and close without each other', async () => {
  const thread = new FileThread();
  const directory = temporaryDirectory();
  const file = path.join(directory, 'store.db');
  const journal = await openJournal(file, OPTIONS, thread);
  expect(await codeWhenRefused(openInbox(file, {}, thread))).toBe('locked');
  const inbox = await openInbox(path.join(directory, 'inbox.db'), {}, thread);
  const appended = Promise.all([journal.append(batch(1)), journal.append(batch(2))]);
  await inbox.close();
  await appended;
  expect(await journal.append(batch(3))).toBe(3);
  await journal.close();
  expect(verifyJournal(file).rows).toBe(3);
  const again = await openJournal(file, OPTIONS, thread);
  expect(again.headSeq).toBe(3);
  await again.close();
});

test('when a shared thread dies, all of its files are closed, and the next one begins another', async () => {
  const thread = new FileThread();
  const directory = temporaryDirectory();
  const journal = await openJournal(path.join(directory, 'store.db'), OPTIONS, thread);
  const inbox = await openInbox(path.join(directory, 'inbox.db'), {}, thread);
  const waiting = Array.from({ length: 50 }, (_, index) => codeWhenRefused(journal.append(batch(index))));
  await journal.abandon();
  expect(await Promise.all(waiting)).toContain('outcome-unknown');
  expect(await codeWhenRefused(journal.append(batch(1)))).toBe('closed');
  expect(await codeWhenRefused(inbox.call('logs'))).toBe('closed');
  const again = await openJournal(journal.file, OPTIONS, thread);
  expect(await again.append(batch(1))).toBeGreaterThan(0);
  await again.close();
});
