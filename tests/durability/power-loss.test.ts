/**
 * Goal: whatever a lane was told is recorded is there after the power went, at any moment.
 * Method: every write and flush of a real writing process is recorded once; from that, the states are built that a disk
 * may be in after a power cut (unsynced writes lost, reordered, torn), and the journal is started on each of them. The
 * same on a journal without full flushes has to lose something, or this test would prove nothing.
 */
import path from 'node:path';
import { expect, test } from 'vitest';
import { openJournalStore } from '#kiosk/storage/journal/open-journal-store.ts';
import { readingJournal, verifyJournal } from '#kiosk/storage/journal/verify.ts';
import { crashing, fastFolder, putOnDisk, seededRandom } from './crash-states.ts';
import type { UnsyncedWrites } from './power-loss.ts';
import { traceScript } from './syscall-trace.ts';

const WRITER = path.join(import.meta.dirname, 'journal-writer.ts');
/** Enough for the log to be written back and begun anew. */
const BATCHES = 300;
const CRASHES_OF_EACH_WAY = 140;
/** Random moments fall together now and then. */
const STATES_MIN = 300;
const CRASHES_OF_THE_WEAK = 60;
const SEED = 20_260_102;

test('no acknowledged entry is lost in any state that a disk may be in', { timeout: 180_000 }, () => {
  const folder = fastFolder();
  const file = path.join(folder, 'lane.db');
  const operations = traceScript(folder, WRITER, [file, String(BATCHES)]);
  expect(operations.filter((operation) => operation.type === 'acknowledge').length).toBe(BATCHES + 1);
  expect(operations.filter((operation) => operation.type === 'sync').length).toBeGreaterThan(BATCHES);
  const random = seededRandom(SEED);
  const wrong: string[] = [];
  let states = 0;
  for (const unsynced of ['lost', 'kept', 'by-chance'] satisfies UnsyncedWrites[]) {
    crashing(operations, CRASHES_OF_EACH_WAY, random, (disk, moment) => {
      putOnDisk(file, disk.afterPowerLoss(unsynced, random));
      states += 1;
      const trouble = startAndCount(file, disk.acknowledged);
      if (trouble !== undefined) wrong.push(`${unsynced} after operation ${moment}: ${trouble}`);
    });
  }
  expect(wrong).toEqual([]);
  expect(states).toBeGreaterThan(STATES_MIN);
});

test('without full flushes acknowledged entries are lost, so the test above can fail', { timeout: 120_000 }, () => {
  const folder = fastFolder();
  const file = path.join(folder, 'weak.db');
  const operations = traceScript(folder, WRITER, [file, String(BATCHES), 'weak']);
  const random = seededRandom(SEED);
  let lost = 0;
  crashing(operations, CRASHES_OF_THE_WEAK, random, (disk) => {
    putOnDisk(file, disk.afterPowerLoss('lost', random));
    if (countRows(file) < disk.acknowledged) lost += 1;
  });
  expect(lost).toBeGreaterThan(CRASHES_OF_THE_WEAK / 2);
});

/** Proves what lies there, starts the journal as a lane does, then proves all of it; returns what is wrong. */
function startAndCount(file: string, acknowledged: number): string | undefined {
  try {
    // Before the first promise there may be no journal yet.
    if (acknowledged > 0 && verifyJournal(file).rows < acknowledged) return `${acknowledged} were acknowledged`;
    const store = openJournalStore(file, { origin: 'lane-under-test', newEpoch: 'made-after-the-crash', now: 0 });
    store.close();
    const { rows, fault } = verifyJournal(file);
    if (fault !== undefined) return fault.detail;
    return rows < acknowledged ? `${acknowledged} were acknowledged, ${rows} are there` : undefined;
  } catch (error) {
    return String(error);
  }
}

function countRows(file: string): number {
  try {
    return readingJournal(file, (database) => Number(database.prepare('SELECT count(*) FROM journal').pluck().get()));
  } catch {
    return 0;
  }
}
