/**
 * Goal: whatever a store has answered for is on its disk, after kill -9, after a power cut, and on a disk that fails;
 * and bit rot is found.
 * Method: a real process takes rows in and acknowledges on standard output; it is killed, its writes are replayed as a
 * disk may hold them after a power cut, and its system calls are made to fail. Every acknowledged row is compared with
 * what was sent. The same without full flushes has to lose something, or this would prove nothing.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { openInboxStore } from '#kiosk/storage/inbox/inbox-store.ts';
import { verifyInbox } from '#kiosk/storage/inbox/verify-inbox.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { crashing, fastFolder, putOnDisk, seededRandom } from './crash-states.ts';
import { INBOX_LOG, wrongWith } from './inbox-rows.ts';
import { runWithFault } from './inject-faults.ts';
import type { UnsyncedWrites } from './power-loss.ts';
import { traceScript } from './syscall-trace.ts';

const WRITER = path.join(import.meta.dirname, 'inbox-writer.ts');
const ENDLESS = '1000000000';
const KILLS = 15;
const ACKS_BEFORE_KILL_MAX = 40;
const PUSHES = 200;
const CRASHES_OF_EACH_WAY = 140;
const STATES_MIN = 300;
const CRASHES_OF_THE_WEAK = 60;
const SEED = 20_260_102;

test(`after ${KILLS} kills every acknowledged row is there as it was sent`, { timeout: 120_000 }, async () => {
  const file = path.join(temporaryDirectory(), 'inbox.db');
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    acknowledged = Math.max(acknowledged, await writeUntilKilled(file));
    expect(wrongWith(file, acknowledged)).toBeUndefined();
    expect(verifyInbox(file)).toMatchObject({ damage: undefined });
    expect(verifyInbox(file).logs.filter(({ fault }) => fault !== undefined)).toEqual([]);
  }
  expect(acknowledged).toBeGreaterThan(KILLS);
});

test('no acknowledged row is lost in any state that a disk may be in', { timeout: 240_000 }, () => {
  const folder = fastFolder();
  const file = path.join(folder, 'inbox.db');
  const operations = traceScript(folder, WRITER, [file, String(PUSHES)]);
  expect(operations.filter((operation) => operation.type === 'acknowledge').length).toBe(PUSHES + 1);
  const random = seededRandom(SEED);
  const wrong: string[] = [];
  let states = 0;
  for (const unsynced of ['lost', 'kept', 'by-chance'] satisfies UnsyncedWrites[]) {
    crashing(operations, CRASHES_OF_EACH_WAY, random, (disk, moment) => {
      putOnDisk(file, disk.afterPowerLoss(unsynced, random));
      states += 1;
      const trouble = startAndCompare(file, disk.acknowledged);
      if (trouble !== undefined) wrong.push(`${unsynced} after operation ${moment}: ${trouble}`);
    });
  }
  expect(wrong).toEqual([]);
  expect(states).toBeGreaterThan(STATES_MIN);
});

test('without full flushes acknowledged rows are lost, so the test above can fail', { timeout: 120_000 }, () => {
  const folder = fastFolder();
  const file = path.join(folder, 'weak.db');
  const operations = traceScript(folder, WRITER, [file, String(PUSHES), 'weak']);
  const random = seededRandom(SEED);
  let lost = 0;
  crashing(operations, CRASHES_OF_THE_WEAK, random, (disk) => {
    putOnDisk(file, disk.afterPowerLoss('lost', random));
    if (startAndCompare(file, disk.acknowledged) !== undefined) lost += 1;
  });
  expect(lost).toBeGreaterThan(CRASHES_OF_THE_WEAK / 2);
});

test('a full disk refuses pushes whole, and takes them again once there is room', { timeout: 60_000 }, () => {
  const file = path.join(temporaryDirectory(), 'inbox.db');
  const said = runWithFault('pwrite64:error=ENOSPC:when=100..130', `${file}-wal`, WRITER, [file, '60']);
  const errors = said.filter((line) => line.startsWith('ERROR'));
  expect(errors.length).toBeGreaterThan(0);
  expect(new Set(errors)).toEqual(new Set(['ERROR full']));
  expect(said.at(-1)).toMatch(/^ACK/);
  expect(wrongWith(file, lastAcknowledged(said))).toBeUndefined();
});

for (const [what, fault] of [
  ['a flush that fails', 'fsync,fdatasync:error=EIO:when=20'],
  ['a write that fails', 'pwrite64:error=EIO:when=100'],
] as const) {
  test(`after ${what} nothing of the push counts, the file is opened again, and pushes are taken`, () => {
    const file = path.join(temporaryDirectory(), 'inbox.db');
    const said = runWithFault(fault, `${file}-wal`, WRITER, [file, '60']);
    const errors = said.filter((line) => line.startsWith('ERROR'));
    expect(errors.length).toBeGreaterThan(0);
    expect(errors[0]).toBe('ERROR outcome-unknown');
    expect(said.at(-1)).toMatch(/^ACK/);
    expect(wrongWith(file, lastAcknowledged(said))).toBeUndefined();
    expect(verifyInbox(file)).toMatchObject({ damage: undefined });
  });
}

test('a flipped bit in any row is found, and the row is named', () => {
  const file = path.join(temporaryDirectory(), 'inbox.db');
  runWithFault('fsync:delay_enter=0', undefined, WRITER, [file, '5']);
  const good = readFileSync(file);
  const text = good.toString('latin1');
  for (let seq = 1; seq <= 6; seq += 1) {
    const found: (number | undefined)[] = [];
    // Each log has such a row, and some pages hold bytes of rows that have moved since.
    for (const { index } of text.matchAll(new RegExp(`"number":${seq},`, 'g'))) {
      const bad = Buffer.from(good);
      bad[index + 1] = (bad[index + 1] ?? 0) ^ 4;
      writeFileSync(file, bad);
      const report = verifyInbox(file);
      expect(report.damage).toBeUndefined();
      found.push(...report.logs.flatMap(({ fault }) => (fault === undefined ? [] : [fault.seq])));
    }
    expect(found).toEqual([seq, seq, seq]);
  }
  writeFileSync(file, good);
  const { logs } = verifyInbox(file, INBOX_LOG);
  expect(logs).toMatchObject([{ ...INBOX_LOG, rows: 15, fault: undefined }]);
});

/** Proves what lies there, starts the inbox as a store does, then proves all of it; returns what is wrong. */
function startAndCompare(file: string, acknowledged: number): string | undefined {
  try {
    openInboxStore(file).close();
    const { logs, damage } = verifyInbox(file, { origin: INBOX_LOG.origin });
    return damage ?? logs[0]?.fault?.detail ?? wrongWith(file, acknowledged);
  } catch (error) {
    return String(error);
  }
}

function lastAcknowledged(said: readonly string[]): number {
  return Math.max(0, ...said.flatMap((line) => /^ACK (\d+)$/.exec(line)?.[1] ?? []).map(Number));
}

/** Starts a writer, kills it after a random acknowledgement, and returns the last it acknowledged. */
async function writeUntilKilled(file: string): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, file, ENDLESS], { stdio: ['ignore', 'pipe', 'inherit'] });
  const killAt = 1 + Math.floor(Math.random() * ACKS_BEFORE_KILL_MAX);
  let seen = 0;
  let last = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(/^ACK (\d+)$/.exec(line)?.[1] ?? last);
    seen += 1;
    if (seen === killAt) writer.kill('SIGKILL');
  }
  return last;
}
