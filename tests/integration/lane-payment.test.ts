import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import { AtLane } from '#tests/support/at-lane.ts';
import { LABEL } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: nobody is charged twice, nobody leaves unpaid believing that they paid, and a payment that nobody knows the end
// of holds the sale until somebody does.
// Method: the real lane against the payment terminal simulator, which goes dumb, disappears or comes back at chosen
// points; what is booked at the terminal is compared with what the journal says was approved.

/** How long this lane asks about a payment before it calls somebody: as short as it may be. */
const SETTINGS = { 'devices.terminal.recoverTimeoutMs': 500, 'devices.terminal.replyTimeoutMs': 3_000 };

let lane: AtLane;

beforeEach(async () => {
  lane = await AtLane.open({ settings: SETTINGS });
});

afterEach(async () => {
  await lane.close();
});

/** A terminal that has booked before can tell later what its last payment was. */
async function buyOne(): Promise<void> {
  await lane.scan(LABEL.oatMilk);
  await lane.pay();
  await lane.page.call('finish', {});
  await lane.sees('welcome');
}

/** Takes the terminal away right after it has booked, before the lane hears of it. */
async function payIntoTheDark(): Promise<void> {
  const { terminal } = lane.world.devices;
  await lane.scan(LABEL.oatMilk);
  await lane.startPaying();
  const before = lane.charged.length;
  terminal.plant({ kind: 'drop', at: 'result-sent' });
  terminal.onChange(() => {
    if (terminal.passed.at(-1) === 'host-asked') void terminal.unplug();
  });
  terminal.presentCard('approve');
  await until('the terminal has booked', () => lane.charged.length === before + 1);
}

async function acknowledged(reason: string): Promise<{ staff: PageConnection; ticketId: string }> {
  const { ticketId } = await lane.called(reason);
  const staff = await lane.staff('Amira');
  await until('the call is at the staff page', () => staff.entries('tickets').has(ticketId));
  await staff.call('acknowledgeTicket', { ticketId });
  return { staff, ticketId };
}

async function approvals(): Promise<number> {
  return (await lane.journal()).filter(({ event }) => event.type === 'payment-approved').length;
}

describe('a payment that nobody knows the end of', () => {
  it('is checked, then unknown, and nothing else can be done meanwhile', async () => {
    await payIntoTheDark();
    await until('it is being checked', () => lane.phase === 'checking' || lane.phase === 'unknown');
    await lane.called('payment-unknown');
    await until('it is unknown', () => lane.phase === 'unknown');
    expect(lane.screen).toBe('payment');
    const refused = { code: 'payment-running' };
    await expect(lane.page.call('startPayment', {})).rejects.toMatchObject(refused);
    await expect(lane.page.call('cancelPayment', {})).rejects.toMatchObject(refused);
    await expect(lane.page.call('backToBasket', {})).rejects.toMatchObject(refused);
    await expect(lane.page.call('cancelTransaction', {})).rejects.toMatchObject(refused);
    await expect(lane.page.call('removeLine', { lineNumber: 1 })).rejects.toMatchObject(refused);
    lane.world.devices.scanner.scan(LABEL.pilsCan);
    await lane.notice('payment-running');
    const { noticeId } = lane.page.value('notice') ?? {};
    lane.world.devices.scanner.scan(LABEL.unknown);
    await until('it is answered', () => lane.page.value('notice')?.noticeId !== noticeId);
    expect([lane.page.value('notice')?.code, lane.ticket('article-unknown')]).toEqual(['payment-running', undefined]);
    await lane.page.call('callStaff', { topic: null });
    await lane.called('help');
    expect(lane.screen).toBe('payment');
  });

  it('is not waved through like other calls, and settled as paid by a person who looked', async () => {
    await payIntoTheDark();
    const { staff, ticketId } = await acknowledged('payment-unknown');
    const resolve = { ticketId, outcome: null } as const;
    await expect(staff.call('resolveTicket', resolve)).rejects.toMatchObject({ code: 'payment-running' });
    await staff.call('settlePayment', { ticketId, paid: true });
    await lane.sees('thanks');
    await until('the call is over', () => lane.ticket('payment-unknown') === undefined);
    const again = staff.call('settlePayment', { ticketId, paid: false });
    await expect(again).rejects.toMatchObject({ code: 'ticket-unknown' });
    await lane.page.call('chooseReceipt', { medium: 'paper' });
    await until('the receipt is printed', () => lane.page.value('receipt')?.state === 'printed');
    expect(lane.world.devices.printer.receipts[0]?.lines.join('\n')).toContain('Organic oat milk');
    expect(await approvals()).toBe(1);
    expect(lane.charged).toEqual([219]);
  });

  it('is settled as not paid, and can be paid again', async () => {
    const { terminal } = lane.world.devices;
    await lane.scan(LABEL.oatMilk);
    await lane.startPaying();
    await terminal.unplug();
    terminal.presentCard('stop');
    const { staff, ticketId } = await acknowledged('payment-unknown');
    await staff.call('settlePayment', { ticketId, paid: false });
    await until('it did not pay', () => lane.phase === 'failed');
    expect(lane.page.value('payment')?.reason).toBe('staff-decided');
    await terminal.plugIn();
    await until('the terminal is back', () => lane.page.entries('devices').get('terminal')?.state === 'ready');
    await lane.pay();
    expect(await approvals()).toBe(1);
    expect(lane.charged).toEqual([219]);
  });

  it('is decided once, when two people decide at once', async () => {
    await payIntoTheDark();
    const { staff, ticketId } = await acknowledged('payment-unknown');
    const decide = async (paid: boolean): Promise<string> =>
      staff.call('settlePayment', { ticketId, paid }).then(
        () => 'done',
        (failure: { code: string }) => failure.code,
      );
    expect(await Promise.all([decide(true), decide(false)])).toEqual(['done', 'ticket-unknown']);
    await lane.sees('thanks');
    expect(await approvals()).toBe(1);
  });

  it('settles itself when the terminal comes back and knows', async () => {
    await buyOne();
    await payIntoTheDark();
    await lane.called('payment-unknown');
    await lane.world.devices.terminal.plugIn();
    await lane.sees('thanks');
    await until('the call is taken back', () => lane.ticket('payment-unknown') === undefined);
    expect(lane.charged).toEqual([219, 219]);
    const entries = await lane.journal();
    expect(entries.filter(({ event }) => event.type === 'payment-approved')).toHaveLength(2);
    expect(entries.some(({ event }) => event.type === 'ticket-withdrawn')).toBe(true);
  });

  it('is still unknown after a restart, and then settled by the terminal', async () => {
    await buyOne();
    await payIntoTheDark();
    await lane.called('payment-unknown');
    await lane.restart({ untilReady: false });
    await lane.sees('payment');
    await until('it is unknown again', () => lane.phase === 'unknown');
    expect(lane.ticket('payment-unknown')).toBeDefined();
    await lane.world.devices.terminal.plugIn();
    await lane.sees('thanks');
    expect(await approvals()).toBe(2);
    expect(lane.charged).toEqual([219, 219]);
  });
});

describe('a terminal that is not there', () => {
  it('takes no money, says so, and the basket is still there', async () => {
    await lane.scan(LABEL.oatMilk);
    await lane.world.devices.terminal.unplug();
    await until('the lane knows', () => lane.page.entries('devices').get('terminal')?.state === 'offline');
    expect(lane.screen).toBe('basket');
    await lane.page.call('startPayment', {});
    await until('it did not pay', () => lane.phase === 'failed');
    expect(lane.page.value('payment')?.reason).toBe('terminal-unreachable');
    await lane.page.call('backToBasket', {});
    await lane.sees('basket');
    await lane.world.devices.terminal.plugIn();
    await until('the terminal is back', () => lane.page.entries('devices').get('terminal')?.state === 'ready');
    await lane.pay();
    expect(await approvals()).toBe(1);
  });
});

describe('a shopper who changes her mind', () => {
  it('has paid when the card was read before', async () => {
    const { terminal } = lane.world.devices;
    await lane.scan(LABEL.oatMilk);
    await lane.startPaying();
    terminal.plant({ kind: 'late', at: 'host-asked', ms: 300 });
    terminal.presentCard('approve');
    await until('the bank is asked', () => terminal.passed.includes('host-asked'));
    await lane.page.call('cancelPayment', {});
    await lane.sees('thanks');
    expect(await approvals()).toBe(1);
    expect(lane.charged).toEqual([219]);
  });

  it('and presses everything at once is charged for what she sees, or not at all', async () => {
    await lane.scan(LABEL.oatMilk);
    await lane.startPaying();
    lane.world.devices.terminal.presentCard('decline');
    await until('the refusal is shown', () => lane.phase === 'declined');
    const presses = [
      lane.page.call('backToBasket', {}),
      lane.page.call('startPayment', {}),
      lane.page.call('cancelTransaction', {}),
      lane.page.call('startPayment', {}),
    ];
    await Promise.allSettled(presses);
    lane.world.devices.terminal.behaviour.auto = 'approve';
    lane.world.devices.terminal.presentCard('approve');
    await until('it is over', () => lane.screen === 'thanks' || (lane.screen === 'welcome' && lane.phase === 'none'));
    const paid = lane.screen === 'thanks' ? 1 : 0;
    expect(await approvals()).toBe(paid);
    expect(lane.charged).toHaveLength(paid);
  });

  it('starts one payment with two presses', async () => {
    await lane.scan(LABEL.oatMilk);
    const presses = await Promise.allSettled([lane.page.call('startPayment', {}), lane.page.call('startPayment', {})]);
    expect(presses.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await until('the reader waits for a card', () => lane.phase === 'present-card');
    lane.world.devices.terminal.presentCard('approve');
    await lane.sees('thanks');
    expect(await approvals()).toBe(1);
    expect(lane.charged).toEqual([219]);
  });
});

describe('broken frames from the terminal in a payment', () => {
  it.each(['garbage', 'half-unit'] as const)('%s leads to the truth', async (kind) => {
    await buyOne();
    const { terminal } = lane.world.devices;
    await lane.scan(LABEL.oatMilk);
    await lane.startPaying();
    terminal.plant({ kind, at: 'card-presented' });
    terminal.presentCard('approve');
    if (kind === 'half-unit') {
      // Nothing more comes on that line, until somebody pulls the plug and puts it in again.
      await until(
        'the terminal has its own truth',
        () => !terminal.charging || terminal.passed.at(-1) === 'result-sent',
      );
      await terminal.unplug();
      await terminal.plugIn();
    }
    await until('it is settled or somebody is called', () => lane.screen === 'thanks' || lane.phase === 'unknown');
    expect(lane.charged.length).toBeLessThanOrEqual(2);
    if (lane.phase === 'unknown') {
      await until('the terminal is done', () => !terminal.charging);
      const { staff, ticketId } = await acknowledged('payment-unknown');
      await staff.call('settlePayment', { ticketId, paid: lane.charged.length === 2 });
      await until('it is settled', () => lane.phase !== 'unknown');
    }
    expect(await approvals()).toBe(lane.charged.length);
  });
});
