import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageConnection } from '#kiosk/api/client/connect-page.ts';
import type { Shop } from '#kiosk/host/roles/shop.ts';
import { LABEL, openShopperPage, openStaffPage, TestShop } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: a person can buy something, whatever the devices do meanwhile, and what the journal says is what happened.
// Method: the real lane with its store, simulated devices at the far end of real ptys and sockets, and the real page
// client over the real socket; each test ends with a look into the journal.

let world: TestShop;
let shop: Shop;
let page: PageConnection;

beforeEach(async () => {
  world = await TestShop.open({ 'lane.scanRepeatWindowMs': 0 });
  shop = await world.startLane();
  page = await openShopperPage(shop);
  await until('the lane is open', () => page.value('lane')?.screen === 'welcome');
});

afterEach(async () => {
  page.close();
  await shop.stop();
  await world.close();
});

async function scan(label: string): Promise<void> {
  const before = page.entries('lines').size;
  world.devices.scanner.scan(label);
  await until(`${label} is on the screen`, () => page.entries('lines').size > before);
}

async function pay(card: 'approve' | 'decline' | 'unreadable' | 'stop'): Promise<void> {
  await page.call('startPayment', {});
  await until('the reader waits for a card', () => page.value('payment')?.phase === 'present-card');
  world.devices.terminal.presentCard(card);
}

async function kinds(): Promise<string[]> {
  await shop.stop();
  return (await world.journal()).map(({ kind, event }) => `${kind}.${event.type}`);
}

const total = (): number | undefined => page.value('basket')?.total;
const screen = (): string | undefined => page.value('lane')?.screen;

describe('a shopper', () => {
  it('scans, pays, and takes a paper receipt', async () => {
    await scan(LABEL.oatMilk);
    expect(page.value('basket')).toMatchObject({ total: 219, articleCount: 1, status: 'open' });
    await scan(LABEL.oatMilk);
    expect(total()).toBe(400);
    await pay('approve');
    await until('the sale is settled', () => screen() === 'thanks');
    expect(world.devices.terminal.booked).toMatchObject([{ amount: 400 }]);
    await page.call('chooseReceipt', { medium: 'paper' });
    const [receipt] = await until(
      'a receipt comes out',
      () => world.devices.printer.receipts.length > 0 && world.devices.printer.receipts,
    );
    const text = receipt?.lines.join('\n') ?? '';
    expect(text).toContain('Organic oat milk');
    expect(text).toMatch(/2 for 4\.00\s+-0\.\d\d/);
    expect(text).toMatch(/Total\s+€\s?4\.00/);
    await until('the receipt is known to be printed', () => page.value('receipt')?.state === 'printed');
    await page.call('finish', {});
    await until('the lane is free again', () => screen() === 'welcome');
    expect(await kinds()).toEqual([
      'lane.lane-started',
      'transaction.transaction-started',
      'transaction.line-added',
      'transaction.line-added',
      'transaction.prices-modified',
      'transaction.tender-started',
      'payment.payment-intended',
      'payment.payment-sent',
      'payment.payment-answered',
      'payment.payment-approved',
      'transaction.tender-added',
      'transaction.transaction-settled',
      'transaction.receipt-chosen',
      'transaction.receipt-issued',
      'transaction.transaction-closed',
      'lane.lane-stopped',
    ]);
  });

  it('is refused by the bank, tries again, and is charged once', async () => {
    await scan(LABEL.oatMilk);
    await pay('decline');
    await until('the refusal is shown', () => page.value('payment')?.phase === 'declined');
    expect(world.devices.terminal.booked).toEqual([]);
    await pay('approve');
    await until('the sale is settled', () => screen() === 'thanks');
    expect(world.devices.terminal.booked).toMatchObject([{ amount: 219 }]);
  });

  it('goes back from the reader to the basket before a card was shown', async () => {
    await scan(LABEL.oatMilk);
    await page.call('startPayment', {});
    await until('the reader waits for a card', () => page.value('payment')?.phase === 'present-card');
    await page.call('cancelPayment', {});
    await until('the basket is back', () => screen() === 'basket');
    expect(world.devices.terminal.booked).toEqual([]);
    await scan(LABEL.oatMilk);
    expect(total()).toBe(400);
  });

  it('changes a count, takes a line off, and gives up', async () => {
    await scan(LABEL.pilsCan);
    await page.call('changeQuantity', { lineNumber: 1, count: 3 });
    await until('three cans with their deposits', () => total() === 3 * (129 + 15));
    await page.call('removeLine', { lineNumber: 1 });
    await until('nothing is left', () => page.entries('lines').size === 0);
    await page.call('cancelTransaction', {});
    await until('the lane is free again', () => screen() === 'welcome');
  });

  it('finds an article without a barcode', async () => {
    const { articles } = await page.call('searchArticles', { text: 'bana', language: 'nl', category: null });
    const banana = articles.find((article) => article.articleId === 'banana');
    expect(banana?.name['nl']).toBe('Banaan');
    await page.call('addArticle', { articleId: 'banana', count: 4 });
    await until('four bananas', () => total() === 100);
    await page.call('enterCode', { code: '4011' });
    await until('one more by its number', () => total() === 125);
  });

  it('reads the receipt on the phone', async () => {
    await scan(LABEL.oatMilk);
    await pay('approve');
    await until('the sale is settled', () => screen() === 'thanks');
    await page.call('chooseReceipt', { medium: 'screen' });
    const url = await until('a link to the receipt', () => page.value('receipt')?.url);
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Organic oat milk');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await fetch(`${url.slice(0, -1)}x`)).status).toBe(404);
  });
});

describe('what cannot be sold just like that', () => {
  it.each([
    [LABEL.unknown, 'article-unknown'],
    [LABEL.peanutButter, 'article-recalled'],
    ['9520042128866', 'code-unreadable'],
    ['https://example.com/evil', 'code-unreadable'],
    ['x'.repeat(400), 'article-unknown'],
  ])('%s is answered calmly, and scanning goes on', async (label, code) => {
    world.devices.scanner.scan(label.startsWith('9') ? label : `]Q1${label}`);
    await until('a notice', () => page.value('notice')?.code === code);
    await scan(LABEL.oatMilk);
    expect(page.value('notice')).toBeNull();
    expect(total()).toBe(219);
  });

  it('has the age checked by a person while scanning goes on, and pays only after that', async () => {
    await scan(LABEL.pilsCan);
    await scan(LABEL.oatMilk);
    expect(page.value('basket')?.tasks).toMatchObject([{ kind: 'age-check', minimumAge: 18 }]);
    await expect(page.call('startPayment', {})).rejects.toMatchObject({ code: 'open-interventions' });
    const staff = await openStaffPage(shop);
    const ticket = await until('the call is at the staff page', () => [...staff.entries('tickets').values()][0]);
    expect(ticket).toMatchObject({ reason: 'age-check', laneNumber: 1, interventionId: 'age-check' });
    const { ticketId } = ticket;
    const resolve = { ticketId, outcome: 'approved' } as const;
    await expect(staff.call('resolveTicket', resolve)).rejects.toMatchObject({ code: 'acknowledge-first' });
    await staff.call('acknowledgeTicket', { ticketId });
    await until('the shopper knows who comes', () => [...page.entries('assist').values()][0]?.attendant === 'Sara');
    await staff.call('resolveTicket', resolve);
    await until('the task is settled', () => page.value('basket')?.tasks.length === 0);
    await until('the call is over', () => staff.entries('tickets').size === 0);
    await pay('approve');
    await until('the sale is settled', () => screen() === 'thanks');
    staff.close();
  });
});

describe('a call for a person', () => {
  it('is one press, in every state, once, and can be taken back', async () => {
    const first = await page.call('callStaff', { topic: null });
    const second = await page.call('callStaff', { topic: 'price' });
    expect(second).toEqual(first);
    await until('it is on the screen', () => page.entries('assist').get(first.ticketId)?.topic === 'price');
    await page.call('withdrawCall', first);
    await until('it is gone', () => page.entries('assist').size === 0);
    await scan(LABEL.oatMilk);
    await page.call('startPayment', {});
    await until('the reader waits', () => page.value('payment')?.phase === 'present-card');
    const third = await page.call('callStaff', { topic: null });
    expect(page.entries('assist').get(third.ticketId)?.status).toBe('raised');
  });

  it('cannot be done by the wrong page', async () => {
    await expect(page.call('acknowledgeTicket', { ticketId: 'x' })).rejects.toMatchObject({
      retryable: false,
    });
  });
});

describe('devices that fail', () => {
  it('scans on after the scanner was unplugged and plugged in again', async () => {
    await scan(LABEL.oatMilk);
    world.devices.scanner.unplug();
    await until('the lane knows', () => page.entries('devices').get('scanner')?.state === 'offline');
    expect(screen()).toBe('basket');
    world.devices.scanner.plug();
    await until('the scanner is back', () => page.entries('devices').get('scanner')?.state === 'ready');
    await scan(LABEL.oatMilk);
    expect(total()).toBe(400);
  });

  it('keeps the sale when the printer has no paper, calls staff, and offers the screen', async () => {
    await scan(LABEL.oatMilk);
    await pay('approve');
    await until('the sale is settled', () => screen() === 'thanks');
    world.devices.printer.setPaper('end');
    await page.call('chooseReceipt', { medium: 'paper' });
    await until('the shopper is told', () => page.value('receipt')?.state === 'failed');
    expect(page.value('receipt')?.failure).toBe('paper-end');
    await until('a person is called', () =>
      [...page.entries('assist').values()].some((ticket) => ticket.reason === 'receipt-not-printed'),
    );
    await page.call('chooseReceipt', { medium: 'screen' });
    await until('the receipt is shown', () => page.value('receipt')?.state === 'shown');
    expect(await kinds()).toContain('transaction.receipt-failed');
  });

  it('closes a free lane whose reader is gone, and opens it again', async () => {
    await world.devices.terminal.unplug();
    await until('out of service', () => screen() === 'out-of-service');
    expect(page.value('lane')?.outOfServiceReasons).toContain('terminal');
    await page.call('callStaff', { topic: null });
    await world.devices.terminal.plugIn();
    await until('open again', () => screen() === 'welcome');
  });

  it('swallows noise on the scanner line', async () => {
    world.devices.scanner.sendBytes(Uint8Array.from({ length: 9000 }, (_, index) => (index * 37) % 256));
    world.devices.scanner.scan('');
    await until('the next read is whole again', async () => {
      world.devices.scanner.scan(LABEL.oatMilk);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return page.entries('lines').size > 0;
    });
    expect(screen()).toBe('basket');
  });
});

describe('after a restart of the lane', () => {
  it('shows the basket as it was', async () => {
    await page.call('chooseLanguage', { language: 'da' });
    await scan(LABEL.oatMilk);
    await scan(LABEL.pilsCan);
    const before = [...page.entries('lines').values()];
    page.close();
    await shop.stop();
    shop = await world.startLane();
    page = await openShopperPage(shop);
    await until('the basket is back', () => screen() === 'basket');
    expect([...page.entries('lines').values()]).toEqual(before);
    expect(page.value('session')?.language).toBe('da');
    await until('the call is still open', () => [...page.entries('assist').values()][0]?.reason === 'age-check');
  });
});
