/**
 * Goal: what a lane records reaches the store and headquarters byte for byte, is trimmed only when headquarters has it,
 * and a lane that starts from what is left knows all that it knew; a clock that was set is written down.
 * Method: a real lane journal, sent through the real receiver into real inboxes, a store's and headquarters'.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { openLaneJournal, type LaneJournal } from '#kiosk/host/journal-adapter.ts';
import { inboxLogSink } from '#kiosk/host/sync/inbox-log-sink.ts';
import { inboxLogSource } from '#kiosk/host/sync/inbox-log-source.ts';
import { openInbox } from '#kiosk/storage/inbox/inbox-client.ts';
import { verifyInbox } from '#kiosk/storage/inbox/verify-inbox.ts';
import { readingJournal, verifyJournal } from '#kiosk/storage/journal/verify.ts';
import type { LogSource } from '#sync/log/log-source.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { DAY, DAY_AT_LANE, entriesOf, LANE, record, stateOf } from './epoch-files.ts';

const LIMITS = { rows: 7, bytes: 1_000_000 };
const CLOCKS = { now: () => Date.now(), monotonic: () => performance.now() };
const FOREVER = Number.MAX_SAFE_INTEGER;

/** Sends a log until the receiver has all of it, as a sender does. */
async function send(source: LogSource, receiver: Receiver, from: 'writer' | 'forwarder'): Promise<void> {
  for (;;) {
    const { sent } = await source.progress();
    const part = await source.read(sent.seq, LIMITS);
    if (part === undefined) throw new Error('the receiver knows more than there is');
    const answer = await receiver.receive({ log: source.name, ...part }, from);
    if (answer.type !== 'mark') throw new Error(`the receiver answered ${JSON.stringify(answer)}`);
    await source.noteProgress({ sent: answer.mark, settled: answer.settled });
    if (answer.mark.seq === (await source.head())) return;
  }
}

function rowsOf(file: string): unknown {
  return readingJournal(file, (journal) => journal.prepare('SELECT seq, body, hash FROM journal ORDER BY seq').all());
}

async function opened(file: string): Promise<LaneJournal> {
  return openLaneJournal(file, { workstationId: LANE, machine: 'machine-1' });
}

test('from the lane to the store to headquarters, and then trimmed', { timeout: 60_000 }, async () => {
  const folder = temporaryDirectory();
  const file = path.join(folder, 'journal.db');
  await record(file, DAY_AT_LANE);
  const journal = await opened(file);
  expect(stateOf(await entriesOf(journal))).toEqual(stateOf(DAY_AT_LANE));
  const before = rowsOf(file);

  const storeFile = path.join(folder, 'store.db');
  const store = await openInbox(storeFile);
  const hq = await openInbox(path.join(folder, 'hq.db'), { isFinal: true });
  const atStore = new Receiver(inboxLogSink(store), CLOCKS);
  const atHq = new Receiver(inboxLogSink(hq), CLOCKS);

  await send(journal.source, atStore, 'writer');
  expect(await journal.trim(FOREVER)).toBe(0);
  await send(inboxLogSource(store, journal.source.name), atHq, 'forwarder');
  expect(await journal.trim(FOREVER)).toBe(0);
  // A word from the store is enough: it knows what headquarters has.
  await send(journal.source, atStore, 'writer');
  expect((await journal.source.progress()).settled.seq).toBe(DAY_AT_LANE.length);
  const kept = await hq.call('read', journal.source.name, 0, { rows: 1_000, bytes: 10_000_000 });
  const rows = kept?.rows.map(({ seq, body, hash }) => ({
    seq,
    body: Buffer.from(body),
    hash: Buffer.from(hash, 'hex'),
  }));
  expect(rows).toEqual(before);

  const trimmed = await journal.trim(FOREVER);
  expect(trimmed).toBeGreaterThan(0);
  await journal.append(DAY, [{ kind: 'lane', event: { type: 'lane-stopped', at: 9 } }]);
  await send(journal.source, atStore, 'writer');
  await journal.close();
  expect(verifyJournal(file)).toMatchObject({ trimmed, rows: DAY_AT_LANE.length + 1 - trimmed, fault: undefined });
  const again = await opened(file);
  expect(stateOf(await entriesOf(again))).toEqual(stateOf(DAY_AT_LANE));
  await again.close();

  expect(await store.call('trim', FOREVER)).toBe(DAY_AT_LANE.length);
  expect(await hq.call('trim', FOREVER)).toBe(0);
  await store.close();
  await hq.close();
  expect(verifyInbox(storeFile).logs).toMatchObject([{ rows: 1, trimmed: DAY_AT_LANE.length, fault: undefined }]);
});

test('whoever waits for rows is called when they are on the disk', async () => {
  const journal = await opened(path.join(temporaryDirectory(), 'journal.db'));
  const heads: number[] = [];
  const end = journal.source.onRows(() => heads.push(journal.headSeq));
  await journal.append(DAY, [{ kind: 'lane', event: { type: 'lane-stopped', at: 1 } }]);
  end();
  await journal.append(DAY, [{ kind: 'lane', event: { type: 'lane-stopped', at: 2 } }]);
  expect(heads).toEqual([1]);
  await journal.close();
});

test('a wall clock that is set is written down before what comes after it, also over a restart', async () => {
  const file = path.join(temporaryDirectory(), 'journal.db');
  let wall = 10_000_000;
  let monotonic = 1_000;
  const clocks = { wallClock: () => wall, monotonicClock: () => monotonic, workstationId: LANE };
  const pass = (wallMs: number, monotonicMs: number): void => {
    wall += wallMs;
    monotonic += monotonicMs;
  };
  const stop = [{ kind: 'lane', event: { type: 'lane-stopped', at: 1 } }] as const;
  const first = await openLaneJournal(file, clocks);
  await first.append(DAY, stop);
  pass(60_000, 60_000);
  await first.append(DAY, stop);
  pass(-3_600_000, 500);
  await first.append(DAY, stop);
  await first.close();
  pass(7_200_000, 500);
  const second = await openLaneJournal(file, clocks);
  await second.append(DAY, stop);
  const entries = await entriesOf(second);
  await second.close();
  expect(entries.map(({ event }) => event)).toEqual([
    stop[0].event,
    stop[0].event,
    { type: 'clock-jump', from: 10_060_000, to: 6_460_000, elapsedMs: 500 },
    stop[0].event,
    { type: 'clock-jump', from: 6_460_000, to: 13_660_000, elapsedMs: 500 },
    stop[0].event,
  ]);
});
