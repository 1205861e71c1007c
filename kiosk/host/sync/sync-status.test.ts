/**
 * Goal: what is told of a data directory is true for a small reserve and at headquarters, too.
 * Method: a folder with a reserve of a few bytes; the status of an inbox whose rows need not go any further.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { statusInWords } from './sync-status-text.ts';
import { syncStatus, type LogStatus } from './sync-status.ts';

test('a reserve counts whatever its size', () => {
  const directory = temporaryDirectory();
  expect(syncStatus(directory, 'journal.db', 0).disk.hasBallast).toBe(false);
  writeFileSync(path.join(directory, 'ballast'), 'x'.repeat(100));
  expect(syncStatus(directory, 'journal.db', 0).disk.hasBallast).toBe(true);
});

test('a log of an origin that nobody noted is not taken for an earlier one', () => {
  const mark = { seq: 7, hash: '0'.repeat(64) };
  const log: LogStatus = {
    origin: 'lane-1',
    epoch: 'e',
    head: 7,
    sent: mark,
    settled: mark,
    unsentRows: 0,
    unsettledRows: 0,
    oldestUnsettledAgeMs: null,
    trimmedRows: 0,
    heardAt: null,
    trouble: null,
    deadRows: 0,
    heldRows: 0,
  };
  const words = statusInWords({
    directory: 'hq',
    journals: [],
    inbox: { file: 'hq/inbox.db', logs: [log] },
    origins: [],
    damaged: [],
    wishes: [],
    problems: [],
    disk: { freeBytes: 1, hasBallast: false },
  });
  expect(words).toContain('1 log of 1 origin');
  expect(words).not.toContain('an earlier one');
});
