import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { verifyJournal } from '#kiosk/storage/journal/verify.ts';
import { freePort } from '#tests/support/free-port.ts';
import { LaneProcess } from '#tests/support/lane-process.ts';
import { LABEL, openPage, openShopperPage, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';
import type { Point } from '#drivers/simulators/zvt/behaviour.ts';
import type { Shop } from '#kiosk/host/roles/shop.ts';

// Goal: wherever in a payment a lane ends, in order or by a kill, the next start finds the truth: what was charged is
// what the journal calls approved, the sale is paid or can be paid, and never twice.
// Method: the lane is ended in the moment in which the terminal passes a point of the charge; the terminal goes on by
// itself. The first sale gives the terminal a record to be compared with.

/** Time for the two looks at the terminal that together say that nothing was booked. */
const SETTINGS = { 'devices.terminal.recoverTimeoutMs': 40_000 };
const PATIENCE_MS = 45_000;

/** A lane that can be ended in either way. */
interface Life {
  readonly page: PageConnection;
  end(): Promise<void>;
}

let world: TestShop;
let life: Life;

beforeEach(async () => {
  world = await TestShop.open({
    ...SETTINGS,
    'lane.scanRepeatWindowMs': 0,
    'lane.http.port': await freePort(),
    'store.http.port': await freePort(),
  });
});

afterEach(async () => {
  await life.end();
  await world.close();
});

async function inThisProcess(): Promise<Life> {
  const shop: Shop = await world.startLane({ untilReady: false });
  const page = await openShopperPage(shop);
  return {
    page,
    end: async () => {
      page.close();
      await shop.stop();
    },
  };
}

async function asAProcess(): Promise<Life> {
  const process = await LaneProcess.start(world);
  const page = await openPage(process.links.shopper);
  return {
    page,
    end: async () => {
      page.close();
      await process.kill();
    },
  };
}

const screen = (): string | undefined => life.page.value('lane')?.screen;
const phase = (): string | undefined => life.page.value('payment')?.phase;

/** @param isOver whether the lane has gone meanwhile */
async function startPaying(isOver: () => boolean = () => false): Promise<void> {
  world.devices.scanner.scan(LABEL.oatMilk);
  await until('the line is on the screen', () => life.page.entries('lines').size === 1);
  await life.page.call('startPayment', {});
  await until('the reader waits for a card', () => isOver() || phase() === 'present-card');
}

async function payTheRest(): Promise<void> {
  // An orderly end may still have heard that nothing was paid; then the basket is open again.
  const isUnpaid = (): boolean => phase() === 'failed' || screen() === 'basket';
  await until('it is known that nothing was paid', isUnpaid, PATIENCE_MS);
  await life.page.call('startPayment', {});
  await until('the reader waits again', () => phase() === 'present-card');
  world.devices.terminal.presentCard('approve');
}

describe.each([
  ['stopped', inThisProcess],
  ['killed', asAProcess],
] as const)('a lane that is %s while the terminal is at', (_how, start) => {
  it.each(['waiting-for-card', 'host-asked', 'result-sent', 'result-answered', 'completion-sent'] as const)(
    '%s',
    async (at: Point) => {
      const { terminal } = world.devices;
      life = await start();
      await until('the lane is open', () => screen() === 'welcome');
      await startPaying();
      terminal.presentCard('approve');
      await until('the first sale is paid', () => screen() === 'thanks');
      await life.page.call('finish', {});
      await until('the lane is free', () => screen() === 'welcome');

      const passedBefore = terminal.passed.filter((point) => point === at).length;
      let ending: Promise<void> | undefined;
      const unlisten = terminal.onChange(() => {
        if (terminal.passed.filter((point) => point === at).length > passedBefore) ending ??= life.end();
      });
      await startPaying(() => ending !== undefined);
      // Held to the reader after the lane has gone, where it goes while the reader still waits.
      if (at === 'waiting-for-card') await ending;
      terminal.presentCard(at === 'waiting-for-card' ? 'stop' : 'approve');
      await until('the lane goes', () => ending !== undefined);
      await ending;
      unlisten();
      await until('the terminal is done', () => !terminal.charging);

      life = await start();
      await until('the lane is back', () => ['payment', 'thanks', 'basket'].includes(screen() ?? ''));
      if (terminal.booked.length === 1) await payTheRest();
      await until('the sale is paid', () => screen() === 'thanks', PATIENCE_MS);
      await life.end();
      expect(verifyJournal(world.journalFile).fault).toBeUndefined();
      const approved = (await world.journal()).filter(({ event }) => event.type === 'payment-approved');
      expect(terminal.booked.map(({ amount }) => amount)).toEqual([219, 219]);
      expect(approved).toHaveLength(2);
    },
    100_000,
  );
});
