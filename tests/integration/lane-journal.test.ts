import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { openLaneJournal } from '#kiosk/host/journal-adapter.ts';
import { verifyJournal } from '#kiosk/storage/journal/verify.ts';
import { AtLane } from '#tests/support/at-lane.ts';
import { LABEL, openShopperPage, openStaffPage, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: a lane that cannot write sells nothing and says so, Help works all the same, the process stays, and as soon as
// the journal is right again the lane is back by itself, with the basket and the calls as they were.
// Method: real journal files that are damaged, foreign, newer, no files at all, or locked by another program in the
// middle of a sale; the real lane with its pages and devices.

/** Longer than SQLite waits for a lock. */
const LOCKED_MS = 1_500;

let close: () => Promise<void> = async () => {};

afterEach(async () => {
  await close();
  close = async () => {};
});

/** A shop whose journal file is made bad before its lane starts. */
async function shopWith(spoil: (file: string, world: TestShop) => Promise<void> | void): Promise<{
  readonly world: TestShop;
  readonly page: PageConnection;
  readonly staff: PageConnection;
}> {
  const world = await TestShop.open({ 'lane.scanRepeatWindowMs': 0 });
  mkdirSync(path.dirname(world.journalFile), { recursive: true });
  await spoil(world.journalFile, world);
  const shop = await world.startLane({ untilReady: false });
  const page = await openShopperPage(shop);
  const staff = await openStaffPage(shop);
  close = async () => {
    page.close();
    staff.close();
    await shop.stop();
    await world.close();
  };
  return { world, page, staff };
}

async function goodJournal(file: string, workstationId: string): Promise<void> {
  const journal = await openLaneJournal(file, { workstationId });
  await journal.append('2026-09-21' as never, [
    { kind: 'lane', event: { type: 'lane-started', softwareVersion: '1', at: 1 } },
    { kind: 'lane', event: { type: 'lane-stopped', at: 2 } },
  ]);
  await journal.close();
}

describe('a journal that cannot be used at the start', () => {
  it.each([
    [
      'one of another program',
      (file: string) => {
        const other = new BetterSqlite3(file);
        other.exec('CREATE TABLE bookings (id INTEGER)');
        other.close();
      },
    ],
    ['one of another lane', async (file: string) => goodJournal(file, 'lane-99')],
    [
      'one of a newer version',
      async (file: string) => {
        await goodJournal(file, 'demo.lane-1');
        const database = new BetterSqlite3(file);
        database.pragma('user_version = 999');
        database.close();
      },
    ],
    ['a folder', (file: string) => mkdirSync(file)],
  ] as const)(
    '%s closes the lane, with Help at hand, and it opens by itself once that is put away',
    async (_, spoil) => {
      const { world, page, staff } = await shopWith(spoil);
      await until('out of service', () => page.value('lane')?.screen === 'out-of-service');
      expect(page.value('lane')?.outOfServiceReasons).toEqual(['journal']);
      expect(page.value('session')?.languages).toContain('nl');
      await page.call('chooseLanguage', { language: 'nl' });
      await until('it speaks Dutch', () => page.value('session')?.language === 'nl');

      const { ticketId } = await page.call('callStaff', { topic: 'other' });
      expect(await page.call('callStaff', { topic: null })).toEqual({ ticketId });
      const call = await until('staff see it', () => staff.entries('tickets').get(ticketId));
      expect(call).toMatchObject({ reason: 'help', topic: 'other', language: 'nl', status: 'raised' });
      await staff.call('acknowledgeTicket', { ticketId });
      await until('the shopper knows who comes', () => page.entries('assist').get(ticketId)?.attendant === 'Sara');
      const scan = page.call('startPayment', {});
      await expect(scan).rejects.toMatchObject({ code: 'command-unavailable' });

      renameSync(world.journalFile, `${world.journalFile}.put-away`);
      for (const more of ['-wal', '-shm']) rmSync(world.journalFile + more, { force: true });
      await until('the lane is open', () => page.value('lane')?.screen === 'welcome', 40_000);
      expect(page.entries('assist').get(ticketId)).toMatchObject({ status: 'acknowledged', attendant: 'Sara' });
      await staff.call('resolveTicket', { ticketId, outcome: null });
      await until('the call is over', () => !page.entries('assist').has(ticketId));
      world.devices.scanner.scan(LABEL.oatMilk);
      await until('it sells', () => page.value('basket')?.total === 219);
    },
  );

  it.each([
    ['garbage', (file: string) => writeFileSync(file, Buffer.alloc(8192, 'not a database'))],
    [
      'one with a changed row',
      async (file: string) => {
        await goodJournal(file, 'demo.lane-1');
        const bytes = readFileSync(file);
        bytes.write('lane-stoqqed', bytes.lastIndexOf('lane-stopped'));
        writeFileSync(file, bytes);
      },
    ],
  ] as const)('%s is set aside as it was found, and the lane sells with a new one', async (_, spoil) => {
    const { world, page } = await shopWith(spoil);
    await until('the lane is open', () => page.value('lane')?.screen === 'welcome');
    world.devices.scanner.scan(LABEL.oatMilk);
    await until('it sells', () => page.value('basket')?.total === 219);
    expect(verifyJournal(world.journalFile).fault).toBeUndefined();
    const beside = readdirSync(path.dirname(world.journalFile));
    expect(beside.filter((name) => /^journal\.db\.corrupt\.\d+T\d+Z$/.test(name))).toHaveLength(1);
  });

  it('calls staff by itself when it stays away, and takes that back', async () => {
    const { world, staff } = await shopWith((file) => mkdirSync(file));
    const call = await until('the lane calls', () => [...staff.entries('tickets').values()][0]);
    expect(call).toMatchObject({ reason: 'out-of-service', raisedBy: 'lane' });
    rmSync(world.journalFile, { recursive: true });
    await until('it is taken back', () => staff.entries('tickets').size === 0, 40_000);
  });
});

describe('a journal that fails in the middle of a sale', () => {
  /** Another program holds the file for longer than a lane waits. */
  function lock(lane: AtLane): BetterSqlite3.Database {
    const other = new BetterSqlite3(lane.world.journalFile, { timeout: LOCKED_MS });
    other.exec('BEGIN IMMEDIATE');
    return other;
  }

  it('closes the lane at once, keeps Help working, and brings the basket back as it was', async () => {
    const lane = await AtLane.open();
    close = async () => lane.close();
    await lane.page.call('chooseLanguage', { language: 'da' });
    await lane.scan(LABEL.oatMilk);
    await lane.scan(LABEL.pilsCan);
    await lane.called('age-check');
    const before = [...lane.page.entries('lines').entries()];
    const staff = await lane.staff();

    const other = lock(lane);
    lane.world.devices.scanner.scan(LABEL.oatMilk);
    await lane.sees('out-of-service');
    expect(lane.page.value('lane')?.outOfServiceReasons).toEqual(['journal']);
    expect(lane.page.value('session')?.language).toBe('da');
    const { ticketId } = await lane.page.call('callStaff', { topic: null });
    await until('staff see it', () => staff.entries('tickets').has(ticketId));
    expect([...staff.entries('tickets').values()].map(({ reason }) => reason)).toContain('age-check');
    await staff.call('acknowledgeTicket', { ticketId });
    const age = lane.ticket('age-check')?.ticketId ?? '';
    await staff.call('acknowledgeTicket', { ticketId: age });
    const approve = staff.call('resolveTicket', { ticketId: age, outcome: 'approved' });
    await expect(approve).rejects.toMatchObject({ code: 'lane-out-of-service' });

    other.exec('ROLLBACK');
    other.close();
    await until('the basket is back', () => lane.screen === 'basket', 40_000);
    expect([...lane.page.entries('lines').entries()]).toEqual(before);
    expect(lane.page.entries('assist').get(ticketId)).toMatchObject({ status: 'acknowledged', attendant: 'Sara' });
    await staff.call('resolveTicket', { ticketId: age, outcome: 'approved' });
    await until('the age is checked', () => lane.page.value('basket')?.tasks.length === 0);
    await lane.pay();
    const entries = await lane.journal();
    expect(verifyJournal(lane.world.journalFile).fault).toBeUndefined();
    expect(entries.filter(({ event }) => event.type === 'transaction-started')).toHaveLength(1);
    expect(entries.filter(({ event }) => event.type === 'lane-started')).toHaveLength(2);
  });

  it.each(['present-card', 'answered'] as const)(
    '%s: never charges what it cannot write down',
    async (moment) => {
      const lane = await AtLane.open({ settings: { 'devices.terminal.recoverTimeoutMs': 20_000 } });
      close = async () => lane.close();
      const { terminal } = lane.world.devices;
      await lane.scan(LABEL.oatMilk);
      await lane.pay();
      await lane.page.call('finish', {});
      await lane.sees('welcome');
      await lane.scan(LABEL.oatMilk);
      await lane.startPaying();
      const other = lock(lane);
      if (moment === 'present-card') {
        const call = lane.page.call('callStaff', { topic: null }).catch(() => {});
        await lane.sees('out-of-service');
        await call;
      } else {
        terminal.presentCard('approve');
        await lane.sees('out-of-service');
      }
      await until('the terminal has ended it', () => !terminal.charging);
      expect(lane.charged).toEqual([219]);
      other.exec('ROLLBACK');
      other.close();
      await until('it is known that nothing was paid', () => lane.phase === 'failed', 50_000);
      await lane.pay();
      expect(lane.charged).toEqual([219, 219]);
      const approved = (await lane.journal()).filter(({ event }) => event.type === 'payment-approved');
      expect(approved).toHaveLength(2);
    },
    90_000,
  );

  it('while a receipt prints: the sale is still paid, and the receipt can be had', async () => {
    const lane = await AtLane.open();
    close = async () => lane.close();
    await lane.scan(LABEL.oatMilk);
    await lane.pay();
    lane.world.devices.printer.setPaper('end');
    await lane.page.call('chooseReceipt', { medium: 'paper' });
    const other = lock(lane);
    await lane.sees('out-of-service');
    other.exec('ROLLBACK');
    other.close();
    lane.world.devices.printer.setPaper('ok');
    await until('the sale is shown as paid', () => lane.screen === 'thanks', 40_000);
    await lane.page.call('chooseReceipt', { medium: 'paper' });
    await until('it is printed', () => lane.page.value('receipt')?.state === 'printed');
    expect(lane.charged).toEqual([219]);
  });
});
