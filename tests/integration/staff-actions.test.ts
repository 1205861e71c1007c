import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { TILL } from '#kiosk/api/slips.ts';
import type { CareView, LaneAction } from '#kiosk/api/staff.ts';
import { copyDemoStaff } from '#kiosk/host/demo/demo-staff.ts';
import { openHelpShelf } from '#kiosk/host/help/help-shelf.ts';
import { openGoods } from '#kiosk/host/roles/goods.ts';
import { type Shop, startShop } from '#kiosk/host/roles/shop.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { LABEL, openPage, openStaffPage, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: what staff do to a basket from their page happens at the lane, once, within their limits, and is written down
// with who did it; a basket that moves is at one lane at a time and is never lost.
// Method: the real store and two real lanes in one process, with the pages of two shoppers and of several colleagues.

const QUIET: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const TOPICS = ['lane', 'basket', 'lines', 'assist'] as const;
const REASON = 'torn';

let worlds: readonly [TestShop, TestShop];
let shop: Shop;
let first: PageConnection;
let second: PageConnection;
let opened: PageConnection[] = [];

beforeEach(async () => {
  worlds = [
    await TestShop.open({ 'lane.scanRepeatWindowMs': 0 }),
    await TestShop.open({ 'lane.scanRepeatWindowMs': 0, 'lane.workstationId': 'lane-8', 'lane.number': 8 }),
  ];
  await startAll();
});

afterEach(async () => {
  await stopAll();
  for (const world of worlds) await world.close();
});

async function startAll(): Promise<void> {
  const [one, other] = await Promise.all(
    worlds.map(async ({ config }) => ({ config, goods: await openGoods(config, QUIET) })),
  );
  if (one === undefined || other === undefined) throw new Error('two lanes');
  copyDemoStaff(one.config);
  const pagesDirectory = path.join(worlds[0].directory, 'pages');
  mkdirSync(pagesDirectory, { recursive: true });
  shop = await startShop({ lanes: [one, other], help: openHelpShelf(one.config, QUIET), pagesDirectory, log: QUIET });
  await Promise.all(shop.stations.map(async ({ lane }) => lane.ready));
  [first, second] = await Promise.all([shopper(0), shopper(1)]);
}

async function stopAll(): Promise<void> {
  for (const page of opened) page.close();
  opened = [];
  await shop.stop();
}

async function shopper(lane: number): Promise<PageConnection> {
  const station = shop.stations[lane];
  if (station === undefined) throw new Error(`no lane ${lane}`);
  const page = await openPage(station.server.mintUrl('shopper'), TOPICS);
  opened.push(page);
  await until('the lane is open', () => page.value('lane')?.screen === 'welcome' || page.value('basket') !== undefined);
  return page;
}

async function staff(who: Parameters<typeof openStaffPage>[1]): Promise<PageConnection> {
  const page = await openStaffPage(shop, who);
  opened.push(page);
  await until('both lanes are known', () => page.entries('lanes').size === 2);
  return page;
}

async function buys(page: PageConnection, ...codes: readonly string[]): Promise<void> {
  for (const code of codes) await page.call('enterCode', { code });
  await until('it is in the basket', () => page.entries('lines').size >= codes.length);
}

const at = (world: TestShop): string => world.config.lane.workstationId;

function total(page: PageConnection): number | undefined {
  return page.value('basket')?.total;
}

async function events(world: TestShop): Promise<readonly { readonly type: string }[]> {
  return (await world.journal()).map(({ event }) => event);
}

async function calls(page: PageConnection, colleague: PageConnection): Promise<string> {
  const { ticketId } = await page.call('callStaff', { topic: null });
  await until('the call is on the staff page', () => colleague.entries('tickets').has(ticketId));
  return ticketId;
}

async function care(colleague: PageConnection, ticketId: string, fits: (care: CareView) => boolean): Promise<CareView> {
  return until('the card says it', () => {
    const found = colleague.entries('tickets').get(ticketId)?.care;
    return found !== undefined && found !== null && fits(found) ? found : undefined;
  });
}

describe('prices', () => {
  it('are set within the limits of the role, and written down with the person', async () => {
    await buys(first, LABEL.peanuts);
    const before = total(first) ?? 0;
    const sara = await staff('Sara');
    const lane = at(worlds[0]);
    const cheaper = (unitPrice: number) => ({
      workstationId: lane,
      action: { type: 'override-price' as const, lineNumber: 1, unitPrice },
      reason: REASON,
    });
    await expect(sara.call('actOnLane', cheaper(Math.floor(before / 2)))).rejects.toMatchObject({
      code: 'price-out-of-limits',
    });
    await sara.call('actOnLane', cheaper(before - 10));
    await until('it costs less', () => total(first) === before - 10);
    const discount = { workstationId: lane, action: { type: 'basket-discount' as const, amount: 5 }, reason: REASON };
    await expect(sara.call('actOnLane', discount)).rejects.toMatchObject({ code: 'role-not-allowed' });
    await stopAll();
    const written = await events(worlds[0]);
    expect(written).toContainEqual(
      expect.objectContaining({
        type: 'line-price-overridden',
        override: expect.objectContaining({ reason: REASON, by: expect.objectContaining({ firstName: 'Sara' }) }),
      }),
    );
    expect(written).toContainEqual(expect.objectContaining({ type: 'staff-acted', reason: REASON }));
    await startAll();
    await until('it is still that price', () => total(first) === before - 10);
  });
});

describe('making good', () => {
  it('comes to the basket at once within the role, once for a call', async () => {
    await buys(first, LABEL.oatMilk, LABEL.peanuts);
    const before = total(first) ?? 0;
    const sara = await staff('Sara');
    const ticketId = await calls(first, sara);
    const offered = await care(sara, ticketId, ({ gestures }) => gestures.length > 0);
    expect(offered.gestures).toContainEqual({ kind: 'discount', amountMax: 300, needsRole: 'assistant' });
    const offer = { ticketId, kind: 'discount' as const, amount: 100, reason: 'long wait' };
    expect(await sara.call('offerGesture', offer)).toEqual({ outcome: 'given' });
    expect(await sara.call('offerGesture', offer)).toEqual({ outcome: 'given' });
    await until('it is off the basket', () => total(first) === before - 100);
    const more = sara.call('offerGesture', { ...offer, amount: 50 });
    await expect(more).rejects.toMatchObject({ code: 'gesture-already-given' });
    await care(sara, ticketId, ({ gestures }) => gestures.length === 0);
    await stopAll();
    const given = (await events(worlds[0])).filter(({ type }) => type === 'basket-discount-given');
    expect(given).toMatchObject([{ discount: { amount: 100, by: { firstName: 'Sara' } } }]);
  });

  it('asks somebody who may say yes, and somebody else who may not is refused', async () => {
    await buys(first, LABEL.oatMilk, LABEL.peanuts, LABEL.oatMilk, LABEL.oatMilk, LABEL.oatMilk);
    const before = total(first) ?? 0;
    const [sara, ben, amira] = [await staff('Sara'), await staff('Ben'), await staff('Amira')];
    const ticketId = await calls(first, sara);
    const offer = { ticketId, kind: 'discount' as const, amount: 400, reason: 'long wait' };
    expect(await sara.call('offerGesture', offer)).toEqual({ outcome: 'asked' });
    const { gestureAsked } = await care(amira, ticketId, (found) => found.gestureAsked !== undefined);
    expect(gestureAsked).toMatchObject({ kind: 'discount', amount: 400, by: { firstName: 'Sara' } });
    const gestureId = gestureAsked?.gestureId ?? '';
    await expect(ben.call('approveGesture', { gestureId })).rejects.toMatchObject({ code: 'role-not-allowed' });
    expect(total(first)).toBe(before);
    await amira.call('approveGesture', { gestureId });
    await until('it is off the basket', () => total(first) === before - 400);
    await expect(amira.call('approveGesture', { gestureId })).rejects.toMatchObject({ code: 'gesture-unknown' });
  });

  it('is refused with no trace on the basket, and may be offered anew', async () => {
    await buys(first, LABEL.oatMilk, LABEL.oatMilk, LABEL.oatMilk);
    const [sara, amira] = [await staff('Sara'), await staff('Amira')];
    const ticketId = await calls(first, sara);
    await sara.call('offerGesture', { ticketId, kind: 'discount', amount: 400, reason: 'long wait' });
    const { gestureAsked } = await care(amira, ticketId, (found) => found.gestureAsked !== undefined);
    await amira.call('refuseGesture', { gestureId: gestureAsked?.gestureId ?? '' });
    await care(sara, ticketId, (found) => found.gestureAsked === undefined && found.gestures.length > 0);
    const small = { ticketId, kind: 'discount' as const, amount: 100, reason: 'long wait' };
    expect(await sara.call('offerGesture', small)).toEqual({ outcome: 'given' });
  });

  it('becomes a rain check where there is no basket to take it off, also for the store after a restart', async () => {
    const sara = await staff('Sara');
    const ticketId = await calls(first, sara);
    const offer = { ticketId, kind: 'discount' as const, amount: 100, reason: 'long wait' };
    expect(await sara.call('offerGesture', offer)).toEqual({ outcome: 'rain-check' });
    await stopAll();
    await startAll();
    const again = await staff('Sara');
    await until('the call is still there', () => again.entries('tickets').has(ticketId));
    expect(await again.call('offerGesture', offer)).toEqual({ outcome: 'rain-check' });
  });
});

describe('a basket that moves to another lane', () => {
  const toLane = (world: TestShop) => ({ type: 'move-basket' as const, to: at(world) });

  it('goes on there as it was, and ends here; both lanes know where it went', async () => {
    await buys(first, LABEL.oatMilk, LABEL.oatMilk, LABEL.peanuts);
    const before = total(first);
    const sara = await staff('Sara');
    await sara.call('actOnLane', { workstationId: at(worlds[0]), action: toLane(worlds[1]), reason: 'reader broken' });
    await until('it is at the other lane', () => total(second) === before && second.entries('lines').size === 3);
    await until('it is gone from the first', () => first.value('lane')?.screen === 'welcome');
    await stopAll();
    const here = await events(worlds[0]);
    const there = await events(worlds[1]);
    expect(here).toContainEqual(expect.objectContaining({ type: 'transaction-voided', reason: 'moved' }));
    const from = expect.objectContaining({ workstationId: at(worlds[0]) });
    expect(there).toContainEqual(expect.objectContaining({ type: 'basket-taken-over', from }));
    expect(there).toContainEqual(
      expect.objectContaining({ type: 'staff-acted', helper: expect.objectContaining({ firstName: 'Sara' }) }),
    );
  });

  it.each([
    ['another lane', () => at(worlds[1])],
    ['the till', () => TILL],
  ])('goes to %s also when it was put aside', async (_, place) => {
    await buys(first, LABEL.oatMilk, LABEL.peanuts);
    const before = total(first);
    const sara = await staff('Sara');
    const act = async (action: LaneAction) =>
      sara.call('actOnLane', { workstationId: at(worlds[0]), action, reason: 'long wait' });
    await act({ type: 'hold-basket' });
    await until('it is aside', () => first.value('lane')?.screen === 'paused');
    const { slip } = await act({ type: 'move-basket', to: place() });
    await until('it is gone from the first', () => first.value('lane')?.screen === 'welcome');
    if (slip === undefined) await until('it is at the other lane', () => total(second) === before);
    else await until('it waits at the till', () => sara.entries('slips').get(slip.code)?.amount === before);
  });

  it('that was put aside is aside still when the other lane is not free', async () => {
    await buys(first, LABEL.oatMilk);
    await buys(second, LABEL.peanuts);
    const sara = await staff('Sara');
    const act = async (action: LaneAction) =>
      sara.call('actOnLane', { workstationId: at(worlds[0]), action, reason: 'long wait' });
    await act({ type: 'hold-basket' });
    await expect(act(toLane(worlds[1]))).rejects.toMatchObject({ code: 'lane-not-free' });
    expect(first.value('lane')?.screen).toBe('paused');
    await act({ type: 'resume-basket' });
    await until('the shopper goes on', () => first.value('lane')?.screen === 'basket');
  });

  it('stays where it is when somebody shops there, and when nobody knows that lane', async () => {
    await buys(first, LABEL.oatMilk);
    await buys(second, LABEL.peanuts);
    const [before, others] = [total(first), total(second)];
    const sara = await staff('Sara');
    const move = (to: string) =>
      sara.call('actOnLane', {
        workstationId: at(worlds[0]),
        action: { type: 'move-basket', to },
        reason: 'long wait',
      });
    await expect(move(at(worlds[1]))).rejects.toMatchObject({ code: 'lane-not-free' });
    await expect(move('lane-99')).rejects.toMatchObject({ code: 'action-not-offered' });
    await until('the shopper goes on', () => first.value('lane')?.screen === 'basket');
    expect([total(first), total(second)]).toEqual([before, others]);
  });

  it('is made by the store alone: a page that sends the steps itself is refused', async () => {
    const sara = await staff('Sara');
    const step = { step: 'refuse' as const, moveId: 'm1' };
    await expect(sara.call('moveStep', step)).rejects.toMatchObject({ code: 'command-unavailable' });
  });
});
