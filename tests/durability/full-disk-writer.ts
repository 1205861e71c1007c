import path from 'node:path';
import { STANDARD_OUTPUT, writeAll } from '#kiosk/storage/write-all.ts';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import { DiskKeeper } from '#kiosk/host/sync/disk-keeper.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';

/**
 * Sells on a small disk until it is full, and says on standard output what happens: "ACK n" when row n is promised,
 * "LEVEL x" when the disk's level changed, "ERROR code" when a row was refused. It stops after ten refusals, or once it
 * has said "enough" rows after the disk was full.
 *
 *   full-disk-writer.ts FOLDER BALLAST FLOOR ENOUGH
 */
const [folder = '', ballastBytes = '0', floorBytes = '0', enough = '0'] = process.argv.slice(2);
const ROW_LENGTH = 20_000;
const ROWS_MAX = 2_000;
const REFUSALS_MAX = 10;
const LOOK_EVERY_ROWS = 5;

const say = (line: string): void => writeAll(STANDARD_OUTPUT, `${line}\n`);
const keeper = new DiskKeeper(folder, {
  clock: { after: () => () => {} },
  log: { info: () => {}, warn: () => {} },
  limits: { ballastBytes: Number(ballastBytes), floorBytes: Number(floorBytes) },
});
keeper.onChange(() => say(`LEVEL ${keeper.level} ${keeper.mayBeginSale}`));
await keeper.look();
const journal = await openLaneJournal(path.join(folder, 'journal.db'), {
  workstationId: 'lane-under-test',
  onFull: () => keeper.refused(),
});
let refusals = 0;
let afterFull = 0;
for (let row = 1; row <= ROWS_MAX && refusals < REFUSALS_MAX && afterFull < Number(enough); row += 1) {
  try {
    const softwareVersion = `${row} ${'x'.repeat(ROW_LENGTH)}`;
    await journal.append('2026-01-02' as BusinessDay, [
      { kind: 'lane', event: { type: 'lane-started', softwareVersion, at: row } },
    ]);
    say(`ACK ${journal.headSeq}`);
    if (keeper.level === 'full') afterFull += 1;
  } catch (error) {
    refusals += 1;
    say(`ERROR ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`);
  }
  if (row % LOOK_EVERY_ROWS === 0) await keeper.look();
}
await journal.close().catch((error: unknown) => say(`ERROR ${String(error)}`));
