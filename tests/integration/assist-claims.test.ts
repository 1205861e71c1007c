/*
 * Goal: a call belongs to one person at a time, comes back when that person does not come, goes further when nobody
 * answers, and asks nobody who is not there to be asked.
 * Method: the demo's two lanes and their store in one process with a held clock, real pages over real sockets, real
 * journals; the store is ended and started again where that is the question.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { callOn, TwoLaneShop } from '#tests/support/two-lane-shop.ts';
import { until } from '#tests/support/until.ts';

/** The shortest that settings allow. */
const COMING_MS = 10_000;
/** As the people of the demo store are numbered. */
const ID = { Sara: '101', Ben: '102', Amira: '103', Joris: '104' } as const;

let clock: ManualClock;
let world: TwoLaneShop;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 10, 23, 10));
  world = await TwoLaneShop.open({ clock, settings: { 'assist.leases.comingMs': COMING_MS } });
});

afterEach(async () => {
  await world.close();
});

async function callFrom(shopper: PageConnection, ...pages: readonly PageConnection[]): Promise<string> {
  const { ticketId } = await shopper.call('callStaff', { topic: null });
  for (const page of pages) await until('the call is on the page', () => callOn(page, ticketId));
  return ticketId;
}

const rankOn = (page: PageConnection, ticketId: string): number | undefined => callOn(page, ticketId)?.care?.rank;
const askedOn = (page: PageConnection, ticketId: string): readonly string[] =>
  callOn(page, ticketId)?.care?.asked ?? [];

/** Moves time on by seconds, each with a look of the store at what is due. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    clock.advance(1_000);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

describe('a claim', () => {
  it('takes the call away on the other pages, and is given to one of those who are quick', async () => {
    const shopper = await world.shopper();
    const pages = [await world.staff('Sara'), await world.staff('Ben'), await world.staff('Amira')];
    const ticketId = await callFrom(shopper, ...pages);
    const answers = await Promise.allSettled(pages.map((page) => page.call('acknowledgeTicket', { ticketId })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const name = await until('the shopper reads a name', () => shopper.entries('assist').get(ticketId)?.attendant);
    for (const page of pages) {
      await until('it is taken on each page', () => callOn(page, ticketId)?.attendant === name);
      expect(callOn(page, ticketId)).toMatchObject({ status: 'acknowledged', care: { rank: 0, asked: [] } });
    }
    for (const { reason } of answers.filter((answer) => answer.status === 'rejected')) {
      expect(reason).toMatchObject({ code: 'ticket-not-open', data: { attendant: name } });
    }
  });

  it('that brings nobody runs out by the lease of the store, and the call is at its old place by wait', async () => {
    const [one, two] = [await world.shopper(1), await world.shopper(2)];
    const [sara, ben] = [await world.staff('Sara'), await world.staff('Ben')];
    const first = await callFrom(one, sara, ben);
    await pass(5);
    const second = await callFrom(two, sara, ben);
    expect([rankOn(ben, first), rankOn(ben, second)]).toEqual([1, 2]);
    await sara.call('acknowledgeTicket', { ticketId: first });
    await until('the second is next', () => rankOn(ben, second) === 1);
    await pass(COMING_MS / 1_000 - 1);
    expect(callOn(ben, first)?.status).toBe('acknowledged');
    await pass(1);
    await until('it is nobody’s again', () => callOn(ben, first)?.status === 'raised');
    await until('it is first again', () => rankOn(ben, first) === 1 && rankOn(ben, second) === 2);
    expect(one.entries('assist').get(first)).toMatchObject({ status: 'raised', attendant: null });
  });

  it('is kept by who gives signs of life, and by nobody else', async () => {
    const shopper = await world.shopper();
    const [sara, ben] = [await world.staff('Sara'), await world.staff('Ben')];
    const ticketId = await callFrom(shopper, sara, ben);
    await sara.call('acknowledgeTicket', { ticketId });
    await until('Ben sees it', () => callOn(ben, ticketId)?.attendant === 'Sara');
    await pass(6);
    await expect(ben.call('renewTicket', { ticketId })).rejects.toMatchObject({ code: 'ticket-not-open' });
    await sara.call('renewTicket', { ticketId });
    await pass(6);
    expect(callOn(sara, ticketId)?.attendant).toBe('Sara');
    await pass(5);
    await until('it is nobody’s again', () => callOn(ben, ticketId)?.status === 'raised');
  });

  it('is handed over with a note, and the next who takes it knows', async () => {
    const shopper = await world.shopper();
    const [sara, ben] = [await world.staff('Sara'), await world.staff('Ben')];
    const ticketId = await callFrom(shopper, sara, ben);
    await sara.call('acknowledgeTicket', { ticketId });
    const stolen = ben.call('handOverTicket', { ticketId, to: null, note: 'mine' });
    await expect(stolen).rejects.toMatchObject({ code: 'ticket-not-open' });
    await sara.call('handOverTicket', { ticketId, to: null, note: 'wants the bigger box' });
    await until('it is nobody’s', () => callOn(ben, ticketId)?.status === 'raised');
    expect(callOn(ben, ticketId)?.handOver).toMatchObject({ note: 'wants the bigger box' });
    await ben.call('acknowledgeTicket', { ticketId });
    await until('the shopper reads the new name', () => shopper.entries('assist').get(ticketId)?.attendant === 'Ben');
  });

  it('that is no', async () => {
    const shopper = await world.shopper();
    const [sara, ben] = [await world.staff('Sara'), await world.staff('Ben')];
    const ticketId = await callFrom(shopper, sara, ben);
    const [asked] = await until('one person is asked', () => {
      const all = askedOn(sara, ticketId);
      return all.length === 1 && all;
    });
    const [decliner, other] = asked === ID.Sara ? [sara, ID.Ben] : [ben, ID.Sara];
    await decliner.call('declineTicket', { ticketId });
    await until('the other one is asked', () => askedOn(sara, ticketId).join() === other);
    expect(callOn(sara, ticketId)?.status).toBe('raised');
  });
});

describe('a call that nobody answers', () => {
  it('goes further after 20, 45, 90 and 180 seconds, also when the store was started again in between', async () => {
    await world.staff('Sara');
    const { ticketId } = await (await world.shopper()).call('callStaff', { topic: null });
    const levels: [number, string | undefined][] = [];
    let page = await world.staff('Sara');
    await until('the call is there', () => callOn(page, ticketId));
    let waited = 0;
    const waitUntil = async (seconds: number, level: string): Promise<void> => {
      await pass(seconds - 1 - waited);
      const before = callOn(page, ticketId)?.care?.escalation;
      await pass(1);
      waited = seconds;
      await until(`${level} after ${seconds} s`, () => callOn(page, ticketId)?.care?.escalation === level);
      levels.push([seconds, before]);
    };
    await waitUntil(20, 'all-on-shift');
    await waitUntil(45, 'lead');
    await world.restart();
    page = await world.staff('Sara');
    await until('it stands where it stood', () => callOn(page, ticketId)?.care?.escalation === 'lead');
    await waitUntil(90, 'manager');
    await world.restart();
    page = await world.staff('Sara');
    await waitUntil(180, 'last-resort');
    expect(levels).toEqual([
      [20, 'none'],
      [45, 'all-on-shift'],
      [90, 'lead'],
      [180, 'manager'],
    ]);
  });

  it('because nobody is on duty says so to the shopper, and asks the first who signs in', async () => {
    const shopper = await world.shopper();
    const visitor = await world.staff('Sara');
    await visitor.call('setDuty', { duty: 'off' });
    const ticketId = await callFrom(shopper, visitor);
    const promise = () => shopper.entries('assist').get(ticketId)?.promise;
    await until('the shopper knows that nobody is there', () => promise()?.unattended === true);
    await pass(30);
    expect(askedOn(visitor, ticketId)).toEqual([]);
    await world.staff('Ben');
    await until('Ben is asked', () => askedOn(visitor, ticketId).join() === ID.Ben);
    await until('somebody is there', () => promise()?.unattended === false);
  });
});
