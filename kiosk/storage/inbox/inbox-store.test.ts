/**
 * Goal: an inbox holds of every log a prefix without a gap, byte for byte, and lets nothing go that the final system
 * lacks or that a person has not looked at.
 * Method: real files; rows of right chains are taken in whole, again, and overlapping; SQL behind the store's back
 * tries to change what is kept.
 */
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { openDatabase } from '../database.ts';
import { genesisHash, hexOf, rowHash } from '../journal/row-hash.ts';
import { answerInboxCall } from './inbox-calls.ts';
import { openInboxStore, type InboxStore } from './inbox-store.ts';
import type { InboxCall, InboxMethods, LogKey } from './inbox-types.ts';
import { INBOX_KIND } from './schema.ts';

const LANE: LogKey = { origin: 'lane-1', epoch: 'epoch-1' };
const OTHER: LogKey = { origin: 'lane-2', epoch: 'epoch-2' };
const PLENTY = { rows: 1_000, bytes: 10_000_000 };
const AT = 5_000;

/** Row n was written at n seconds. */
function chain(log: LogKey, rows: number, text = 'ä'): readonly JournalRow[] {
  let prev = genesisHash(log.origin, log.epoch);
  return Array.from({ length: rows }, (_, index) => {
    const seq = index + 1;
    const body = JSON.stringify({ v: 1, text: `${text} ${seq}` });
    const fields = { seq, id: `id-${seq}`, kind: 'lane.test', businessDay: '2026-01-02', wall: seq * 1_000 };
    const row = { ...fields, boot: 'boot', monotonic: seq, body: Buffer.from(body), prev };
    prev = rowHash(row);
    return { ...fields, boot: 'boot', monotonic: seq, body, hash: hexOf(prev) };
  });
}

function inbox(isFinal = false): { readonly file: string; readonly store: InboxStore } {
  const file = path.join(temporaryDirectory(), 'inbox.db');
  return { file, store: openInboxStore(file, { isFinal }) };
}

function ask<Method extends keyof InboxMethods>(
  store: InboxStore,
  method: Method,
  ...args: Parameters<InboxMethods[Method]>
): ReturnType<InboxMethods[Method]> {
  return answerInboxCall(store, { method, args } as InboxCall) as ReturnType<InboxMethods[Method]>;
}

function take(store: InboxStore, log: LogKey, rows: readonly JournalRow[], suspects: readonly number[] = []): void {
  const why = suspects.map((seq) => ({ seq, reason: 'odd' }));
  ask(store, 'append', { log, rows, suspects: why, at: AT });
}

function markOf(row: JournalRow | undefined): { seq: number; hash: string } {
  return { seq: row?.seq ?? 0, hash: row?.hash ?? '' };
}

function settle(store: InboxStore, log: LogKey, row: JournalRow | undefined): void {
  ask(store, 'noteSettled', log, markOf(row));
}

test('a log that nothing came from has its genesis for a mark', () => {
  const { store } = inbox();
  const genesis = { seq: 0, hash: hexOf(genesisHash('lane-1', 'epoch-1')) };
  expect(ask(store, 'known', LANE)).toEqual({ mark: genesis, settled: genesis });
  expect(ask(store, 'progress', LANE)).toEqual({ sent: genesis, settled: genesis });
  expect(ask(store, 'hashAt', LANE, 0)).toBe(genesis.hash);
  expect(ask(store, 'logs')).toEqual([]);
  store.close();
});

test('rows come back byte for byte however they were cut, repeated and mixed', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 8 }))), (pushes) => {
      const { store } = inbox();
      const rows = chain(LANE, 40, '€ "');
      const others = chain(OTHER, 40);
      let mark = 0;
      for (const [back, count] of pushes) {
        const from = Math.max(0, mark - back);
        const part = rows.slice(from, from + count);
        take(store, LANE, part);
        take(store, OTHER, others.slice(from, from + count));
        mark = Math.max(mark, part.at(-1)?.seq ?? 0);
        expect(ask(store, 'head', LANE)).toBe(mark);
      }
      if (mark > 0) {
        expect(ask(store, 'read', LANE, 0, PLENTY)?.rows).toEqual(rows.slice(0, mark));
        expect(ask(store, 'known', LANE).mark).toEqual(markOf(rows[mark - 1]));
        expect(ask(store, 'logs')).toEqual([LANE, OTHER]);
      }
      store.close();
    }),
    { numRuns: 25 },
  );
});

test('a gap is a fault of the receiver, and nothing of it is kept', () => {
  const { store } = inbox();
  const rows = chain(LANE, 5);
  expect(() => take(store, LANE, [...rows.slice(0, 2), ...rows.slice(3)])).toThrow(/does not follow/);
  expect(ask(store, 'head', LANE)).toBe(0);
  take(store, LANE, rows);
  expect(ask(store, 'head', LANE)).toBe(5);
  store.close();
});

test('it is opened with full flushes every time, whoever opened it before', () => {
  const { file, store } = inbox();
  store.close();
  const again = openInboxStore(file);
  expect(again.database.pragma('synchronous', { simple: true })).toBe(2);
  expect(again.database.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(() => openInboxStore(file)).toThrow(/in use by another/);
  again.close();
});

test('everything else that it is told is there after a start', () => {
  const { file, store } = inbox();
  const rows = chain(LANE, 6);
  take(store, LANE, rows, [4]);
  const note = { origin: 'lane-1', liveEpoch: 'epoch-1', lastHeardAt: 3, admitted: ['epoch-0'] };
  ask(store, 'noteOrigin', { ...note, admitted: [] });
  ask(store, 'noteOrigin', note);
  ask(store, 'noteProgress', LANE, { sent: markOf(rows[4]), settled: markOf(rows[2]) }, AT);
  ask(store, 'noteTrouble', LANE, 'headquarters does not answer', AT);
  ask(store, 'setAside', LANE, { seq: 5, code: 'too-large', detail: 'x', wall: AT });
  store.close();
  const again = openInboxStore(file);
  expect(ask(again, 'origin', 'lane-1')).toEqual(note);
  expect(ask(again, 'origin', 'lane-9')).toBeUndefined();
  expect(ask(again, 'known', LANE).settled).toEqual(markOf(rows[2]));
  expect(ask(again, 'suspects')).toMatchObject([{ ...LANE, seq: 4, reason: 'odd', state: 'held', kind: 'lane.test' }]);
  expect(ask(again, 'status')).toMatchObject({
    origins: [note],
    logs: [
      {
        ...LANE,
        mark: markOf(rows[5]),
        progress: { sent: markOf(rows[4]), settled: markOf(rows[2]) },
        oldestUnsettled: 4_000,
        heardAt: AT,
        trouble: { text: 'headquarters does not answer', at: AT },
        held: 1,
        dead: [{ seq: 5, code: 'too-large', resolution: null }],
      },
    ],
  });
  again.close();
});

describe('trimming', () => {
  test('takes what is settled and old, and the log can be read and go on from there', () => {
    const { store } = inbox();
    const rows = chain(LANE, 10);
    take(store, LANE, rows.slice(0, 8));
    expect(ask(store, 'trim', 1_000_000)).toBe(0);
    settle(store, LANE, rows[6]);
    expect(ask(store, 'trim', 6_000)).toBe(5);
    expect(ask(store, 'hashAt', LANE, 4)).toBeUndefined();
    expect(ask(store, 'read', LANE, 0, PLENTY)).toEqual({ after: markOf(rows[4]), rows: rows.slice(5, 8) });
    take(store, LANE, rows.slice(3));
    expect(ask(store, 'known', LANE).mark).toEqual(markOf(rows[9]));
    expect(ask(store, 'trim', 6_000)).toBe(0);
    store.close();
  });

  test('stops before what a person has to look at', () => {
    const { store } = inbox();
    const rows = chain(LANE, 10);
    take(store, LANE, rows, [4]);
    ask(store, 'setAside', LANE, { seq: 7, code: 'malformed', detail: 'x', wall: 1 });
    settle(store, LANE, rows[9]);
    expect(ask(store, 'trim', 1_000_000)).toBe(3);
    expect(ask(store, 'decide', LANE, 4, 'dropped', 'a test of the till', AT)).toBe(true);
    expect(ask(store, 'decide', LANE, 5, 'released', '', AT)).toBe(false);
    expect(ask(store, 'trim', 1_000_000)).toBe(3);
    expect(ask(store, 'resolve', LANE, 7, 'booked by hand')).toBe(true);
    expect(ask(store, 'trim', 1_000_000)).toBe(4);
    expect(ask(store, 'read', LANE, 0, PLENTY)?.rows).toEqual([]);
    expect(ask(store, 'suspects')).toMatchObject([{ state: 'dropped', note: 'a test of the till' }]);
    store.close();
  });

  test('trusts no settled mark that is not a row of the log', () => {
    const { store } = inbox();
    take(store, LANE, chain(LANE, 4));
    ask(store, 'noteSettled', LANE, { seq: 3, hash: 'ab'.repeat(32) });
    expect(() => ask(store, 'trim', 1_000_000)).toThrow(/not settled/);
    store.close();
  });

  test('never happens where the final system is, and all of it is settled there', () => {
    const { store } = inbox(true);
    const rows = chain(LANE, 4);
    take(store, LANE, rows);
    expect(ask(store, 'known', LANE).settled).toEqual(markOf(rows[3]));
    expect(ask(store, 'trim', 1_000_000)).toBe(0);
    store.close();
  });
});

test('a store that gets headquarters later forgets that anything was settled, and trims nothing before it was sent', () => {
  const { file, store } = inbox(true);
  const rows = chain(LANE, 4);
  take(store, LANE, rows);
  store.close();
  const later = openInboxStore(file);
  expect(ask(later, 'known', LANE)).toMatchObject({ mark: { seq: 4 }, settled: { seq: 0 } });
  expect(ask(later, 'trim', 1_000_000)).toBe(0);
  ask(later, 'noteProgress', LANE, { sent: markOf(rows[2]), settled: markOf(rows[2]) }, AT);
  later.close();
  const again = openInboxStore(file);
  expect(ask(again, 'known', LANE).settled).toEqual(markOf(rows[2]));
  again.close();
});

test('a log may go on after a place that the final system has, and knows that place', () => {
  const { store } = inbox();
  const rows = chain(LANE, 10);
  take(store, LANE, rows.slice(0, 2));
  ask(store, 'startAt', LANE, markOf(rows[5]));
  expect(ask(store, 'hashAt', LANE, 6)).toBe(rows[5]?.hash);
  expect(ask(store, 'hashAt', LANE, 1)).toBeUndefined();
  take(store, LANE, rows.slice(6));
  expect(ask(store, 'read', LANE, 0, PLENTY)).toEqual({ after: markOf(rows[5]), rows: rows.slice(6) });
  ask(store, 'startAt', LANE, markOf(rows[1]));
  expect(ask(store, 'head', LANE)).toBe(10);
  store.close();
});

test.each([
  ["UPDATE row SET body = CAST('{}' AS BLOB) WHERE seq = 1", /append only/],
  ['DELETE FROM row WHERE seq = 1', /append only/],
  ['UPDATE log SET mark_seq = 1', /never goes back/],
  ['UPDATE log SET start_seq = 2', /not settled/],
  ["UPDATE log SET epoch = 'x'", /never change/],
  ['DELETE FROM log', /never forgotten/],
])('the file itself refuses: %s', (sql, complaint) => {
  const { file, store } = inbox();
  take(store, LANE, chain(LANE, 3));
  store.close();
  const database = openDatabase(file, INBOX_KIND);
  expect(() => database.exec(sql)).toThrow(complaint);
  database.close();
});
