/**
 * Goal: the journal only grows, by its next row, and knows its own.
 * Method: a real file; what the triggers and the opening check refuse is tried with SQL behind the store's back.
 */
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { openDatabase, type Database } from '../database.ts';
import { StorageError } from '../storage-error.ts';
import { JournalStore, type NewEntries } from './journal-store.ts';
import { openJournalStore } from './open-journal-store.ts';
import { JOURNAL_KIND } from './schema.ts';
import { verifyJournal } from './verify.ts';

const OPTIONS = { origin: 'lane-1', newEpoch: 'epoch-1', now: 1_767_312_000_000 };

let entryNumber = 0;

function batch(...bodies: readonly unknown[]): NewEntries {
  const entries = bodies.map((content) => {
    entryNumber += 1;
    return { id: `id-${entryNumber}`, kind: 'lane.test', body: JSON.stringify({ v: 1, content }) };
  });
  return { businessDay: '2026-01-02', wall: OPTIONS.now, monotonic: 17, entries };
}

function journalOf(rows: number): string {
  const file = path.join(temporaryDirectory(), 'lane.db');
  const store = openJournalStore(file, OPTIONS);
  for (let row = 0; row < rows; row += 1) store.append([batch(row)]);
  store.close();
  return file;
}

function behindItsBack(file: string, sql: string): void {
  const database = openDatabase(file, JOURNAL_KIND);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof StorageError) return error.code;
    throw error;
  }
  return 'nothing was refused';
}

test('whatever is appended comes back as it was, in order and without a gap', () => {
  const file = path.join(temporaryDirectory(), 'lane.db');
  const store = openJournalStore(file, OPTIONS);
  const expected: string[] = [];
  fc.assert(
    fc.property(fc.array(fc.array(fc.jsonValue(), { maxLength: 4 }), { minLength: 1, maxLength: 3 }), (contents) => {
      const batches = contents.map((content) => batch(...content));
      const head = store.append(batches);
      for (const { entries } of batches) for (const { body } of entries) expected.push(body);
      expect(head.seq).toBe(expected.length);
    }),
    { numRuns: 50 },
  );
  const found: string[] = [];
  for (let page = store.read(0); page.length > 0; page = store.read(found.length)) {
    for (const row of page) {
      found.push(row.body);
      expect(row.seq).toBe(found.length);
    }
  }
  expect(found).toEqual(expected);
  store.close();
  expect(verifyJournal(file)).toMatchObject({ rows: expected.length, fault: undefined });
});

describe('the file itself refuses', () => {
  const row = (seq: string, prev: string): string =>
    `INSERT INTO journal SELECT ${seq}, 'x', kind, business_day, wall, boot, monotonic, body, ${prev}, zeroblob(32)
     FROM journal WHERE seq = 1`;
  const head = '(SELECT hash FROM journal ORDER BY seq DESC LIMIT 1)';
  test.each([
    ['to change a row', 'UPDATE journal SET body = zeroblob(1) WHERE seq = 2', /append only/],
    ['to remove a row', 'DELETE FROM journal WHERE seq = 3', /append only/],
    ['to replace a row', row('2', head).replace('INSERT', 'INSERT OR REPLACE'), /no gap and no second time/],
    ['a gap', row('5', head), /no gap and no second time/],
    ['a row that links elsewhere', row('4', 'zeroblob(32)'), /links to the row before it/],
    ['a hash of the wrong length', row('4', head).replace('zeroblob(32)', 'zeroblob(31)'), /CHECK constraint/],
    ['another origin', "UPDATE meta SET origin = 'lane-2'", /never change/],
    ['to lose its identity', 'DELETE FROM meta', /never change/],
  ])('%s', (_, sql, complaint) => {
    const file = journalOf(3);
    expect(() => behindItsBack(file, sql)).toThrow(complaint);
    expect(verifyJournal(file)).toMatchObject({ rows: 3, fault: undefined });
  });
});

describe('a start refuses', () => {
  test('the journal of another lane', () => {
    const file = journalOf(1);
    expect(refusal(() => openJournalStore(file, { ...OPTIONS, origin: 'lane-2' }))).toBe('foreign');
  });

  test('a second writer in the same process, until the first lets go', () => {
    const file = journalOf(1);
    const store = openJournalStore(file, OPTIONS);
    expect(refusal(() => openJournalStore(file, OPTIONS))).toBe('locked');
    store.close();
    openJournalStore(file, OPTIONS).close();
  });

  test.each([
    ['a changed body since the last start', 3, 'UPDATE journal SET body = CAST(\'{"v":1}\' AS BLOB) WHERE seq = 2'],
    ['rows gone at the end', 3, 'DELETE FROM journal WHERE seq > 2'],
    ['a start of the chain that is not its own', 0, "UPDATE meta SET origin = 'lane-1', epoch = 'another'"],
  ])('%s', (_, checkedRows, sql) => {
    const file = journalOf(3);
    if (checkedRows === 3) behindItsBack(file, dropTriggers(sql, { anchored: sql.includes('DELETE') }));
    else behindItsBack(file, dropTriggers(sql, { anchored: false }));
    expect(refusal(() => openJournalStore(file, OPTIONS))).toBe('corrupt');
  });
});

/** SQL that gets around the triggers; "anchored" first notes the last row as a start would. */
function dropTriggers(sql: string, { anchored }: { readonly anchored: boolean }): string {
  const anchor =
    'UPDATE meta SET (anchor_seq, anchor_hash) = (SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1);';
  const triggers = [
    'journal_never_updated',
    'journal_deleted_when_trimmed',
    'meta_identity_stays',
    'journal_next_row_only',
  ];
  return `${anchored ? anchor : ''}${triggers.map((name) => `DROP TRIGGER ${name};`).join('')}${sql}`;
}

test('a full disk refuses a batch whole and takes the next that fits', () => {
  const file = path.join(temporaryDirectory(), 'lane.db');
  const database: Database = openDatabase(file, JOURNAL_KIND);
  const genesis = Buffer.alloc(32);
  database.prepare("INSERT INTO meta VALUES(1, 'lane-1', 'epoch', ?, 0, 0, ?)").run(genesis, genesis);
  const store = new JournalStore(file, database, { origin: 'lane-1', epoch: 'epoch' }, () => undefined);
  const pages = Number(database.pragma('page_count', { simple: true }));
  database.pragma(`max_page_count=${pages + 3}`);
  expect(store.append([batch('small')]).seq).toBe(1);
  expect(refusal(() => store.append([batch('small'), batch('x'.repeat(50_000)), batch('small')]))).toBe('full');
  expect(store.head().seq).toBe(1);
  expect(store.append([batch('small')]).seq).toBe(2);
  store.close();
});

test('entries that this program must never write are a fault of ours, and leave the journal usable', () => {
  const file = path.join(temporaryDirectory(), 'lane.db');
  const store = openJournalStore(file, OPTIONS);
  const { entries } = batch('x');
  const wrong = { ...batch(), entries, monotonic: 1.5 };
  expect(() => store.append([wrong])).toThrow(/cannot store REAL value/);
  expect(store.append([batch('y')]).seq).toBe(1);
  store.close();
});
