/**
 * Goal: whatever a lane was told is recorded is there after kill -9, at any moment.
 * Method: a real process appends to one file and acknowledges on standard output; it is killed at a random moment, 60
 * times. After each kill the file is verified as it lies there, and every acknowledged entry is looked up.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { readingJournal, verifyJournal } from '#kiosk/storage/journal/verify.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';

const KILLS = 60;
const ACKS_BEFORE_KILL_MAX = 40;
const EXTRA_DELAY_MAX_US = 1_500;
const WRITER = path.join(import.meta.dirname, 'journal-writer.ts');
const ENDLESS = '1000000000';

test(`after ${KILLS} kills every acknowledged entry is there, once and in order`, { timeout: 120_000 }, async () => {
  const file = path.join(temporaryDirectory(), 'lane.db');
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    acknowledged = Math.max(acknowledged, await writeUntilKilled(file));
    const report = verifyJournal(file);
    expect(report.fault).toBeUndefined();
    expect(report.rows).toBeGreaterThanOrEqual(acknowledged);
  }
  expect(acknowledged).toBeGreaterThan(KILLS);
  const numbers = readingJournal(file, (database) =>
    database.prepare("SELECT body ->> '$.event.at' AS number FROM journal ORDER BY seq").pluck().all(),
  );
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
});

/** Starts a writer, kills it a random while after a random acknowledgement, and returns the last it acknowledged. */
async function writeUntilKilled(file: string): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, file, ENDLESS], { stdio: ['ignore', 'pipe', 'inherit'] });
  const killAt = 1 + Math.floor(Math.random() * ACKS_BEFORE_KILL_MAX);
  let seen = 0;
  let last = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(/^ACK (\d+)$/.exec(line)?.[1] ?? last);
    seen += 1;
    if (seen === killAt) killAfterMoment(writer);
  }
  return last;
}

/** Waits less than a commit takes, so that the kill falls anywhere inside one. */
function killAfterMoment(writer: ChildProcess): void {
  const end = performance.now() + (Math.random() * EXTRA_DELAY_MAX_US) / 1_000;
  while (performance.now() < end);
  writer.kill('SIGKILL');
}
