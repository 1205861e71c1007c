/**
 * Goal: whatever was done to a journal, verifying it names the first row that is wrong and what is wrong with it.
 * Method: a right journal is damaged in each way that can be thought of, also by one who computes new hashes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { openDatabase, type Database } from '../database.ts';
import { ROW_COLUMNS } from './chain-check.ts';
import { openJournalStore } from './open-journal-store.ts';
import { rowHash, type JournalRow } from './row-hash.ts';
import { JOURNAL_KIND } from './schema.ts';
import { verifyJournal } from './verify.ts';

const ROWS = 9;
const MARK = 'find-me';

function rightJournal(): string {
  const file = path.join(temporaryDirectory(), 'lane.db');
  const store = openJournalStore(file, { origin: 'lane-1', newEpoch: 'epoch-1', now: 0 });
  for (let row = 1; row <= ROWS; row += 1) {
    const entries = [{ id: `id-${row}`, kind: 'lane.test', body: JSON.stringify({ v: 1, text: `${MARK} ${row}` }) }];
    store.append([{ businessDay: '2026-01-02', wall: row, monotonic: row, entries }]);
  }
  store.close();
  return file;
}

function damage(file: string, work: (database: Database) => void): void {
  const database = openDatabase(file, JOURNAL_KIND);
  for (const name of [
    'journal_never_updated',
    'journal_deleted_when_trimmed',
    'journal_next_row_only',
    'meta_identity_stays',
  ]) {
    database.exec(`DROP TRIGGER ${name}`);
  }
  work(database);
  database.close();
}

function rehash(database: Database, seq: number): void {
  const row = database.prepare<[number], JournalRow>(`SELECT ${ROW_COLUMNS} FROM journal WHERE seq = ?`).get(seq);
  if (row !== undefined) database.prepare('UPDATE journal SET hash = ? WHERE seq = ?').run(rowHash(row), seq);
}

test('a right journal is right, row by row and as a whole', () => {
  const report = verifyJournal(rightJournal());
  expect(report).toMatchObject({ origin: 'lane-1', epoch: 'epoch-1', rows: ROWS, fault: undefined });
  expect(report.head).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  ['a changed body', 'UPDATE journal SET body = CAST(\'{"v":1}\' AS BLOB) WHERE seq = 4', 'hash', 4],
  ['a changed kind', "UPDATE journal SET kind = 'lane.other' WHERE seq = 4", 'hash', 4],
  ['a changed id', "UPDATE journal SET id = 'other' WHERE seq = 4", 'hash', 4],
  ['a changed business day', "UPDATE journal SET business_day = '2026-01-03' WHERE seq = 4", 'hash', 4],
  ['a changed wall clock', 'UPDATE journal SET wall = 5 WHERE seq = 4', 'hash', 4],
  ['a changed boot', "UPDATE journal SET boot = 'x' WHERE seq = 4", 'hash', 4],
  ['a changed monotonic clock', 'UPDATE journal SET monotonic = 5 WHERE seq = 4', 'hash', 4],
  ['a changed hash', 'UPDATE journal SET hash = zeroblob(32) WHERE seq = 4', 'hash', 4],
  ['a changed link', 'UPDATE journal SET prev = zeroblob(32) WHERE seq = 4', 'link', 4],
  ['a first row that does not link to the start', 'UPDATE journal SET prev = zeroblob(32) WHERE seq = 1', 'link', 1],
  ['a row gone', 'DELETE FROM journal WHERE seq = 4', 'gap', 4],
  ['rows gone', 'DELETE FROM journal WHERE seq IN (4, 5, 6)', 'gap', 4],
  ['the first row gone', 'DELETE FROM journal WHERE seq = 1', 'gap', 1],
  [
    'rows that changed places',
    'UPDATE journal SET seq = 100 - seq WHERE seq IN (4, 5); UPDATE journal SET seq = seq - 91 WHERE seq > 90',
    'order',
    4,
  ],
  ['a row of an older epoch', "UPDATE meta SET epoch = 'another'", 'identity', undefined],
])('%s is found', (_, sql, problem, seq) => {
  const file = rightJournal();
  damage(file, (database) => database.exec(sql));
  const { fault, rows } = verifyJournal(file);
  expect(fault).toMatchObject({ problem, seq });
  expect(rows).toBe(seq === undefined ? 0 : seq - 1);
  if (seq !== undefined) expect(fault?.detail).toMatch(new RegExp(`rows? ${seq}\\b`));
});

test('rows gone at the end are found once a start had seen them', () => {
  const file = rightJournal();
  openJournalStore(file, { origin: 'lane-1', newEpoch: '', now: 0 }).close();
  damage(file, (database) => database.exec('DELETE FROM journal WHERE seq > 7'));
  expect(verifyJournal(file).fault).toMatchObject({ problem: 'gap', seq: 8 });
});

test('rows gone at the end are found once they had been sent', () => {
  const file = rightJournal();
  damage(file, (database) => database.exec(`UPDATE outbox SET sent_seq = ${ROWS}; DELETE FROM journal WHERE seq > 7`));
  expect(verifyJournal(file).fault).toMatchObject({ problem: 'gap', seq: 8 });
});

test('one who computes a new hash for a changed row breaks the link of the next', () => {
  const file = rightJournal();
  damage(file, (database) => {
    database.exec('UPDATE journal SET body = CAST(\'{"v":1}\' AS BLOB) WHERE seq = 4');
    rehash(database, 4);
  });
  expect(verifyJournal(file).fault).toMatchObject({ problem: 'link', seq: 5 });
});

test('a body that no version could have written is found although its hash fits', () => {
  const file = rightJournal();
  damage(file, (database) => {
    database.exec(`UPDATE journal SET body = CAST('{"text":"no version"}' AS BLOB) WHERE seq = ${ROWS}`);
    rehash(database, ROWS);
  });
  expect(verifyJournal(file).fault).toMatchObject({ problem: 'body', seq: ROWS });
});

test('any flipped bit anywhere in a body is found in its row', () => {
  const file = rightJournal();
  const good = readFileSync(file);
  const places = Array.from({ length: ROWS }, (_, index) => good.indexOf(`${MARK} ${index + 1}`));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: ROWS - 1 }),
      fc.integer({ min: 0, max: MARK.length - 1 }),
      fc.integer({ min: 0, max: 7 }),
      (row, offset, bit) => {
        const bad = Buffer.from(good);
        const at = (places[row] ?? 0) + offset;
        bad[at] = (bad[at] ?? 0) ^ (1 << bit);
        writeFileSync(file, bad);
        expect(verifyJournal(file)).toMatchObject({ rows: row, fault: { problem: 'hash', seq: row + 1 } });
      },
    ),
    { numRuns: 60 },
  );
});

test('a page of zeros, or any damage at all, is found and never crashes', () => {
  const file = rightJournal();
  const good = readFileSync(file);
  const page = 4_096;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: good.length / page - 1 }), (number) => {
      const bad = Buffer.from(good);
      bad.fill(0, number * page, (number + 1) * page);
      writeFileSync(file, bad);
      expect(foundWrong(file)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

function foundWrong(file: string): boolean {
  try {
    return verifyJournal(file).fault !== undefined;
  } catch (error) {
    return error instanceof Error && error.name === 'StorageError';
  }
}
