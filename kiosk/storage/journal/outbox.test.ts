/**
 * Goal: a journal is a queue that loses nothing: it is read in order within limits, and a row goes only when the final
 * system has it and it is old.
 * Method: real files; progress is noted as a receiver would tell it, and SQL behind the store's back tries to get rid
 * of rows that must stay.
 */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { openDatabase } from '../database.ts';
import type { JournalStore } from './journal-store.ts';
import { openJournalStore } from './open-journal-store.ts';
import type { LogMark } from './outbox.ts';
import { genesisHash, hexOf } from './row-hash.ts';
import { JOURNAL_KIND } from './schema.ts';
import { verifyJournal } from './verify.ts';

const OPTIONS = { origin: 'lane-1', newEpoch: 'epoch-1', now: 0 };
const GENESIS: LogMark = { seq: 0, hash: hexOf(genesisHash('lane-1', 'epoch-1')) };
const PLENTY = { rows: 100, bytes: 1_000_000 };
const ROWS = 10;

/** Row n was written at n seconds. */
function journal(): { readonly file: string; readonly store: JournalStore } {
  const file = path.join(temporaryDirectory(), 'lane.db');
  const store = openJournalStore(file, OPTIONS);
  for (let row = 1; row <= ROWS; row += 1) append(store, row);
  return { file, store };
}

function append(store: JournalStore, row: number): void {
  const entries = [{ id: `id-${row}`, kind: 'lane.test', body: JSON.stringify({ v: 1, text: 'ä'.repeat(100) }) }];
  store.append([{ businessDay: '2026-01-02', wall: row * 1_000, monotonic: row, entries }]);
}

function markAt(store: JournalStore, seq: number): LogMark {
  const part = store.outbox.read(seq, PLENTY);
  if (part === undefined) throw new Error(`there is no row ${seq}`);
  return part.after;
}

function settle(store: JournalStore, seq: number): void {
  store.outbox.note({ sent: markAt(store, seq), settled: markAt(store, seq) }, 99);
  store.writeNotes();
}

function trim(store: JournalStore, upTo: number, before: number): void {
  store.commit((outbox) => outbox.trim(upTo, before));
  while (store.commit((outbox) => outbox.removeTrimmed()) > 0);
}

describe('reading', () => {
  test('gives the place itself and what follows it, to the end', () => {
    const { store } = journal();
    const first = store.outbox.read(0, PLENTY);
    expect(first?.after).toEqual(GENESIS);
    expect(first?.rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const rest = store.outbox.read(7, PLENTY);
    expect(rest?.after).toEqual({ seq: 7, hash: first?.rows[6]?.hash });
    expect(rest?.rows).toEqual(first?.rows.slice(7));
    expect(store.outbox.read(ROWS, PLENTY)).toEqual({ after: markAt(store, ROWS), rows: [] });
    expect(store.outbox.read(ROWS + 1, PLENTY)).toBeUndefined();
    store.close();
  });

  test.each([
    ['rows', { rows: 3, bytes: 1_000_000 }, 3],
    ['bytes', { rows: 100, bytes: 1_200 }, 2],
    ['bytes that not even one row fits in', { rows: 100, bytes: 10 }, 1],
  ])('keeps to the limit of %s', (_, limits, expected) => {
    const { store } = journal();
    expect(store.outbox.read(2, limits)?.rows).toHaveLength(expected);
    store.close();
  });
});

test('progress is there after a start, once it was written', () => {
  const { file, store } = journal();
  expect(store.outbox.progress).toEqual({ sent: GENESIS, settled: GENESIS });
  const progress = { sent: markAt(store, 5), settled: markAt(store, 3) };
  store.outbox.note(progress, 77);
  expect(store.outbox.progress).toEqual(progress);
  append(store, ROWS + 1);
  expect(store.outbox.hasNotes).toBe(true);
  store.writeNotes();
  expect(store.outbox.hasNotes).toBe(false);
  store.close();
  const again = openJournalStore(file, OPTIONS);
  expect(again.outbox.progress).toEqual(progress);
  expect(again.outbox.status()).toMatchObject({ head: ROWS + 1, heardAt: 77, oldestUnsettled: 4_000, trimmed: 0 });
  again.close();
});

describe('trimming', () => {
  test('reaches as far as rows are settled and old, and the chain holds from there', () => {
    const { file, store } = journal();
    expect(store.outbox.trimmable(1_000_000)).toBe(0);
    settle(store, 8);
    expect(store.outbox.trimmable(1_000_000)).toBe(8);
    expect(store.outbox.trimmable(6_000)).toBe(5);
    trim(store, 5, 6_000);
    expect(store.read(0).map(({ seq }) => seq)).toEqual([6, 7, 8, 9, 10]);
    expect(store.outbox.hashAt(4)).toBeUndefined();
    expect(store.outbox.read(4, PLENTY)).toEqual(store.outbox.read(5, PLENTY));
    expect(store.outbox.read(5, PLENTY)?.rows).toHaveLength(5);
    append(store, ROWS + 1);
    store.close();
    expect(verifyJournal(file)).toMatchObject({ rows: 6, trimmed: 5, fault: undefined });
    const again = openJournalStore(file, OPTIONS);
    expect(again.outbox.trimmable(6_000)).toBe(0);
    settle(again, ROWS + 1);
    trim(again, ROWS + 1, 1_000_000);
    expect(again.read(0)).toEqual([]);
    append(again, ROWS + 2);
    again.close();
    expect(verifyJournal(file)).toMatchObject({ rows: 1, trimmed: 11, fault: undefined });
  });

  test('is known by the file even if the rows are still there', () => {
    const { file, store } = journal();
    settle(store, 8);
    store.commit((outbox) => outbox.trim(5, 6_000));
    store.close();
    const again = openJournalStore(file, OPTIONS);
    expect(again.read(0).map(({ seq }) => seq)).toEqual([6, 7, 8, 9, 10]);
    again.close();
    expect(verifyJournal(file)).toMatchObject({ rows: 5, trimmed: 5, fault: undefined });
  });

  test.each([
    ['a row that is not settled', 9, 1_000_000, /not settled/],
    ['a row that is too young', 8, 8_000, /not old enough/],
    ['what was trimmed before', 0, 1_000_000, /trimmed stays trimmed/],
  ])('refuses %s', (_, upTo, before, complaint) => {
    const { store } = journal();
    settle(store, 8);
    expect(() => trim(store, upTo, before)).toThrow(complaint);
    expect(store.read(0)).toHaveLength(ROWS);
    store.close();
  });

  test('stops before a row that was set aside, until somebody has looked at it', () => {
    const { store } = journal();
    settle(store, 8);
    store.commit((outbox) => outbox.setAside({ seq: 4, code: 'too-large', detail: 'x', wall: 1 }));
    store.commit((outbox) => outbox.setAside({ seq: 4, code: 'malformed', detail: 'again', wall: 2 }));
    expect(store.outbox.rowsSetAside()).toEqual([
      { seq: 4, code: 'too-large', detail: 'x', wall: 1, resolution: null },
    ]);
    expect(store.outbox.trimmable(1_000_000)).toBe(3);
    expect(() => trim(store, 4, 1_000_000)).toThrow(/nobody has looked at it/);
    expect(store.commit((outbox) => outbox.resolve(4, 'booked by hand'))).toBe(true);
    expect(store.outbox.trimmable(1_000_000)).toBe(8);
    trim(store, 8, 1_000_000);
    store.close();
  });

  test('refuses to trust a settled mark that is not a row of this journal', () => {
    const { store } = journal();
    store.outbox.note({ sent: GENESIS, settled: { seq: 8, hash: 'ab'.repeat(32) } }, 1);
    store.writeNotes();
    expect(() => trim(store, 5, 1_000_000)).toThrow(/not settled/);
    store.close();
  });
});

test.each([
  ['DELETE FROM journal WHERE seq = 1', /append only/],
  ['UPDATE outbox SET trim_seq = 3, trim_hash = (SELECT hash FROM journal WHERE seq = 3)', /not settled/],
  ['DELETE FROM outbox', /not forgotten/],
])('the file itself refuses: %s', (sql, complaint) => {
  const { file, store } = journal();
  store.close();
  const database = openDatabase(file, JOURNAL_KIND);
  expect(() => database.exec(sql)).toThrow(complaint);
  database.close();
  expect(verifyJournal(file)).toMatchObject({ rows: ROWS, fault: undefined });
});

test('a journal that may not go on takes no row and says so at the next start', () => {
  const { file, store } = journal();
  store.commit((outbox) => outbox.noteRenewal('receiver-ahead'));
  expect(() => append(store, ROWS + 1)).toThrow(/begins another epoch/);
  store.close();
  expect(() => openJournalStore(file, OPTIONS)).toThrow(/receiver-ahead/);
  const toSend = openJournalStore(file, { ...OPTIONS, onlyToSend: true });
  expect(toSend.outbox.read(0, PLENTY)?.rows).toHaveLength(ROWS);
  toSend.close();
});

test('a journal of the first version is read as it is, and sends its rows once it was opened', () => {
  const { file: newer, store } = journal();
  store.close();
  const file = path.join(temporaryDirectory(), 'old.db');
  const [first = ''] = JOURNAL_KIND.migrations;
  const old = openDatabase(file, { ...JOURNAL_KIND, migrations: [first] });
  const copy = openDatabase(newer, JOURNAL_KIND);
  for (const table of ['meta', 'journal']) {
    for (const row of copy.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY 1`).all()) {
      const names = Object.keys(row);
      old.prepare(`INSERT INTO ${table}(${names.join()}) VALUES(${names.map((name) => `@${name}`).join()})`).run(row);
    }
  }
  copy.close();
  old.close();
  expect(verifyJournal(file)).toMatchObject({ rows: ROWS, trimmed: 0, fault: undefined });
  const opened = openJournalStore(file, OPTIONS);
  append(opened, ROWS + 1);
  expect(opened.outbox.read(0, PLENTY)?.rows).toHaveLength(ROWS + 1);
  expect(opened.outbox.progress).toEqual({ sent: GENESIS, settled: GENESIS });
  opened.close();
  expect(verifyJournal(file)).toMatchObject({ rows: ROWS + 1, fault: undefined });
});
