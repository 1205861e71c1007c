import { STANDARD_OUTPUT, writeAll } from '#kiosk/storage/write-all.ts';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import type { JournalEntry } from '#kiosk/lane/ports.ts';
import { openDatabase } from '#kiosk/storage/database.ts';
import { JournalStore } from '#kiosk/storage/journal/journal-store.ts';
import { JOURNAL_KIND } from '#kiosk/storage/journal/schema.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { ENTRIES_PER_BATCH } from './writer-settings.ts';

/**
 * A process that appends to a journal and says "ACK n" on standard output once entry n is promised to be on the disk;
 * it goes on after the last entry that it finds. Tests kill it, trace it, and take its disk away.
 *
 *   journal-writer.ts FILE BATCHES [weak]
 *
 * With "weak" it commits like a database that was opened carelessly, to show that the tests notice.
 */

const DAY = '2026-01-02' as BusinessDay;
const ORIGIN = 'lane-under-test';
/** Every so often an entry is larger than a page of the database. */
const LARGE_EVERY = 7;
const LARGE_LENGTH = 5_000;
const SMALL_LENGTH = 100;

function entry(number: number): JournalEntry {
  const padding = 'x'.repeat(number % LARGE_EVERY === 0 ? LARGE_LENGTH : SMALL_LENGTH);
  return { kind: 'lane', event: { type: 'lane-started', softwareVersion: `${number} ${padding}`, at: number } };
}

function batchAfter(number: number): readonly JournalEntry[] {
  return Array.from({ length: ENTRIES_PER_BATCH }, (_, index) => entry(number + 1 + index));
}

function acknowledge(number: number): void {
  writeAll(STANDARD_OUTPUT, `ACK ${number}\n`);
}

async function write(file: string, batches: number): Promise<void> {
  const journal = await openLaneJournal(file, { workstationId: ORIGIN });
  let last = journal.headSeq;
  acknowledge(last);
  for (let batch = 0; batch < batches; batch += 1) {
    try {
      await journal.append(DAY, batchAfter(last));
    } catch (error) {
      writeAll(
        STANDARD_OUTPUT,
        `ERROR ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}\n`,
      );
      continue;
    }
    last += ENTRIES_PER_BATCH;
    acknowledge(last);
  }
  await journal.close();
}

function writeWeakly(file: string, batches: number): void {
  const database = openDatabase(file, JOURNAL_KIND);
  database.pragma('synchronous=NORMAL');
  const genesis = Buffer.alloc(32);
  database.prepare("INSERT INTO meta VALUES(1, 'weak', 'weak', ?, 0, 0, ?)").run(genesis, genesis);
  const store = new JournalStore(file, database, { origin: 'weak', epoch: 'weak' }, () => undefined);
  for (let number = 1; number <= batches; number += 1) {
    const body = JSON.stringify({ v: 1, number });
    const entries = [{ id: String(number), kind: 'lane.lane-started', body }];
    store.append([{ businessDay: DAY, wall: 0, monotonic: 0, entries }]);
    acknowledge(number);
    store.checkpointIfDue();
  }
  store.close();
}

const [file = '', batches = '0', mode] = process.argv.slice(2);
if (mode === 'weak') writeWeakly(file, Number(batches));
else await write(file, Number(batches));
