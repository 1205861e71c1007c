import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { verifyJournal } from '#kiosk/storage/journal/verify.ts';
import { LaneProcess } from '#tests/support/lane-process.ts';
import { LABEL, openPage, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: a disk that takes nothing any more closes the lane and ends nothing: the same process is back with the same
// basket once the disk has room again.
// Method: the kernel refuses every write of the running lane to a file (RLIMIT_FSIZE), so that its journal, its log and
// everything else fail at once, and is told to allow them again.

let world: TestShop;
let lane: LaneProcess;
let page: PageConnection;

beforeEach(async () => {
  world = await TestShop.open({ 'lane.scanRepeatWindowMs': 0 });
  lane = await LaneProcess.start(world);
  page = await openPage(lane.links.shopper);
});

afterEach(async () => {
  page.close();
  await lane.stop();
  await world.close();
});

/** Only the soft limit is moved, so that it can be moved back without rights. */
function fileSizeMax(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(lane.pid), `--fsize=${bytes}:`]);
}

it('closes while the disk is full, and sells on afterwards', async () => {
  await until('the lane is open', () => page.value('lane')?.screen === 'welcome');
  world.devices.scanner.scan(LABEL.oatMilk);
  await until('the line is on the screen', () => page.value('basket')?.total === 219);

  fileSizeMax(1);
  world.devices.scanner.scan(LABEL.oatMilk);
  await until('out of service', () => page.value('lane')?.screen === 'out-of-service');
  expect(page.value('lane')?.outOfServiceReasons).toEqual(['journal']);
  const { ticketId } = await page.call('callStaff', { topic: null });
  await until('help is on its way', () => page.entries('assist').has(ticketId));

  fileSizeMax('unlimited');
  await until('the basket is back', () => page.value('lane')?.screen === 'basket', 40_000);
  expect(page.value('basket')?.total).toBe(219);
  expect(page.entries('assist').has(ticketId)).toBe(true);
  world.devices.scanner.scan(LABEL.oatMilk);
  await until('it sells on', () => page.value('basket')?.total === 400);
  await lane.stop();
  expect(verifyJournal(world.journalFile).fault).toBeUndefined();
});
