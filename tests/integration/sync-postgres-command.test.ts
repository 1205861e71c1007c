/**
 * Goal: whoever runs headquarters on PostgreSQL looks after it with the same commands as a file: what was held back is
 * listed, shown and decided on, old days go once nobody needs them any more, and every row can be proven.
 * Method: a real server with rows of known days; the command line with the settings file of headquarters; headquarters
 * itself as a process; the same for headquarters on a file.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { trimOf } from '#kiosk/host/sync/retention.ts';
import type { LogName } from '#sync/log/log.ts';
import { genesisMark, hashOfRow } from '#sync/log/row-hash.ts';
import { partitions } from '#sync/postgres/partitions.ts';
import { PostgresSink } from '#sync/postgres/postgres-sink.ts';
import { dropOldPartitions } from '#sync/postgres/retention.ts';
import { freePort } from '#tests/support/free-port.ts';
import { HandrailProcess, runToEnd } from '#tests/support/handrail-process.ts';
import { rowsAfter } from '#tests/support/memory-log.ts';
import { PostgresServer } from '#tests/support/postgres.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { until } from '#tests/support/until.ts';
import { someLog } from '#tests/support/upstream-under-test.ts';

const DAY_MS = 86_400_000;
const OLD_DAY = '2024-02-10';
const NEW_DAY = new Date().toISOString().slice(0, OLD_DAY.length);

let server: PostgresServer;
let databases = 0;
let url: string;
let sink: PostgresSink;
let log: LogName;
let settings: string;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => server.stop());

beforeEach(async () => {
  databases += 1;
  url = await server.newDatabase(`command_${databases}`);
  sink = await PostgresSink.open({ url, today: OLD_DAY });
  log = someLog();
  const rows = onDays(log, [OLD_DAY, OLD_DAY, NEW_DAY]);
  await sink.makePartitions(NEW_DAY);
  await sink.append(log, rows, [{ seq: 2, reason: 'it is odd' }]);
  settings = await writeSettings({});
});

afterEach(async () => sink.close());

/** A log with one row on each of some days, rightly hashed. */
function onDays(name: LogName, days: readonly string[]): readonly JournalRow[] {
  let { hash } = genesisMark(name);
  return rowsAfter(name, genesisMark(name), days.length).map((row, index) => {
    const dated = { ...row, businessDay: days[index] ?? row.businessDay };
    hash = hashOfRow(dated, hash);
    return { ...dated, hash };
  });
}

async function writeSettings(more: object): Promise<string> {
  const directory = temporaryDirectory();
  const file = path.join(directory, 'hq.json');
  const hq = { dataDirectory: 'hq', database: { kind: 'postgres', url }, http: { port: 0 }, ...more };
  writeFileSync(file, JSON.stringify({ hq, sync: { listen: { port: await freePort() } } }));
  return file;
}

async function sync(...args: readonly string[]): Promise<{ code: number | null; out: string; errors: string }> {
  return runToEnd(['sync', ...args]);
}

async function tables(): Promise<readonly string[]> {
  return (await sink.connections.withClient((client) => partitions(client))).map(({ name }) => name);
}

async function writeJournal(file: string): Promise<{ name: LogName; rows: readonly JournalRow[] }> {
  const journal = await openLaneJournal(file, { workstationId: '0042.lane-9' });
  for (let at = 0; at < 4; at += 1) {
    await journal.append(NEW_DAY as BusinessDay, [{ kind: 'lane', event: { type: 'lane-stopped', at } }]);
  }
  const { name } = journal.source;
  const part = await journal.source.read(0, { rows: 100, bytes: 1_000_000 });
  await journal.close();
  return { name, rows: part?.rows ?? [] };
}

const OLD_TABLE = 'journal_20240201_20240301';

describe('quarantine', () => {
  it('is listed, shown, dropped with a reason and released after all, at once and with who did it', async () => {
    const listed = await sync('quarantine', 'list', settings);
    expect(listed).toMatchObject({ code: 1, errors: '' });
    expect(listed.out).toBe(`${log.origin}, epoch ${log.epoch}, row 2, not-understood: it is odd\n`);
    const shown = await sync('quarantine', 'show', settings, '2', '--origin', log.origin);
    expect(JSON.parse(shown.out)).toMatchObject({ ...log, seq: 2, businessDay: OLD_DAY });

    expect((await sync('quarantine', 'drop', settings, '2')).code).toBe(2);
    const dropped = await sync('quarantine', 'drop', settings, '2', '--reason', "a till's test");
    expect(dropped).toMatchObject({ code: 0, out: `done: drop row 2 of ${log.origin}, epoch ${log.epoch}\n` });
    expect((await sync('quarantine', 'drop', settings, '2', '--reason', 'again')).code).toBe(1);
    expect(await sync('quarantine', 'list', settings)).toMatchObject({ code: 0, out: 'nothing is held back\n' });
    expect((await sync('quarantine', 'release', settings, '2', '--reason', 'right after all')).code).toBe(0);
    const all = JSON.parse((await sync('quarantine', 'list', settings, '--all', '--json')).out);
    expect(all.rows).toMatchObject([{ ...log, seq: 2, state: 'released' }]);
    expect(all.rows[0].note).toContain(': right after all');
    expect((await sync('quarantine', 'drop', settings, '2', '--reason', 'too late')).code).toBe(1);
    expect((await sink.read(log, 0, 10)).length).toBe(3);
  });

  it('is found by the address alone, and a wrong place is told in words', async () => {
    expect((await sync('quarantine', 'list', url)).code).toBe(1);
    expect(await sync('quarantine', 'show', settings, '9')).toMatchObject({ code: 1, out: '' });
    expect(await sync('quarantine', 'show', settings, '2', '--origin', 'nobody')).toMatchObject({ code: 2 });
    const empty = await server.newDatabase(`empty_${databases}`);
    const nothing = await sync('quarantine', 'list', empty);
    expect(nothing.code).toBe(2);
    expect(nothing.errors).toContain('holds no record: start headquarters on it once');
    const away = await sync('quarantine', 'list', 'postgres://handrail@127.0.0.1:1/none');
    expect([away.code, away.errors.includes('ECONNREFUSED')]).toEqual([2, true]);
    const broken = path.join(temporaryDirectory(), 'hq.json');
    writeFileSync(broken, '{"hq":{"dataDirectory":3}}');
    expect(await sync('quarantine', 'list', broken)).toMatchObject({ code: 2, out: '' });
  });
});

describe('status', () => {
  it('names every log, how far it is and what is held back, and asks for a look while something is', async () => {
    const told = await sync('status', settings);
    expect(told).toMatchObject({ code: 1, errors: '' });
    expect(told.out).toContain('1 log of 1 origin\n');
    expect(told.out).toMatch(/: 3 rows, the last of them less than a minute old\n {4}1 row in quarantine\n/);
    await sync('quarantine', 'release', url, '2', '--reason', 'seen');
    const json = await sync('status', url, '--json');
    expect(json.code).toBe(0);
    expect(JSON.parse(json.out)).toMatchObject({ logs: [{ ...log, markSeq: 3, heldRows: 0 }] });
    const away = await sync('status', 'postgres://handrail@127.0.0.1:1/none');
    expect([away.code, away.errors.includes('ECONNREFUSED')]).toEqual([2, true]);
  });

  it('tells of the data directory where headquarters keeps its record in a file', async () => {
    const directory = temporaryDirectory();
    const file = path.join(directory, 'hq.json');
    const hq = { dataDirectory: directory, database: { kind: 'sqlite' }, http: { port: 0 } };
    writeFileSync(file, JSON.stringify({ hq, sync: { listen: { port: await freePort() } } }));
    const inbox = await openInbox(path.join(directory, 'inbox.db'), { isFinal: true });
    await inbox.call('append', { log, rows: rowsAfter(log, genesisMark(log), 3), suspects: [], at: Date.now() });
    await inbox.close();
    expect((await sync('status', file)).out).toContain(`${log.origin}, epoch ${log.epoch}: 3 rows`);
    expect(await sync('verify', file)).toMatchObject({ code: 0, errors: '' });
  });
});

describe('verify', () => {
  const verify = async (...args: readonly string[]): Promise<{ code: number | null; out: string }> =>
    sync('verify', settings, ...args);

  async function change(sql: string): Promise<void> {
    await sink.connections.query(sql);
  }

  it('proves every row, and names the log that was asked for alone', async () => {
    const other = someLog();
    await sink.append(other, rowsAfter(other, genesisMark(other), 2_500), []);
    const all = JSON.parse((await verify('--json')).out);
    expect(all).toMatchObject({ ok: true, damage: null, journal: null });
    expect(all.logs.map(({ rows }: { rows: number }) => rows).toSorted()).toEqual([2_500, 3]);
    const one = await sync('verify', url, '--origin', log.origin, '--epoch', log.epoch);
    expect(one.code).toBe(0);
    expect(one.out).toContain(`${log.origin}, epoch ${log.epoch}: 3 right, 0 trimmed`);
    expect(one.out).not.toContain(other.epoch);
    expect(await verify('--origin', 'nobody')).toMatchObject({ code: 2, out: '' });
  });

  it.each([
    ['a body', "SET body = body || ' '::bytea WHERE seq = 2", 'row 2: what it holds'],
    ['a field', 'SET wall = wall + 1 WHERE seq = 3', 'row 3: what it holds'],
    ['a hash', 'SET hash = sha256(hash) WHERE seq = 1', 'row 1: what it holds'],
  ])('finds %s that was changed', async (_, changed, detail) => {
    await change(`UPDATE handrail.journal ${changed}`);
    const found = await verify();
    expect(found.code).toBe(1);
    expect(found.out).toContain(`not right: ${detail}`);
  });

  it('finds rows that are gone without their days having been dropped, and a mark that was moved', async () => {
    const other = someLog();
    await sink.append(other, onDays(other, [OLD_DAY, NEW_DAY, NEW_DAY, NEW_DAY, NEW_DAY]), []);
    await change('DELETE FROM handrail.journal WHERE seq = 5');
    expect((await verify()).out).toContain('not right: row 5 is missing, and no days between');
    await change('DELETE FROM handrail.journal WHERE seq = 3 AND log = (SELECT max(log) FROM handrail.log)');
    expect((await verify()).out).toContain('not right: row 3 is missing, and no days between');
    await change('UPDATE handrail.log SET mark_seq = 2');
    expect((await verify()).out).toContain('not right: row 2 is another one than the mark says');
  });

  it('takes days that were dropped because of their age for what they are', async () => {
    await sync('quarantine', 'drop', settings, '2', '--reason', 'a test');
    await sync('retention', 'drop', settings, '--keep-days', '400');
    const found = await verify();
    expect(found.code).toBe(0);
    expect(found.out).toContain(`${log.origin}, epoch ${log.epoch}: 1 right, 2 trimmed`);
    await change('UPDATE handrail.log SET mark_hash = sha256(mark_hash)');
    expect((await verify()).code).toBe(1);
  });

  it('holds a journal against it', async () => {
    const file = path.join(temporaryDirectory(), 'journal.db');
    const { name, rows } = await writeJournal(file);
    const taken = rows.slice(0, -2);
    await sink.append(name, taken, []);
    const same = await verify('--journal', file, '--json');
    expect(same.code).toBe(0);
    expect(JSON.parse(same.out).journal).toEqual({ ...name, compared: taken.length, notArrived: 2 });
    await change('UPDATE handrail.journal SET hash = sha256(hash) WHERE seq = 2');
    const differs = await verify('--journal', file);
    expect(differs.code).toBe(1);
    expect(differs.out).toContain(`not right: row 2 that was taken in is another one than the journal's`);
    const strange = path.join(temporaryDirectory(), 'journal.db');
    await writeJournal(strange);
    const nothing = await verify('--journal', strange);
    expect([nothing.code, nothing.out.includes('nothing of it was taken in')]).toEqual([1, true]);
  });
});

describe('retention', () => {
  it('shows and drops days that are old, but not what waits or is held', async () => {
    const drop = async (): Promise<{ code: number | null; out: string }> =>
      sync('retention', 'drop', settings, '--keep-days', '400');
    const first = await drop();
    expect(first.code).toBe(1);
    expect(first.out).toContain(`${OLD_TABLE}: stays: 1 of its rows wait in quarantine\n`);
    expect((await sync('quarantine', 'drop', settings, '2', '--reason', 'a test')).code).toBe(0);

    const held = await sync('retention', 'hold', settings, '2024-02-29', '2024-03-01', '--reason', 'audit');
    expect(held).toMatchObject({ code: 0, out: 'hold 1: 2024-02-29 to 2024-03-01\n' });
    expect((await drop()).out).toContain(`${OLD_TABLE}: stays: held: audit\n`);
    expect(await sync('retention', 'lift', settings, '1')).toMatchObject({ code: 0 });
    expect(await sync('retention', 'lift', settings, '1')).toMatchObject({ code: 1 });

    const shown = await sync('retention', 'show', settings, '--keep-days', '400');
    expect(shown.out).toContain(`${OLD_TABLE}: would go`);
    expect(await tables()).toContain(OLD_TABLE);
    expect(await drop()).toMatchObject({ code: 0 });
    expect(await tables()).not.toContain(OLD_TABLE);
    expect((await sink.read(log, 0, 10)).map(({ seq }) => seq)).toEqual([3]);
    expect(await drop()).toMatchObject({ code: 0, out: 'nothing is old enough\n' });
  });

  it('refuses what makes no sense, and changes nothing then', async () => {
    const refused = [
      ['drop', settings],
      ['drop', settings, '--keep-days', '29'],
      ['hold', settings, '2024-02-30', '2024-03-01', '--reason', 'x'],
      ['hold', settings, '2024-03-02', '2024-03-01', '--reason', 'x'],
      ['drop', path.join(temporaryDirectory(), 'inbox.db'), '--keep-days', '400'],
    ];
    for (const args of refused) expect(await sync('retention', ...args)).toMatchObject({ code: 2, out: '' });
    expect(await tables()).toContain(OLD_TABLE);
  });

  it('leaves what a connector has still to read', async () => {
    await sync('quarantine', 'drop', settings, '2', '--reason', 'a test');
    const trial = async (seq: number): Promise<readonly string[]> =>
      sink.connections.withClient(async (client) => {
        const wish = { today: NEW_DAY, keepDays: 400, readUpTo: [{ ...log, seq }], isTrial: true };
        return (await dropOldPartitions(client, wish)).kept.map(({ why }) => why);
      });
    const unread = `a connector has not read what ${log.origin} recorded`;
    expect([await trial(0), await trial(1), await trial(2)]).toEqual([[unread], [unread], []]);
    const connectors = [{ kind: 'poslog-files', name: 'files', directory: 'out' }];
    const withConnector = await writeSettings({ connectors });
    const dropped = await sync('retention', 'drop', withConnector, '--keep-days', '400');
    expect(dropped.code).toBe(1);
    expect(dropped.out).toContain(`${OLD_TABLE}: stays: ${unread}\n`);
  });

  it('is done by a running headquarters that was told how many days to keep', { timeout: 60_000 }, async () => {
    await sync('quarantine', 'drop', settings, '2', '--reason', 'a test');
    const hq = new HandrailProcess(['hq', await writeSettings({ keepDays: 400 })]);
    try {
      await hq.ready();
      await until('the old days are gone', async () => !(await tables()).includes(OLD_TABLE), 30_000);
      expect((await sink.read(log, 0, 10)).map(({ seq }) => seq)).toEqual([3]);
    } finally {
      await hq.kill();
    }
  });

  it('takes what is old out of the file of headquarters, only where that was said', async () => {
    const inbox = await openInbox(path.join(temporaryDirectory(), 'inbox.db'), { isFinal: true });
    const now = Date.now();
    const rows = rowsAfter(log, genesisMark(log), 3).map((row, index) => ({
      ...row,
      wall: index < 2 ? now - 100 * DAY_MS : now,
    }));
    await inbox.call('append', { log, rows, suspects: [{ seq: 2, reason: 'it is odd' }], at: now });
    const before = now - 50 * DAY_MS;
    expect(await trimOf(inbox)(before)).toBe(0);
    expect(await trimOf(inbox, true)(before)).toBe(1);
    await inbox.call('decide', log, 2, 'dropped', 'a test', now);
    expect(await trimOf(inbox, true)(before)).toBe(1);
    expect(await trimOf(inbox, true)(before)).toBe(0);
    expect(await inbox.call('head', log)).toBe(3);
    await inbox.close();
  });
});
