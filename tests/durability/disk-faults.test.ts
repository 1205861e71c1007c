/**
 * Goal: a full disk and a failing disk are told apart, say so clearly, and leave nothing half written.
 * Method: the system calls of a real writing process are made to fail by strace; afterwards the file is verified and
 * every entry that was acknowledged is looked up.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { verifyJournal } from '#kiosk/storage/journal/verify.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { runWithFault } from './inject-faults.ts';
import { ENTRIES_PER_BATCH } from './writer-settings.ts';

const WRITER = path.join(import.meta.dirname, 'journal-writer.ts');
const BATCHES = '60';
const TIMEOUT_MS = 30_000;

function acknowledgements(said: readonly string[]): readonly number[] {
  return said.flatMap((line) => Number(/^ACK (\d+)$/.exec(line)?.[1] ?? Number.NaN)).filter(Number.isFinite);
}

function errors(said: readonly string[]): readonly string[] {
  return said.filter((line) => line.startsWith('ERROR'));
}

test('a full disk refuses entries whole, and takes them again once there is room', { timeout: TIMEOUT_MS }, () => {
  const file = path.join(temporaryDirectory(), 'lane.db');
  const said = runWithFault('pwrite64:error=ENOSPC:when=100..130', `${file}-wal`, WRITER, [file, BATCHES]);
  expect(errors(said).length).toBeGreaterThan(0);
  expect(new Set(errors(said))).toEqual(new Set(['ERROR full']));
  const afterTheLastError = said.slice(said.findLastIndex((line) => line.startsWith('ERROR')) + 1);
  expect(acknowledgements(afterTheLastError).length).toBeGreaterThan(0);
  const { rows, fault } = verifyJournal(file);
  expect(fault).toBeUndefined();
  expect(rows).toBe(acknowledgements(said).at(-1));
});

for (const [what, fault] of [
  ['a flush that fails', 'fsync,fdatasync:error=EIO:when=20'],
  ['a write that fails', 'pwrite64:error=EIO:when=100'],
] as const) {
  test(`after ${what} nothing more is written until the file was opened again`, { timeout: TIMEOUT_MS }, () => {
    const file = path.join(temporaryDirectory(), 'lane.db');
    const said = runWithFault(fault, `${file}-wal`, WRITER, [file, BATCHES]);
    const firstError = said.findIndex((line) => line.startsWith('ERROR'));
    expect(said[firstError]).toBe('ERROR outcome-unknown');
    expect(new Set(said.slice(firstError + 1))).toEqual(new Set(['ERROR poisoned']));
    const last = acknowledgements(said).at(-1) ?? Number.NaN;
    const after = verifyJournal(file);
    expect(after.fault).toBeUndefined();
    expect(after.rows).toBeGreaterThanOrEqual(last);
    const again = execFileSync(process.execPath, [WRITER, file, '1'], { encoding: 'utf8' });
    expect(again).toBe(`ACK ${after.rows}\nACK ${after.rows + ENTRIES_PER_BATCH}\n`);
  });
}

test('a full disk at the very start is an error that names the file', { timeout: TIMEOUT_MS }, () => {
  const file = path.join(temporaryDirectory(), 'lane.db');
  expect(() => runWithFault('pwrite64:error=ENOSPC:when=1+', undefined, WRITER, [file, BATCHES])).toThrow(
    /lane\.db: the disk is full; nothing was written/,
  );
});
