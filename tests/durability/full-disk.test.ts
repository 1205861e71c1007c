/**
 * Goal: on a disk that fills up no sale is begun any more before it is full, what was begun is finished with the room
 * that was kept in reserve, and nothing that was promised is lost.
 * Method: a real lane journal on a real small disk in memory, written until the disk refuses; afterwards the file is
 * verified, room is made, and the journal and the reserve come back.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import { DiskKeeper } from '#kiosk/host/sync/disk-keeper.ts';
import { verifyJournal } from '#kiosk/storage/journal/verify.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { runWithFault } from './inject-faults.ts';

const WRITER = path.join(import.meta.dirname, 'full-disk-writer.ts');
const MIB = 1_024 * 1_024;
const DISK_MIB = 44;
const BALLAST = 2 * MIB;
/** More than the log of the journal takes at once when it is written back. */
const FLOOR = 10 * MIB;
/** Rows that one more sale may need. */
const ENOUGH = 40;

/** A small disk in memory; only the superuser may make one, others get undefined. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'handrail-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', folder]).status === 0;
  onTestFinished(() => {
    if (mounted) execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return mounted ? folder : undefined;
}

function numbersOf(said: readonly string[], word: string): readonly number[] {
  return said.filter((line) => line.startsWith(word)).map((line) => Number(line.slice(word.length + 1)));
}

test('stops beginning sales, finishes what was begun, loses nothing, and comes back', { timeout: 60_000 }, async () => {
  const disk = smallDisk();
  if (disk === undefined) return finishesWhatWasBegun();
  writeFileSync(path.join(disk, 'something-else'), Buffer.alloc(16 * MIB));
  const args = [disk, String(BALLAST), String(FLOOR), String(ENOUGH)];
  const said = spawnSync(process.execPath, [WRITER, ...args], { encoding: 'utf8' })
    .stdout.trimEnd()
    .split('\n');
  const levels = said.filter((line) => line.startsWith('LEVEL'));
  const acknowledged = numbersOf(said, 'ACK');
  expect(levels).toEqual(['LEVEL low false', 'LEVEL full false']);
  expect(said.indexOf('LEVEL low false')).toBeLessThan(said.indexOf('LEVEL full false') - 10);
  expect(said.filter((line) => line.startsWith('ERROR'))).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(ENOUGH);
  const file = path.join(disk, 'journal.db');
  expect(verifyJournal(file)).toMatchObject({ rows: acknowledged.at(-1), fault: undefined });

  rmSync(path.join(disk, 'something-else'));
  const keeper = new DiskKeeper(disk, {
    clock: { after: () => () => {} },
    log: { info: () => {}, warn: () => {} },
    limits: { ballastBytes: BALLAST, floorBytes: FLOOR },
  });
  await keeper.look();
  expect(keeper.mayBeginSale).toBe(true);
  expect(statSync(path.join(disk, 'ballast')).size).toBe(BALLAST);
  const journal = await openLaneJournal(file, { workstationId: 'lane-under-test' });
  await journal.append('2026-01-02' as BusinessDay, [{ kind: 'lane', event: { type: 'lane-stopped', at: 1 } }]);
  await journal.close();
  expect(verifyJournal(file)).toMatchObject({ rows: Number(acknowledged.at(-1)) + 1, fault: undefined });
});

test('without a reserve the same disk refuses, so the test above can fail', { timeout: 60_000 }, () => {
  const disk = smallDisk();
  if (disk === undefined) return refusesWithoutReserve();
  writeFileSync(path.join(disk, 'something-else'), Buffer.alloc(16 * MIB));
  const { stdout } = spawnSync(process.execPath, [WRITER, disk, '0', String(FLOOR), String(ENOUGH)], {
    encoding: 'utf8',
  });
  const said = stdout.trimEnd().split('\n');
  expect(said.filter((line) => line.startsWith('ERROR full')).length).toBeGreaterThan(0);
  expect(existsSync(path.join(disk, 'journal.db'))).toBe(true);
  const { rows, fault } = verifyJournal(path.join(disk, 'journal.db'));
  expect(fault).toBeUndefined();
  expect(rows).toBe(numbersOf(said, 'ACK').at(-1));
});

/** Where no disk can be mounted, the system is made to refuse one write as a full disk would. */
function refusingOnce(ballast: number): { readonly said: readonly string[]; readonly file: string } {
  const disk = temporaryDirectory();
  const file = path.join(disk, 'journal.db');
  const args = [disk, String(ballast), '0', String(ENOUGH)];
  return { said: runWithFault('pwrite64:error=ENOSPC:when=100', `${file}-wal`, WRITER, args), file };
}

function finishesWhatWasBegun(): void {
  const { said, file } = refusingOnce(BALLAST);
  expect(said.filter((line) => !line.startsWith('ACK'))).toEqual(['LEVEL full false', 'LEVEL ample true']);
  expect(verifyJournal(file)).toMatchObject({ rows: numbersOf(said, 'ACK').at(-1), fault: undefined });
}

function refusesWithoutReserve(): void {
  const { said, file } = refusingOnce(0);
  expect(said.filter((line) => line.startsWith('ERROR'))).toEqual(['ERROR full']);
  expect(verifyJournal(file)).toMatchObject({ rows: numbersOf(said, 'ACK').at(-1), fault: undefined });
}
