/*
 * Goal: a call is one person's at a time and never nobody's, whatever pages, clocks and strangers do.
 * Method: a store with two lanes and their journals in one process, the real page client over the real socket.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { BoardView } from '#kiosk/api/staff.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import { type DemoDevices, startDemoDevices } from '#kiosk/host/demo/demo-devices.ts';
import { copyDemoStaff } from '#kiosk/host/demo/demo-staff.ts';
import { openHelpShelf } from '#kiosk/host/help/help-shelf.ts';
import { openGoods } from '#kiosk/host/roles/goods.ts';
import { type Shop, startShop } from '#kiosk/host/roles/shop.ts';
import { loadConfig } from '#config/load.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { openPage, openShopperPage, openStaffPage, PINS, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

const QUIET: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** The shortest that settings allow. */
const LEASE_MS = 10_000;

let world: TestShop;
let devices: DemoDevices;
let shop: Shop;
let shoppers: [PageConnection, PageConnection];
let pages: PageConnection[];

beforeEach(async () => {
  world = await TestShop.open({ 'assist.leases.comingMs': LEASE_MS });
  const second = path.join(world.directory, 'lane-2');
  mkdirSync(second, { recursive: true });
  devices = await startDemoDevices(second);
  copyDemoStaff(world.config);
  shop = await start();
  const [, station] = shop.stations;
  shoppers = [await openShopperPage(shop), await openPage(station?.server.mintUrl('shopper') ?? '')];
  pages = [...shoppers];
});

/** Both lanes and their store, with the data that is there. */
async function start(): Promise<Shop> {
  const { config } = world;
  const other = loadConfig({
    files: world.configFiles,
    overrides: {
      ...devices.settings,
      'lane.workstationId': 'lane-2',
      'lane.number': 2,
      'lane.dataDirectory': path.join(world.directory, 'lane-2'),
    },
  }).config;
  const pagesDirectory = path.join(world.directory, 'pages');
  mkdirSync(pagesDirectory, { recursive: true });
  const lanes = [
    { config, goods: await openGoods(config, QUIET) },
    { config: other, goods: await openGoods(other, QUIET) },
  ] as const;
  const started = await startShop({ lanes, help: openHelpShelf(config, QUIET), pagesDirectory, log: QUIET });
  await Promise.all(started.stations.map(({ lane }) => lane.ready));
  return started;
}

afterEach(async () => {
  for (const page of pages) page.close();
  await shop.stop();
  await devices.close();
  await world.close();
});

async function staff(who: keyof typeof PINS): Promise<PageConnection> {
  const page = await openStaffPage(shop, who);
  pages.push(page);
  return page;
}

async function stranger(): Promise<PageConnection> {
  const page = await openPage(shop.storeServer.mintUrl('staff'), ['tickets'], '/staff');
  pages.push(page);
  return page;
}

const tickets = (page: PageConnection): TicketView[] => [...page.entries('tickets').values()];
const atLane = (page: PageConnection, laneNumber: number): TicketView | undefined =>
  tickets(page).find((ticket) => ticket.laneNumber === laneNumber);

async function bothCall(): Promise<void> {
  for (const shopper of shoppers) await shopper.call('callStaff', { topic: 'price' });
}

describe('two lanes and two staff pages', () => {
  it('show both calls on both pages, and what one takes is gone for the other', async () => {
    const [sara, ben] = [await staff('Sara'), await staff('Ben')];
    await bothCall();
    for (const page of [sara, ben]) await until('both calls', () => tickets(page).length === 2);
    const second = atLane(sara, 2)?.ticketId ?? '';
    await sara.call('acknowledgeTicket', { ticketId: second });
    const taken = await until('Ben sees it', () => {
      const ticket = atLane(ben, 2);
      return ticket?.status === 'acknowledged' && ticket;
    });
    expect(taken).toMatchObject({ attendant: 'Sara', helper: { personId: '101' } });
    const late = ben.call('acknowledgeTicket', { ticketId: second });
    await expect(late).rejects.toMatchObject({ code: 'ticket-not-open', data: { attendant: 'Sara' } });
    expect(atLane(ben, 1)?.status).toBe('raised');
  });

  it('brings a call back at its place when nobody says a word any more', { timeout: 40_000 }, async () => {
    const [sara, ben] = [await staff('Sara'), await staff('Ben')];
    await bothCall();
    await until('both calls', () => tickets(ben).length === 2);
    const { ticketId, raisedAt } = atLane(sara, 1) ?? { ticketId: '', raisedAt: 0 };
    await sara.call('acknowledgeTicket', { ticketId });
    await until('it is taken', () => atLane(ben, 1)?.status === 'acknowledged');
    const back = await until('it is back', () => atLane(ben, 1)?.status === 'raised' && atLane(ben, 1), 25_000);
    expect(back).toMatchObject({ raisedAt, attendant: null });
    await ben.call('acknowledgeTicket', { ticketId });
    await until('Ben has it', () => atLane(sara, 1)?.attendant === 'Ben');
  });

  it('hand a call to the one who was named, with what is known', async () => {
    const [sara, ben] = [await staff('Sara'), await staff('Ben')];
    await shoppers[0].call('callStaff', { topic: 'price' });
    const { ticketId } = await until('the call', () => atLane(sara, 1));
    await sara.call('acknowledgeTicket', { ticketId });
    const forged = { personId: '104', firstName: 'Joris', role: 'manager' } as const;
    await sara.call('handOverTicket', { ticketId, to: '102', note: 'label says 1.99', toHelper: forged });
    const handed = await until('it is handed over', () => atLane(ben, 1)?.handOver && atLane(ben, 1));
    expect(handed).toMatchObject({ status: 'raised', handOver: { from: 'Sara', to: { personId: '102' } } });
    await until('Ben is asked', () => atLane(ben, 1)?.care?.asked.includes('102'));
  });
});

async function counted(): Promise<BoardView> {
  const leader = await openPage(shop.storeServer.mintUrl('staff'), ['board'], '/staff');
  pages.push(leader);
  await leader.call('signInWithPin', { name: 'Amira', pin: PINS.Amira });
  return until('it is counted', () => {
    const board = leader.value('board');
    return board?.acknowledgeSeconds && board;
  });
}

describe('the board', () => {
  it('counts what was settled, and knows it again after the store was started anew', async () => {
    const sara = await staff('Sara');
    const [shopper] = shoppers;
    await shopper.call('callStaff', { topic: null });
    const { ticketId } = await until('the call', () => atLane(sara, 1));
    await sara.call('attendTicket', { ticketId, place: 'at-lane' });
    await sara.call('resolveTicket', { ticketId, outcome: null, resolution: 'explained' });
    expect(await counted()).toMatchObject({ calls: 1, open: 0, firstContactShare: 1 });
    await shop.stop();
    shop = await start();
    const again = await counted();
    expect(again).toMatchObject({ calls: 1, open: 0 });
    expect(JSON.stringify(again)).not.toContain('Sara');
  });
});

describe('whoever is not who they say', () => {
  it('is refused, and nothing has changed', async () => {
    await bothCall();
    const sara = await staff('Sara');
    const { ticketId } = await until('the call', () => atLane(sara, 1));
    const page = await stranger();
    await expect(page.call('acknowledgeTicket', { ticketId })).rejects.toMatchObject({ code: 'not-signed-in' });
    const { token } = await page.call('signInWithPin', { name: 'Ben', pin: PINS.Ben });
    const [payload = '', signature = ''] = token.split('.');
    const claims = Buffer.from(payload, 'base64url').toString().replace('assistant', 'manager');
    const forged = `${Buffer.from(claims).toString('base64url')}.${signature}`;
    await expect(page.call('resumeSignIn', { token: forged })).rejects.toMatchObject({ code: 'sign-in-refused' });
    const pause = { workstationId: 'lane-1', action: { type: 'pause-lane' }, reason: 'for fun' } as const;
    await expect(page.call('actOnLane', pause)).rejects.toMatchObject({ code: 'role-not-allowed' });
    const helper = { personId: '104', firstName: 'Joris', role: 'manager' };
    const asJoris = page.call('actOnLane', { ...pause, person: helper } as typeof pause);
    await expect(asJoris).rejects.toMatchObject({ code: 'bad-input' });
    const afar = page.call('attendTicket', { ticketId, place: 'from-afar' });
    await expect(afar).rejects.toMatchObject({ code: 'action-not-offered' });
    expect(atLane(sara, 1)?.status).toBe('raised');
  });

  it('has five tries, and then waits, with the right PIN as well; others are let in', async () => {
    const page = await stranger();
    const tries = (pin: string): Promise<unknown> => page.call('signInWithPin', { name: 'sara', pin });
    for (const pin of ['1111', '2222', '3333', '4444', '5555']) {
      await expect(tries(pin)).rejects.toMatchObject({ code: 'sign-in-refused' });
    }
    await expect(tries(PINS.Sara)).rejects.toMatchObject({
      code: 'sign-in-locked',
      data: { seconds: expect.any(Number) },
    });
    const { person } = await page.call('signInWithBadge', { badge: 'HANDRAIL-DEMO-BADGE-101' });
    expect(person.firstName).toBe('Sara');
    await staff('Ben');
  });
});
