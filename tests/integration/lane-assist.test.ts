import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AtLane } from '#tests/support/at-lane.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { LABEL, openPage } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: a person is one press away and knows what for; a call is one person's, is over when its reason is, and never
// passes to the next shopper.
// Method: the real lane, its page and the staff page over real sockets.

/** 3.49, from 16 years by the house's own rule. */
const CIDER = '9520049000164';

let lane: AtLane;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  lane = await AtLane.open({
    clock,
    moreArticles: [
      {
        id: 'cider',
        codes: [CIDER],
        name: { en: 'Cider' },
        price: '3.49',
        tax: 'standard',
        restrictions: { minimumAge: 16 },
      },
    ],
  });
});

afterEach(async () => {
  await lane.close();
});

async function buyAndLeave(): Promise<void> {
  await lane.pay();
  await lane.page.call('chooseReceipt', { medium: 'none' });
  await lane.sees('welcome');
}

describe('a call for help', () => {
  it('stays, once it is over, as it was then, whatever is scanned after it', async () => {
    const page = await openPage(lane.shop.laneServer.mintUrl('shopper'), ['lines', 'settled']);
    await lane.scan(LABEL.oatMilk);
    const { ticketId } = await lane.page.call('callStaff', { topic: null });
    await lane.page.call('withdrawCall', { ticketId });
    const over = await until('the call is over', () => page.entries('settled').get(ticketId));
    await lane.scan(LABEL.oatMilk);
    await until('the second article is there', () => page.entries('lines').size > 1);
    expect(page.entries('settled').get(ticketId)).toBe(over);
    expect(over.basket.articleCount).toBe(1);
    page.close();
  });

  it('before the first article is still hers while she scans, and over with the next shopper', async () => {
    await lane.scan(LABEL.oatMilk);
    await buyAndLeave();
    clock.advance(1_000);
    const { ticketId } = await lane.page.call('callStaff', { topic: null });
    clock.advance(1_000);
    await lane.scan(LABEL.oatMilk);
    await lane.heard();
    expect(lane.page.entries('assist').has(ticketId)).toBe(true);
    await buyAndLeave();
    expect(lane.page.entries('assist').has(ticketId)).toBe(true);
    clock.advance(1_000);
    await lane.scan(LABEL.oatMilk);
    await until('the call of the one before is over', () => !lane.page.entries('assist').has(ticketId));
    const kinds = await lane.kinds();
    expect(kinds.filter((kind) => kind === 'assist.ticket-expired')).toHaveLength(1);
  });

  it('is taken back by her alone, and what the lane calls for is not hers to take back', async () => {
    await lane.scan(LABEL.pilsCan);
    const age = await lane.called('age-check');
    const own = await lane.page.call('callStaff', { topic: 'payment' });
    const foreign = lane.page.call('withdrawCall', { ticketId: age.ticketId });
    await expect(foreign).rejects.toMatchObject({ code: 'ticket-unknown' });
    await lane.page.call('withdrawCall', own);
    await until('it is taken back', () => lane.ticket('help') === undefined);
    await expect(lane.page.call('withdrawCall', own)).rejects.toMatchObject({ code: 'ticket-unknown' });
    expect(lane.ticket('age-check')).toBeDefined();
  });

  it('is one person’s: who is second learns who was first', async () => {
    const { ticketId } = await lane.page.call('callStaff', { topic: null });
    const [sara, ben] = [await lane.staff('Sara'), await lane.staff('Ben')];
    const answers = await Promise.allSettled([
      sara.call('acknowledgeTicket', { ticketId }),
      ben.call('acknowledgeTicket', { ticketId }),
    ]);
    const refused = answers.find((answer) => answer.status === 'rejected');
    const first = lane.page.entries('assist').get(ticketId)?.attendant;
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(refused?.reason).toMatchObject({ code: 'ticket-not-open', data: { attendant: first } });
  });

  it('outlives a restart of the lane, with who is coming', async () => {
    const { ticketId } = await lane.page.call('callStaff', { topic: 'price' });
    const staff = await lane.staff();
    await staff.call('acknowledgeTicket', { ticketId });
    await lane.restart();
    const ticket = await until('the call is still there', () => lane.page.entries('assist').get(ticketId));
    expect(ticket).toMatchObject({ status: 'acknowledged', attendant: 'Sara', topic: 'price' });
  });
});

describe('an age check', () => {
  it('asks for the highest age in the basket, also when that came later', async () => {
    const staff = await lane.staff();
    await lane.scan(CIDER);
    const { ticketId } = await lane.called('age-check');
    const age = (): unknown => staff.entries('tickets').get(ticketId)?.context['minimumAge'];
    await until('16 is asked for', () => age() === 16);
    await lane.scan(LABEL.pilsCan);
    await until('18 is asked for', () => age() === 18);
    await lane.page.call('removeLine', { lineNumber: 2 });
    await until('16 is asked for again', () => age() === 16);
    await lane.page.call('removeLine', { lineNumber: 1 });
    await until('nobody needs to come', () => !staff.entries('tickets').has(ticketId));
  });

  it('that was decided for 16 does not hold for the beer scanned in that moment', async () => {
    const staff = await lane.staff();
    await lane.scan(CIDER);
    const first = await lane.called('age-check');
    await staff.call('acknowledgeTicket', { ticketId: first.ticketId });
    await lane.scan(LABEL.pilsCan);
    const decided = { outcome: 'approved' } as const;
    await staff.call('resolveTicket', { ...decided, ticketId: first.ticketId, minimumAge: 16 });
    const second = await until('18 is asked for', () =>
      [...staff.entries('tickets').values()].find(({ ticketId }) => ticketId !== first.ticketId),
    );
    expect(second).toMatchObject({ reason: 'age-check', context: { minimumAge: 18 } });
    await staff.call('acknowledgeTicket', { ticketId: second.ticketId });
    await staff.call('resolveTicket', { ...decided, ticketId: second.ticketId, minimumAge: 18 });
    await until('nothing is left to settle', () => lane.page.value('basket')?.tasks.length === 0);
    await lane.pay();
  });

  it('that is refused takes just those articles off, with their deposits', async () => {
    await lane.scan(LABEL.oatMilk);
    await lane.scan(LABEL.pilsCan);
    await lane.scan(CIDER);
    const { ticketId } = await lane.called('age-check');
    const staff = await lane.staff();
    await staff.call('acknowledgeTicket', { ticketId });
    const undecided = staff.call('resolveTicket', { ticketId, outcome: null });
    await expect(undecided).rejects.toMatchObject({ code: 'open-interventions' });
    await staff.call('resolveTicket', { ticketId, outcome: 'refused' });
    await until('only the milk is left', () => lane.lines === 1);
    expect(lane.total).toBe(219);
    await until('the call is over', () => lane.ticket('age-check') === undefined);
    await lane.pay();
    expect(lane.charged).toEqual([219]);
  });
});

describe('a device', () => {
  it('is not the only one named when another one goes away too, and the rest is when it comes back', async () => {
    const { scanner, printer } = lane.world.devices;
    const says = async (context: object): Promise<void> =>
      until(`the call says ${JSON.stringify(context)}`, () => {
        const found = lane.ticket('device')?.context;
        return found !== undefined && Object.entries(context).every(([name, value]) => found[name] === value);
      }).then(() => undefined);
    scanner.unplug();
    await until('the lane knows', () => lane.page.entries('devices').get('scanner')?.state === 'offline');
    clock.advance(3_000);
    await says({ device: 'scanner', also: '' });
    printer.setPaper('end');
    await until('the lane knows', () => lane.page.entries('devices').get('printer')?.state === 'faulted');
    clock.advance(3_000);
    await says({ device: 'scanner', also: 'printer:paper-end' });
    scanner.plug();
    await says({ device: 'printer', cause: 'paper-end', also: '' });
    printer.setPaper('ok');
    await until('the call is taken back', () => lane.ticket('device') === undefined);
  });

  it('that stays away calls a person, and takes that back', async () => {
    await lane.scan(LABEL.oatMilk);
    lane.world.devices.scanner.unplug();
    await until('the lane knows', () => lane.page.entries('devices').get('scanner')?.state === 'offline');
    expect(lane.ticket('device')).toBeUndefined();
    clock.advance(3_000);
    expect(await lane.called('device')).toMatchObject({ raisedBy: 'lane', context: { device: 'scanner' } });
    lane.world.devices.scanner.plug();
    await until('the call is taken back', () => lane.ticket('device') === undefined);
  });

  it('whose cable was only touched calls nobody', async () => {
    lane.world.devices.scanner.unplug();
    await until('the lane knows', () => lane.page.entries('devices').get('scanner')?.state === 'offline');
    lane.world.devices.scanner.plug();
    await until('it is back', () => lane.page.entries('devices').get('scanner')?.state === 'ready');
    clock.advance(60_000);
    await lane.heard();
    expect(lane.ticket('device')).toBeUndefined();
  });
});
