/*
 * Goal: whichever process dies, and whatever the network of a lane does, no call is lost or stuck, none is settled that
 * nobody acknowledged, and what was claimed is claimed once.
 * Method: a lane and its store as real processes with a slow wire in between, so that each is killed at a known point
 * of the way of a call; then the rest of the call's life, and a look into the lane's journal.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { PairedShop } from '#tests/support/paired-shop.ts';
import { until } from '#tests/support/until.ts';

/** Long enough to kill somebody meanwhile, short enough that an answer comes in time. Milliseconds. */
const SLOW_MS = 300;
/** For what begins with the start of a process or the end of a silence, on a busy machine. Milliseconds. */
const PATIENCE_MS = 40_000;
/** Within this time after a network is healed, both sides say the same. Milliseconds. */
const HEALED_WITHIN_MS = 15_000;

let shop: PairedShop;

beforeEach(async () => {
  shop = await PairedShop.open();
});

afterEach(async () => {
  await shop.close();
});

const isOn = (page: PageConnection, ticketId: string): boolean => page.entries('tickets').has(ticketId);
const attendantOn = (page: PageConnection, ticketId: string): string | null | undefined =>
  page.entries('tickets').get(ticketId)?.attendant;

async function laneIsBack(staff: PageConnection): Promise<void> {
  await until('the lane is there', () => staff.entries('lanes').get('lane-1')?.connected === true, PATIENCE_MS);
}

/** A lane reports how it stands a moment before it takes commands. */
async function claim(staff: PageConnection, ticketId: string): Promise<void> {
  const take = async (): Promise<boolean> =>
    staff.call('acknowledgeTicket', { ticketId }).then(
      () => true,
      () => false,
    );
  await until('it is claimed', take, PATIENCE_MS);
}

async function settle(staff: PageConnection, shopper: PageConnection, ticketId: string): Promise<void> {
  await staff.call('resolveTicket', { ticketId, outcome: null, resolution: 'explained' });
  await until('it is over for the shopper', () => !shopper.entries('assist').has(ticketId));
  await until('it is over for staff', () => !isOn(staff, ticketId));
}

/** Each call was raised once, claimed so often, and settled once, after that. */
async function expectClaims(claims: Readonly<Record<string, number>>): Promise<void> {
  const said = (await shop.journal()).flatMap(({ kind, event }) =>
    kind === 'assist' && 'ticketId' in event ? [{ type: event.type, ticketId: String(event.ticketId) }] : [],
  );
  for (const [ticketId, times] of Object.entries(claims)) {
    const own = said.filter((event) => event.ticketId === ticketId).map(({ type }) => type);
    expect(own.filter((type) => type === 'ticket-raised')).toHaveLength(1);
    expect(own.filter((type) => type === 'ticket-acknowledged')).toHaveLength(times);
    expect(own.filter((type) => type === 'ticket-resolved')).toHaveLength(1);
    expect(own.indexOf('ticket-resolved')).toBeGreaterThan(own.indexOf('ticket-acknowledged'));
  }
}

it('keeps calls when the lane is killed before and after it wrote them, told of them, and took claims', async () => {
  const staff = await shop.staff('Sara');
  let shopper = await shop.shopper();
  const killLane = async (): Promise<void> => {
    await shop.lane.kill();
    shopper.close();
    shop.wire.setWeather({});
    shop.startLane();
    shopper = await shop.shopper();
    await laneIsBack(staff);
  };

  // While it writes: it is there or it is not, and another press finds it or makes it.
  const pressed = shopper.call('callStaff', { topic: null }).catch(() => undefined);
  await killLane();
  const known = await pressed;
  const { ticketId } = await shopper.call('callStaff', { topic: null });
  if (known !== undefined) expect(ticketId).toBe(known.ticketId);
  await until('staff see it', () => isOn(staff, ticketId), PATIENCE_MS);
  expect(staff.entries('tickets').size).toBe(1);

  // The claim is on its way and does not arrive: it is not said to be done, and can be made again.
  shop.wire.setWeather({ latencyMs: SLOW_MS });
  const lost = staff.call('acknowledgeTicket', { ticketId }).then(
    () => 'done',
    () => 'refused',
  );
  await killLane();
  expect(await lost).toBe('refused');
  const nobodys = await until('the shopper has her call', () => shopper.entries('assist').get(ticketId));
  expect(nobodys).toMatchObject({ status: 'raised', attendant: null });

  // The claim has arrived, its answer has not.
  shop.wire.setWeather({ latencyMs: SLOW_MS });
  const unanswered = staff.call('acknowledgeTicket', { ticketId }).catch(() => undefined);
  await until('she is named', () => shopper.entries('assist').get(ticketId)?.attendant === 'Sara', PATIENCE_MS);
  await killLane();
  await unanswered;
  await until('staff see whose it is', () => attendantOn(staff, ticketId) === 'Sara', PATIENCE_MS);
  await claim(staff, ticketId);
  await settle(staff, shopper, ticketId);

  // Written down, and not told to the store.
  shop.wire.setWeather({ latencyMs: SLOW_MS });
  const second = await shopper.call('callStaff', { topic: 'price' });
  await killLane();
  await until('staff see it', () => isOn(staff, second.ticketId), PATIENCE_MS);
  const early = staff.call('resolveTicket', { ticketId: second.ticketId, outcome: null, resolution: 'explained' });
  await expect(early).rejects.toBeDefined();
  await claim(staff, second.ticketId);
  // Answered, and killed right after.
  await killLane();
  const hers = await until('the shopper has her call', () => shopper.entries('assist').get(second.ticketId));
  expect(hers).toMatchObject({ status: 'acknowledged', attendant: 'Sara' });
  await claim(staff, second.ticketId);
  await settle(staff, shopper, second.ticketId);
  await expectClaims({ [ticketId]: 1, [second.ticketId]: 1 });
}, 240_000);

it('keeps calls when the store is killed before it heard of them, around a claim, and after an answer', async () => {
  const shopper = await shop.shopper();
  let staff = await shop.staff('Sara');
  const killStore = async (): Promise<void> => {
    await shop.store.kill();
    staff.close();
    shop.wire.setWeather({});
    shop.startStore();
    staff = await shop.staff('Sara');
    await laneIsBack(staff);
  };

  shop.wire.setWeather({ latencyMs: SLOW_MS });
  const { ticketId } = await shopper.call('callStaff', { topic: null });
  await killStore();
  await until('staff see it', () => isOn(staff, ticketId), PATIENCE_MS);

  // The claim is on the wire.
  shop.wire.setWeather({ latencyMs: SLOW_MS });
  const lost = staff.call('acknowledgeTicket', { ticketId }, {}).catch(() => undefined);
  await killStore();
  await lost;
  await until('staff see it', () => isOn(staff, ticketId), PATIENCE_MS);
  // What was on the wire may have arrived: it is hers or nobody's, and the same for both sides.
  const held = shopper.entries('assist').get(ticketId)?.attendant ?? null;
  expect([null, 'Sara']).toContain(held);
  await until('both say the same', () => attendantOn(staff, ticketId) === held, PATIENCE_MS);

  // The claim has arrived, and the store dies before it hears so.
  shop.wire.setWeather({ latencyMs: SLOW_MS });
  const unanswered = staff.call('acknowledgeTicket', { ticketId }).catch(() => undefined);
  await until('she is named', () => shopper.entries('assist').get(ticketId)?.attendant === 'Sara', PATIENCE_MS);
  await killStore();
  await unanswered;
  await until('staff see whose it is', () => attendantOn(staff, ticketId) === 'Sara', PATIENCE_MS);

  await claim(staff, ticketId);
  await killStore();
  await until('it is still hers', () => attendantOn(staff, ticketId) === 'Sara', PATIENCE_MS);
  await claim(staff, ticketId);
  await settle(staff, shopper, ticketId);
  await expectClaims({ [ticketId]: 1 });
}, 240_000);

it('is honest on both sides while the network of a lane is cut, and right soon after it is healed', async () => {
  const shopper = await shop.shopper();
  const staff = await shop.staff('Sara');
  const before = await shopper.call('callStaff', { topic: null });
  const promiseOf = (ticketId: string) => shopper.entries('assist').get(ticketId)?.promise;
  await until('a time is promised', () => promiseOf(before.ticketId)?.unattended === false, PATIENCE_MS);

  shop.wire.setWeather({ isDown: true });
  await until('the lane is away', () => staff.entries('lanes').get('lane-1')?.connected === false, PATIENCE_MS);
  expect(staff.entries('tickets').get(before.ticketId)?.care?.stale).toBe(true);
  const claimed = staff.call('acknowledgeTicket', { ticketId: before.ticketId });
  await expect(claimed).rejects.toMatchObject({ code: 'lane-away' });
  const away = await until('the shopper is told', () => {
    const promise = promiseOf(before.ticketId);
    return promise?.unattended === true && promise;
  });
  expect(away).toMatchObject({ withinSeconds: null, until: null });
  await shopper.call('withdrawCall', before);
  const meanwhile = await shopper.call('callStaff', { topic: 'payment' });
  await until('she is told of this one too', () => promiseOf(meanwhile.ticketId)?.unattended === true);

  shop.wire.setWeather({});
  await until(
    'staff see what is so',
    () => isOn(staff, meanwhile.ticketId) && !isOn(staff, before.ticketId),
    HEALED_WITHIN_MS,
  );
  await until('the shopper has a time again', () => promiseOf(meanwhile.ticketId)?.unattended === false);
  expect(staff.entries('tickets').get(meanwhile.ticketId)?.care?.stale).toBe(false);
  await claim(staff, meanwhile.ticketId);
  await settle(staff, shopper, meanwhile.ticketId);
  await expectClaims({ [meanwhile.ticketId]: 1 });
}, 240_000);
