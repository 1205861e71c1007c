import { mkdirSync, rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '#kiosk/lane/ports.ts';
import { verifyJournal } from '#kiosk/storage/journal/verify.ts';
import { launchChromium } from '#tests/support/chromium.ts';
import { freePort } from '#tests/support/free-port.ts';
import { LaneProcess } from '#tests/support/lane-process.ts';
import { copyDemoStaff } from '#kiosk/host/demo/demo-staff.ts';
import { LABEL, PINS, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: the whole way, as the shopper sees it: bytes on the scanner's line become lines on the screen, a card at the
// reader becomes a paid sale, the printer's bytes become a receipt, and the journal verifies; also when a device fails
// or the lane is killed in the middle.
// Method: the real program as a process of its own, the real page in Chromium, simulated devices behind ptys and
// sockets.

let browser: Browser;
let world: TestShop;
let lane: LaneProcess;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  world = await TestShop.open({
    'lane.scanRepeatWindowMs': 0,
    'lane.http.port': await freePort(),
    'store.http.port': await freePort(),
  });
  copyDemoStaff(world.config);
  lane = await LaneProcess.start(world);
  const context = await browser.newContext({ viewport: { width: 1080, height: 1920 } });
  page = await context.newPage();
  await page.goto(lane.links.shopper);
  await page.getByRole('heading', { name: 'Scan your first article' }).waitFor();
});

afterEach(async () => {
  await page.context().close();
  await lane.stop();
  await world.close();
});

async function scan(label: string, name: string, count: number): Promise<void> {
  world.devices.scanner.scan(label);
  await until(
    `${count} × ${name} on the screen`,
    async () => (await lines().filter({ hasText: name }).count()) === count,
  );
}

/** What is read while the lane has its end of the line closed is lost, as at any till: the shopper scans again. */
async function scanUntilTaken(label: string, name: string): Promise<void> {
  const line = lines().filter({ hasText: name }).first();
  await until(`${name} on the screen`, async () => {
    world.devices.scanner.scan(label);
    return line.waitFor({ timeout: 500 }).then(
      () => true,
      () => false,
    );
  });
}

const lines = (): ReturnType<Page['locator']> => page.locator('hr-basket-line');
const total = async (): Promise<string> => page.locator('hr-basket-screen .total').innerText();

async function startPaying(): Promise<void> {
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await until('the reader waits for a card', () => world.devices.terminal.screen === 'present-card');
  await page.getByRole('heading', { name: 'Hold your card or phone to the reader' }).waitFor();
}

async function paid(): Promise<void> {
  await page.locator('hr-thanks-screen').waitFor();
}

async function buyOne(): Promise<void> {
  await scan(LABEL.oatMilk, 'Organic oat milk', 1);
  await startPaying();
  world.devices.terminal.presentCard('approve');
  await paid();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('heading', { name: 'Scan your first article' }).waitFor();
}

/** Ends the lane and reads what it wrote, once it has proved to be whole. */
async function journal(): Promise<readonly JournalEntry[]> {
  await lane.stop();
  expect(verifyJournal(world.journalFile).fault).toBeUndefined();
  return world.journal();
}

function approvals(entries: readonly JournalEntry[]): number {
  return entries.filter(({ event }) => event.type === 'payment-approved').length;
}

describe('the whole way through', () => {
  it('from bytes on the line to a receipt in the hand', async () => {
    await scan(LABEL.oatMilk, 'Organic oat milk', 1);
    await scan(LABEL.oatMilk, 'Organic oat milk', 2);
    expect(await total()).toBe('€4.00');
    await startPaying();
    world.devices.terminal.presentCard('approve');
    await paid();
    await page.getByRole('button', { name: 'Print' }).click();
    const receipt = await until('the receipt', () => world.devices.printer.receipts[0]);
    expect(receipt.lines.join('\n')).toMatch(/Organic oat milk[\s\S]*Total\s+€4\.00/);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('heading', { name: 'Scan your first article' }).waitFor();
    const entries = await journal();
    expect(approvals(entries)).toBe(1);
    expect(world.devices.terminal.booked).toMatchObject([{ amount: 400 }]);
  });

  it('with a card that is refused first', async () => {
    await scan(LABEL.oatMilk, 'Organic oat milk', 1);
    await startPaying();
    world.devices.terminal.presentCard('decline');
    await page.locator('hr-pay-ended-screen').getByText('No money was taken').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await until('the reader waits again', () => world.devices.terminal.screen === 'present-card');
    world.devices.terminal.presentCard('approve');
    await paid();
    expect(world.devices.terminal.booked).toMatchObject([{ amount: 219 }]);
  });

  it('with the scanner unplugged in the middle', async () => {
    await scan(LABEL.oatMilk, 'Organic oat milk', 1);
    world.devices.scanner.unplug();
    world.devices.scanner.plug();
    await scanUntilTaken(LABEL.pilsCan, 'pils');
    expect(await lines().filter({ hasText: 'Organic oat milk' }).count()).toBe(1);
  });

  it('with no paper in the printer', async () => {
    world.devices.printer.setPaper('end');
    await scan(LABEL.oatMilk, 'Organic oat milk', 1);
    await startPaying();
    world.devices.terminal.presentCard('approve');
    await paid();
    await page.getByRole('button', { name: 'Print' }).click();
    await page
      .locator('hr-qr-code')
      .or(page.getByRole('button', { name: 'On my phone' }))
      .first()
      .waitFor();
    const entries = await journal();
    expect(entries.some(({ event }) => event.type === 'receipt-failed')).toBe(true);
    expect(entries.some(({ event }) => event.type === 'transaction-settled')).toBe(true);
  });
});

describe('what the shopper sees when something stands in the way', () => {
  it('a scan while she pays is said to be none, and the payment goes on', async () => {
    await scan(LABEL.oatMilk, 'Organic oat milk', 1);
    await startPaying();
    world.devices.scanner.scan(LABEL.pilsCan);
    await page.getByRole('heading', { name: 'A payment is running.' }).waitFor();
    world.devices.terminal.presentCard('approve');
    await paid();
    expect(await page.getByRole('heading', { name: 'A payment is running.' }).isVisible()).toBe(false);
    expect(world.devices.terminal.booked).toMatchObject([{ amount: 219 }]);
  });

  it('a lane that cannot write says so, and Help works there', async () => {
    await lane.stop();
    // What is damaged is set aside by the lane itself; what is no file at all is for a person.
    for (const more of ['', '-wal', '-shm']) rmSync(world.journalFile + more, { force: true });
    mkdirSync(world.journalFile);
    lane = await LaneProcess.start(world);
    await page.goto(lane.links.shopper);
    await page.getByRole('heading', { name: 'This lane is closed just now' }).waitFor();
    await page.getByText('This lane cannot write down sales safely.').waitFor();
    await page.getByRole('button', { name: 'Help' }).click();
    await page.locator('hr-help-steps').waitFor();
    rmSync(world.journalFile, { recursive: true });
    await page.getByRole('heading', { name: 'Scan your first article' }).waitFor({ timeout: 60_000 });
  });
});

describe('when the lane is killed', () => {
  it('with lines open, the same basket comes back on the same screen', async () => {
    await scan(LABEL.oatMilk, 'Organic oat milk', 1);
    await scan(LABEL.pilsCan, 'pils', 1);
    const before = await total();
    await lane.kill();
    await page.locator('hr-lost-screen').waitFor();
    lane = await LaneProcess.start(world);
    await page.locator('hr-basket-screen').waitFor();
    expect(await total()).toBe(before);
    await scanUntilTaken(LABEL.peanuts, 'peanuts');
  });

  it.each(['before the card', 'after the card'] as const)(
    'in a payment, %s, nobody is charged twice',
    async (moment) => {
      // A reader that has booked before can tell what its last payment was; a fresh one could not, and staff would be
      // asked.
      await buyOne();
      await scan(LABEL.oatMilk, 'Organic oat milk', 1);
      await startPaying();
      if (moment === 'after the card') {
        // The terminal goes on by itself and books; the lane is not there to hear it.
        world.devices.terminal.presentCard('approve');
        await lane.kill();
        await until('the terminal has booked', () => world.devices.terminal.booked.length === 2);
      } else {
        await lane.kill();
        world.devices.terminal.presentCard('stop');
      }
      await until('the terminal has ended', () => !world.devices.terminal.charging);
      lane = await LaneProcess.start(world);
      if (moment === 'after the card') {
        await paid();
      } else {
        // The reader is asked twice before "not booked" is believed.
        await page.getByRole('button', { name: 'Try again' }).click({ timeout: 60_000 });
        await until('the reader waits again', () => world.devices.terminal.screen === 'present-card');
        world.devices.terminal.presentCard('approve');
        await paid();
      }
      expect(world.devices.terminal.booked).toMatchObject([{ amount: 219 }, { amount: 219 }]);
      expect(approvals(await journal())).toBe(2);
    },
  );
});

describe('a person within reach', () => {
  it('is called with one press, seen by staff, and named to the shopper', async () => {
    await scan(LABEL.oatMilk, 'Organic oat milk', 1);
    await page.getByRole('button', { name: 'Help' }).click();
    const staff = await browser.newPage({ viewport: { width: 430, height: 932 } });
    await staff.goto(lane.links.staff);
    await staff.getByLabel('Your name').fill('Sara');
    await staff.keyboard.press('Enter');
    await staff.getByLabel('PIN').fill(PINS.Sara);
    await staff.keyboard.press('Enter');
    await staff.getByRole('button', { name: 'I’m coming' }).click();
    await page.getByText('Sara').first().waitFor();
    await staff.getByRole('button', { name: 'I’m here' }).click();
    await staff.getByRole('button', { name: 'Explained', exact: true }).click();
    await staff.getByText('Nobody needs you right now').waitFor();
    await staff.close();
    const events = (await journal()).map(({ event }) => event.type).filter((type) => type.startsWith('ticket'));
    expect(events).toEqual(['ticket-raised', 'ticket-acknowledged', 'ticket-attended', 'ticket-resolved']);
  });
});
