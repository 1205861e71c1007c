import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { freePort } from '#tests/support/free-port.ts';
import { LaneProcess } from '#tests/support/lane-process.ts';
import { LABEL, openPage, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: a shopper who was told that nobody knows her article is neither forgotten nor called for in a hurry when the
// lane loses its power meanwhile.
// Method: the lane as a process of its own with its scanner, killed while she has time to put it right; the store gives
// as little of that as settings allow, and the clock is the machine's.

const NUDGE_SECONDS = 3;

let world: TestShop;
let lane: LaneProcess;
let page: PageConnection;

beforeEach(async () => {
  world = await TestShop.open({
    'assist.interventions.article-unknown.nudgeSeconds': NUDGE_SECONDS,
    'lane.scanRepeatWindowMs': 0,
    'lane.http.port': await freePort(),
    'store.http.port': await freePort(),
  });
  await start();
});

afterEach(async () => {
  page.close();
  await lane.kill();
  await world.close();
});

async function start(): Promise<void> {
  lane = await LaneProcess.start(world);
  page = await openPage(lane.links.shopper);
}

const calls = (): readonly string[] => [...page.entries('assist').values()].map(({ reason }) => reason);

it('a hint under way outlives a kill: it is there again, and a person comes when its time is over', async () => {
  await until('the lane is open', () => page.value('lane')?.screen === 'welcome');
  await page.call('enterCode', { code: LABEL.oatMilk });
  world.devices.scanner.scan(LABEL.unknown);
  await until('the notice', () => page.value('notice')?.code === 'article-unknown');
  // Whatever was asked for after it comes after it on the disk, too.
  await page.call('enterCode', { code: LABEL.unknown }).catch(() => {});
  await page.call('chooseLanguage', { language: 'de' });
  page.close();
  await lane.kill();
  await start();
  await until('the hint is back', () => page.value('notice')?.code === 'article-unknown');
  const back = performance.now();
  expect(calls()).toEqual([]);
  await until('the call', () => calls().includes('article-unknown'), 30_000);
  const NOTICE_IS_OLDER_BY_MS = 1_000;
  expect(performance.now() - back).toBeGreaterThan(NUDGE_SECONDS * 1_000 - NOTICE_IS_OLDER_BY_MS);
  expect(calls()).toEqual(['article-unknown']);
});
