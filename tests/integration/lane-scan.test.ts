import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE } from '#kiosk/api/connection.ts';
import { checkDigit } from '#kiosk/core/values/gtin.ts';
import { AtLane } from '#tests/support/at-lane.ts';
import { ManualClock } from '#tests/support/manual-clock.ts';
import { signIn } from '#tests/support/page-client.ts';
import { LABEL } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: whatever is held to the scanner, keyed, or sent at a page's socket: it is sold for what its label says, or
// refused calmly with the reason, and the lane goes on.
// Method: bytes on a real scanner line and frames on a real socket into the real lane, at a held moment in time.

/** Monday, 21 September 2026, two o'clock in the afternoon in Amsterdam. */
const NOW = Date.UTC(2026, 8, 21, 12, 0);

const ARTICLES = {
  unpriced: gtin('900001'),
  sleeping: gtin('900002'),
  cheese: gtin('900003'),
  batteries: gtin('900004'),
} as const;

const MORE_ARTICLES = [
  { id: 'unpriced', codes: [ARTICLES.unpriced], name: { en: 'Not priced yet' }, price: null, tax: 'reduced' },
  {
    id: 'sleeping',
    codes: [ARTICLES.sleeping],
    name: { en: 'Sold in the morning' },
    price: '2.00',
    tax: 'reduced',
    restrictions: { sellingHours: { from: '08:00', to: '12:00' } },
  },
  {
    id: 'cheese',
    codes: [ARTICLES.cheese, label('21', '12345', 0)],
    name: { en: 'Cheese' },
    price: '5.00',
    tax: 'reduced',
  },
  { id: 'batteries', codes: [ARTICLES.batteries], name: { en: 'Batteries' }, price: '1.00', tax: 'standard' },
];

let lane: AtLane;

beforeEach(async () => {
  lane = await AtLane.open({ moreArticles: MORE_ARTICLES, clock: new ManualClock(NOW) });
});

afterEach(async () => {
  await lane.close();
});

function gtin(item: string): string {
  const body = `952004${item}`;
  return `${body}${checkDigit(body)}`;
}

/** A number with a price (21) or a weight (23) in it, as GS1 Netherlands' example has it. */
function label(prefix: '21' | '23', item: string, value: number): string {
  const body = `${prefix}${item}${String(value).padStart(5, '0')}`;
  return `${body}${checkDigit(body)}`;
}

/** A GS1-128 symbol: the article, and what else is said of it. */
function gs1(code: string, more: string): string {
  return `]C101${code.padStart(14, '0')}${more}`;
}

function scan(text: string): void {
  lane.world.devices.scanner.scan(text);
}

describe('a label that says more than its article', () => {
  it.each([
    ['a price, in cents', label('21', '12345', 327), { amount: 327, quantity: { kind: 'pieces', count: 1 } }],
    ['a weight, in grams', label('23', '03101', 1250), { amount: 224, quantity: { kind: 'weight', grams: 1250 } }],
    ['a price in euros (AI 3922)', gs1(ARTICLES.cheese, '3922327'), { amount: 327 }],
    ['a price with its currency (AI 3932)', gs1(ARTICLES.cheese, '3932978327'), { amount: 327 }],
    ['tenths of a cent that are none (AI 3923)', gs1(ARTICLES.cheese, '39233270'), { amount: 327 }],
    ['a count (AI 30)', gs1(ARTICLES.batteries, '306'), { amount: 600, quantity: { kind: 'pieces', count: 6 } }],
    ['its last day, which is today (AI 17)', gs1(ARTICLES.cheese, '17260921'), { amount: 500 }],
    ['its last hour, which is to come (AI 7003)', gs1(ARTICLES.cheese, '70032609211401'), { amount: 500 }],
  ] as const)('%s: is sold for just that', async (_, text, line) => {
    scan(text);
    await until('it is on the list', () => lane.lines === 1);
    expect(lane.page.entries('lines').get('1')).toMatchObject(line);
    expect(lane.total).toBe(line.amount);
  });

  it.each([
    ['no price where one should be', label('21', '12345', 0), 'article-without-price'],
    ['no weight where one should be', label('23', '03101', 0), 'article-needs-weight'],
    ['no count where one should be (AI 30)', gs1(ARTICLES.batteries, '300'), 'quantity-out-of-range'],
    ['far too many (AI 30)', gs1(ARTICLES.batteries, '301000'), 'quantity-out-of-range'],
    ['tenths of a cent (AI 3923)', gs1(ARTICLES.cheese, '39233271'), 'article-without-price'],
    ['a price in another currency (AI 3932)', gs1(ARTICLES.cheese, '3932208327'), 'code-unreadable'],
    ['a last day that is over (AI 17)', gs1(ARTICLES.cheese, '17260920'), 'article-expired'],
    ['a last hour that is over (AI 7003)', gs1(ARTICLES.cheese, '70032609211359'), 'article-expired'],
  ] as const)('%s: is refused, never guessed', async (_, text, code) => {
    scan(text);
    await lane.notice(code);
    expect(lane.lines).toBe(0);
    await lane.scan(LABEL.oatMilk);
    expect(lane.page.value('notice')).toBeNull();
  });

  it('has a price of its own: the next package has another one', async () => {
    scan(label('21', '12345', 327));
    await until('it is on the list', () => lane.lines === 1);
    expect(lane.page.entries('lines').get('1')?.countChangeable).toBe(false);
    const change = lane.page.call('changeQuantity', { lineNumber: 1, count: 2 });
    await expect(change).rejects.toMatchObject({ code: 'quantity-not-changeable' });
  });
});

describe('an article that cannot just be sold', () => {
  it.each([
    ['without a price', ARTICLES.unpriced, 'article-without-price'],
    ['outside its hours', ARTICLES.sleeping, 'outside-selling-hours'],
    ['for a staffed till', '9520042193610', 'article-not-for-self-checkout'],
    ['called back', LABEL.peanutButter, 'article-recalled'],
    ['by weight, without one', '3101', 'article-needs-weight'],
  ] as const)('%s: says so, with its name', async (_, text, code) => {
    scan(text);
    await lane.notice(code);
    expect(lane.page.value('notice')?.name).not.toBeNull();
    expect(lane.lines).toBe(0);
  });

  it('beyond the number that one basket may have', async () => {
    await lane.scan('9520042195096');
    await lane.scan('9520042195096');
    scan('9520042195096');
    await lane.notice('quantity-out-of-range');
    const change = lane.page.call('changeQuantity', { lineNumber: 1, count: 2 });
    await expect(change).rejects.toMatchObject({ code: 'quantity-out-of-range' });
    expect(lane.lines).toBe(2);
  });
});

describe('bytes that are no label', () => {
  it.each([
    ['a wrong check digit', '9520042128866'],
    ['a web address', ']Q1https://example.com/evil'],
    ['a message of the scanner', ']X0whatever'],
    ['control characters', ']C0\x01\x02\x03'],
  ])('%s: one calm notice', async (_, text) => {
    scan(text);
    await lane.notice('code-unreadable');
  });

  it('shows the digits that stand on the label, without what the scanner put in front', async () => {
    scan(']E09520042128866');
    await lane.notice('code-unreadable');
    expect(lane.page.value('notice')).toMatchObject({ scanned: '9520042128866' });
  });

  it.each([
    ['8 kB at once', Buffer.from(`]E0${'9'.repeat(8192)}\r`)],
    ['a read without the identifier that this scanner sends', Buffer.from(`${LABEL.oatMilk}\r`)],
    ['half a read', Buffer.from(']E09520042')],
    ['noise', Buffer.from([...Array.from({ length: 9000 }, (_unused, index) => (index * 37) % 256), 0x0d])],
  ])('%s: the shopper is asked to scan again, and can', async (_, bytes) => {
    lane.world.devices.scanner.sendBytes(bytes);
    await lane.notice('code-unreadable');
    await lane.scan(LABEL.oatMilk);
    expect(lane.total).toBe(219);
    expect(lane.page.value('notice')).toBeNull();
  });
});

describe('a scan at the wrong moment', () => {
  it('in a payment is said to be none, and the sum stays', async () => {
    await lane.scan(LABEL.oatMilk);
    await lane.startPaying();
    scan(LABEL.pilsCan);
    await lane.notice('payment-running');
    lane.world.devices.terminal.presentCard('approve');
    await lane.sees('thanks');
    expect(lane.charged).toEqual([219]);
  });

  it('at a closed lane starts no sale', async () => {
    await lane.world.devices.terminal.unplug();
    await lane.sees('out-of-service');
    scan(LABEL.oatMilk);
    await lane.world.devices.terminal.plugIn();
    await lane.sees('welcome');
    expect(lane.page.value('notice')).toBeNull();
    expect(await lane.kinds()).not.toContain('transaction.transaction-started');
  });
});

it('a code that is keyed wrong is refused where it was keyed, without a notice', async () => {
  const keyed = lane.page.call('enterCode', { code: '9520042128866' });
  await expect(keyed).rejects.toMatchObject({ code: 'code-unreadable' });
  expect(lane.page.value('notice')).toBeNull();
});

describe('the same label twice', () => {
  it('is one article when it is held too long, and two when it is scanned again', async () => {
    const other = await AtLane.open({ settings: { 'lane.scanRepeatWindowMs': 5_000 } });
    const read = (text: string): void => other.world.devices.scanner.scan(text);
    for (let time = 0; time < 5; time += 1) read(LABEL.oatMilk);
    read(LABEL.pilsCan);
    await until('the can is on the list', () => other.total === 219 + 144);
    read(LABEL.oatMilk);
    await until('the milk is on it again', () => other.total === 400 + 144);
    await other.close();
  });
});

it('a full basket takes no more, and the rest can be paid', async () => {
  const other = await AtLane.open({ settings: { 'lane.linesMax': 10 } });
  for (let count = 0; count < 9; count += 1) await other.scan(LABEL.oatMilk);
  // With its deposit a can takes two lines.
  other.world.devices.scanner.scan(LABEL.pilsCan);
  await other.notice('basket-full');
  await other.scan(LABEL.oatMilk);
  other.world.devices.scanner.scan(LABEL.oatMilk);
  await other.notice('basket-full');
  expect(other.lines).toBe(10);
  await other.pay();
  await other.close();
});

describe('a page’s socket', () => {
  it.each([
    ['no JSON', 'hello?', CLOSE.malformed],
    ['no frame', '{"type":"order","what":"beer"}', CLOSE.malformed],
    ['a frame of bytes', Buffer.from([0, 159, 146, 150]), undefined],
    ['a frame that is far too long', `"${'x'.repeat(200_000)}"`, undefined],
    ['a command before hello', '{"type":"request","id":1,"command":"startPayment"}', CLOSE.malformed],
  ])('with %s on it is closed, and the lane does not notice', async (_, frame, code) => {
    await lane.scan(LABEL.oatMilk);
    const { origin } = new URL(lane.shop.laneServer.origin);
    const cookie = await signIn(lane.shop.laneServer.mintUrl('shopper'));
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/api`, { origin, headers: { cookie } });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    socket.on('error', () => {});
    socket.send(frame);
    const [closeCode] = (await closed) as [number];
    if (code !== undefined) expect(closeCode).toBe(code);
    await lane.scan(LABEL.oatMilk);
    expect(lane.total).toBe(400);
  });
});
