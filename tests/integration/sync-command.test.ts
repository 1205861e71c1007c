/**
 * Goal: a person sees how far records have come and what is held back, and whoever owns the file does what she asks;
 * looking changes nothing.
 * Method: the command line on the files of a lane and of a store that took in what it sent; what is asked for is
 * taken up by the owner of the file and looked at again.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import { inboxLogSink } from '#kiosk/host/sync/inbox-log-sink.ts';
import { fulfilInInbox, fulfilInJournal, keepWishes } from '#kiosk/host/sync/wish-keeper.ts';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { pendingWishes } from '#kiosk/storage/wishes.ts';
import type { LogSource } from '#sync/log/log-source.ts';
import type { PushRequest } from '#sync/log/log.ts';
import { genesisMark } from '#sync/log/row-hash.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { resend } from '#sync/sender/resend.ts';
import { rowsAfter } from '#tests/support/memory-log.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { until } from '#tests/support/until.ts';

const HANDRAIL = path.resolve(import.meta.dirname, '../../kiosk/host/bin/handrail.mjs');
const LANE = 'lane-1';
const PLENTY = { rows: 100, bytes: 1_000_000 };
const ROWS = 6;
const QUIET = { info: () => {}, warn: () => {} };
const CLOCK = {
  now: () => Date.now(),
  after: (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

function handrail(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [HANDRAIL, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

interface Folders {
  readonly lane: string;
  readonly store: string;
  readonly journal: string;
  readonly inbox: string;
}

/** A lane with some rows, of which a store has all but the last; the store does not understand row 2. */
async function laneAndStore(): Promise<Folders> {
  const folder = temporaryDirectory();
  const [lane, store] = [path.join(folder, 'lane'), path.join(folder, 'store')];
  for (const each of [lane, store]) mkdirSync(each);
  const files = { lane, store, journal: path.join(lane, 'journal.db'), inbox: path.join(store, 'inbox.db') };
  const journal = await openLaneJournal(files.journal, { workstationId: LANE });
  for (let at = 1; at <= ROWS; at += 1) {
    await journal.append('2026-01-02' as BusinessDay, [{ kind: 'lane', event: { type: 'lane-stopped', at } }]);
  }
  const inbox = await openInbox(files.inbox);
  const receiver = receiverOf(inbox, ({ seq }) => (seq === 2 ? 'it is odd' : undefined));
  const part = await journal.source.read(0, { ...PLENTY, rows: ROWS - 1 });
  if (part === undefined) throw new Error('a journal has a beginning');
  const answer = await receiver.receive({ log: journal.source.name, ...part }, 'writer');
  if (answer.type === 'mark') await journal.source.noteProgress({ sent: answer.mark, settled: answer.settled });
  await inbox.close();
  await journal.close();
  return files;
}

type Inbox = Awaited<ReturnType<typeof openInbox>>;

function receiverOf(inbox: Inbox, understand?: (row: JournalRow) => string | undefined): Receiver {
  const clocks = { now: () => Date.now(), monotonic: () => performance.now() };
  return new Receiver(inboxLogSink(inbox), understand === undefined ? clocks : { ...clocks, understand });
}

describe('status', () => {
  test('of a lane, in words and as JSON, changes nothing', async () => {
    const { lane, journal } = await laneAndStore();
    const before = readFileSync(journal);
    const words = handrail('sync', 'status', lane);
    expect(words).toMatchObject({ code: 0, err: '' });
    expect(words.out).toContain(`sent up to ${ROWS - 1} (1 to go), settled up to 0 (${ROWS} to go, the oldest`);
    const { code, out } = handrail('sync', 'status', lane, '--json');
    expect(code).toBe(0);
    const found = JSON.parse(out);
    expect(found.journals).toMatchObject([
      { origin: LANE, head: ROWS, unsentRows: 1, unsettledRows: ROWS, sealed: false, deadRows: 0, trouble: null },
    ]);
    expect(found.journals[0].oldestUnsettledAgeMs).toBeGreaterThanOrEqual(0);
    expect(found.disk.freeBytes).toBeGreaterThan(0);
    expect(readFileSync(journal)).toEqual(before);
  });

  test('of a store tells of what it holds back, with exit code 1', async () => {
    const { store } = await laneAndStore();
    const words = handrail('sync', 'status', store);
    expect(words.code).toBe(1);
    expect(words.out).toContain('1 log of 1 origin');
    expect(words.out).toContain('1 row in quarantine');
    expect(JSON.parse(handrail('sync', 'status', store, '--json').out)).toMatchObject({
      inbox: { logs: [{ origin: LANE, head: ROWS - 1, heldRows: 1 }] },
      origins: [{ origin: LANE }],
    });
  });

  test('tells of earlier and of damaged files', async () => {
    const { lane, journal } = await laneAndStore();
    await (await openLaneJournal(journal, { workstationId: LANE, machine: 'another' })).close();
    writeFileSync(`${journal}.corrupt.20260102T030405Z`, 'x');
    const words = handrail('sync', 'status', lane);
    expect(words.code).toBe(1);
    expect(words.out).toContain('(an earlier one)');
    expect(words.out).toContain('journal.db.corrupt.20260102T030405Z, not looked through yet');
  });

  test('of nothing at all', () => {
    const folder = temporaryDirectory();
    expect(handrail('sync', 'status', folder)).toMatchObject({ code: 0 });
    expect(handrail('sync', 'status', path.join(folder, 'nowhere'))).toMatchObject({ code: 2, out: '' });
  });
});

test('resend: the owner of the journal takes it up, and the store lacks nothing afterwards', async () => {
  const { journal: file, inbox: inboxFile } = await laneAndStore();
  const asked = handrail('sync', 'resend', file, '--from', '2', '--to', String(ROWS));
  expect(asked).toMatchObject({ code: 0, err: '' });
  expect(pendingWishes(file)).toMatchObject([{ type: 'resend', origin: LANE, from: 2, to: ROWS }]);
  const journal = await openLaneJournal(file, { workstationId: LANE });
  const inbox = await openInbox(inboxFile);
  const receiver = receiverOf(inbox);
  const upstream = {
    push: async (request: PushRequest) => receiver.receive(request, 'writer'),
    close: async () => {},
  };
  const source: LogSource = journal.source;
  let sent = 0;
  const stop = keepWishes(file, fulfilInJournal(journal), {
    clock: CLOCK,
    log: QUIET,
    resend: async (wish) => {
      sent = (await resend(source, upstream, wish, AbortSignal.timeout(10_000))).rows;
    },
  });
  await until('it was taken up', () => pendingWishes(file).length === 0);
  stop();
  expect(sent).toBe(ROWS - 1);
  expect(await inbox.call('head', source.name)).toBe(ROWS);
  await inbox.close();
  await journal.close();
});

test('resume: the sender of the log that was named goes on', async () => {
  const { journal: file } = await laneAndStore();
  expect(handrail('sync', 'resume', file)).toMatchObject({ code: 0, err: '' });
  const journal = await openLaneJournal(file, { workstationId: LANE });
  const resumed: string[] = [];
  const resume = ({ epoch }: { epoch: string }): void => void resumed.push(epoch);
  const parts = { clock: CLOCK, log: QUIET, resend: async () => {}, resume };
  const stop = keepWishes(file, fulfilInJournal(journal), parts);
  await until('it was taken up', () => pendingWishes(file).length === 0);
  stop();
  expect(resumed).toEqual([journal.identity.epoch]);
  await journal.close();
});

describe('an epoch that is fenced', () => {
  const OTHER = '01a2b3c4-0000-4000-8000-000000000002';

  test.each([
    ['admit', 'mark', 'mark'],
    ['make-live', 'mark', 'fenced'],
  ] as const)('%s: it is taken in, and the former one is answered %s, %s', async (decision, other, former) => {
    const { store, inbox: file } = await laneAndStore();
    const inbox = await openInbox(file);
    const receiver = receiverOf(inbox);
    const [known] = await inbox.call('logs');
    const epoch = known?.epoch ?? '';
    const before = (await inbox.call('read', { origin: LANE, epoch }, 0, PLENTY)) ?? { rows: [] };
    const rows = rowsAfter({ origin: LANE, epoch: OTHER }, genesisMark({ origin: LANE, epoch: OTHER }), 1);
    const log = { origin: LANE, epoch: OTHER };
    const push = async (): Promise<string> =>
      (await receiver.receive({ log, after: genesisMark(log), rows }, 'writer')).type;
    expect(await push()).toBe('fenced');

    expect(handrail('sync', decision, store, LANE, OTHER)).toMatchObject({ code: 0, err: '' });
    const stop = keepWishes(file, fulfilInInbox(inbox), { clock: CLOCK, log: QUIET, resend: async () => {} });
    await until('it was taken up', () => pendingWishes(file).length === 0);
    stop();
    expect(await push()).toBe(other);
    const again = { log: { origin: LANE, epoch }, after: genesisMark({ origin: LANE, epoch }), rows: before.rows };
    expect((await receiver.receive(again, 'writer')).type).toBe(former);
    await inbox.close();
  });

  test('of nobody who is known, or with a name that is none, is not asked for', async () => {
    const { store, inbox } = await laneAndStore();
    expect(handrail('sync', 'admit', store, 'lane-9', OTHER)).toMatchObject({ code: 1, out: '' });
    expect(handrail('sync', 'make-live', store, LANE, 'the other one')).toMatchObject({ code: 2, out: '' });
    expect(handrail('sync', 'admit', path.join(store, 'nowhere'), LANE, OTHER)).toMatchObject({ code: 2, out: '' });
    expect(pendingWishes(inbox)).toEqual([]);
  });
});

describe('quarantine', () => {
  test.each([
    ['release', 'released'],
    ['drop', 'dropped'],
  ] as const)('%s: listed, shown, decided, and taken up by the store', async (decision, state) => {
    const { inbox: file } = await laneAndStore();
    const listed = handrail('sync', 'quarantine', 'list', file);
    expect(listed.code).toBe(1);
    expect(listed.out).toContain('row 2, not-understood: it is odd');
    const shown = JSON.parse(handrail('sync', 'quarantine', 'show', file, '2').out);
    expect(shown).toMatchObject({ origin: LANE, seq: 2, kind: 'lane.lane-stopped' });
    expect(handrail('sync', 'quarantine', decision, file, '3', '--reason', 'x')).toMatchObject({ code: 1, out: '' });
    expect(handrail('sync', 'quarantine', decision, file, '2', '--reason', 'looked at it')).toMatchObject({ code: 0 });

    const inbox = await openInbox(file);
    const stop = keepWishes(file, fulfilInInbox(inbox), { clock: CLOCK, log: QUIET, resend: async () => {} });
    await until('it was taken up', () => pendingWishes(file).length === 0);
    stop();
    await inbox.close();
    expect(handrail('sync', 'quarantine', 'list', file)).toMatchObject({ code: 0, out: 'nothing is held back\n' });
    const all = JSON.parse(handrail('sync', 'quarantine', 'list', file, '--all', '--json').out);
    expect(all.rows).toMatchObject([{ origin: LANE, seq: 2, state, note: 'looked at it' }]);
  });

  test('a row is not dropped without a reason, nor looked for in what is no such file', async () => {
    const { inbox, lane } = await laneAndStore();
    expect(handrail('sync', 'quarantine', 'drop', inbox, '2').code).toBe(2);
    writeFileSync(path.join(lane, 'notes.txt'), 'x'.repeat(1_000));
    expect(handrail('sync', 'quarantine', 'list', path.join(lane, 'notes.txt')).code).toBe(2);
    expect(handrail('sync', 'quarantine', 'list', path.join(lane, 'none.db')).code).toBe(2);
  });
});

describe('verify', () => {
  test('an inbox that is right, alone and beside the journal it was filled from', async () => {
    const { inbox, journal } = await laneAndStore();
    expect(handrail('sync', 'verify', inbox)).toMatchObject({ code: 0, err: '' });
    const both = handrail('sync', 'verify', inbox, '--journal', journal);
    expect(both.code).toBe(0);
    expect(both.out).toContain(`${ROWS - 1} rows are the same in both, 1 have not arrived`);
    expect(JSON.parse(handrail('sync', 'verify', inbox, '--journal', journal, '--json').out)).toMatchObject({
      ok: true,
      journal: { compared: ROWS - 1, notArrived: 1 },
    });
  });

  test('a changed row, and a journal that is older than what was sent, are found', async () => {
    const { inbox, journal, lane } = await laneAndStore();
    const older = path.join(lane, 'older.db');
    copyFileSync(journal, older);
    const grown = await openLaneJournal(journal, { workstationId: LANE });
    const store = await openInbox(inbox);
    const part = await grown.source.read(ROWS - 1, PLENTY);
    await grown.append('2026-01-02' as BusinessDay, [{ kind: 'lane', event: { type: 'lane-stopped', at: 99 } }]);
    const rest = await grown.source.read(part?.after.seq ?? 0, PLENTY);
    if (rest !== undefined) await receiverOf(store).receive({ log: grown.source.name, ...rest }, 'writer');
    await store.close();
    await grown.close();
    const found = handrail('sync', 'verify', inbox, '--journal', older);
    expect(found.code).toBe(1);
    expect(found.out).toContain(`the journal ends at row ${ROWS}: it is an older file`);

    const bytes = readFileSync(inbox);
    bytes.write('stoqqed', bytes.lastIndexOf('stopped"'));
    writeFileSync(inbox, bytes);
    const spoilt = handrail('sync', 'verify', inbox);
    expect(spoilt.code).toBe(1);
    expect(spoilt.out).toContain('not right: row');
  });
});
