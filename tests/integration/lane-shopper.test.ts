import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AtLane, type AtLaneOptions } from '#tests/support/at-lane.ts';
import { LABEL } from '#tests/support/test-shop.ts';
import { until } from '#tests/support/until.ts';

// Goal: a card, a coupon, a slip at the scanner do what the shop says they do: prices, lines and words change, what
// counts once counts once, even over a restart; and nothing that names a person reaches the disk or the screen.
// Method: bytes on a real scanner line into the demo shop, its page without a browser, its journal read back.

const CARD = '2600000012348';
const OTHER_CARD = '2600000056786';
const COUPON = '9810000000013';
/** Of a kind that bears a serial number: AI 255, as a promotion of these tests wants it. */
const NUMBERED = ']C12559810000000020';
/** 1.50, as the machine prints it; the demo takes up to 25.00. */
const SLIP = slip('00000000000000001', '00150');

const ESPRESSO = '9520042152549';
const GREEN_TEA = '9520042154024';

let lane: AtLane;

afterEach(async () => {
  await lane.close();
});

function slip(session: string, refund: string): string {
  return `980${session}${refund}000`;
}

async function open(options: AtLaneOptions = {}): Promise<void> {
  lane = await AtLane.open(options);
}

function scan(text: string): void {
  lane.world.devices.scanner.scan(text);
}

async function costs(total: number): Promise<void> {
  await until(`the basket costs ${total}`, () => lane.total === total);
}

async function payAndFinish(): Promise<void> {
  await lane.pay();
  await lane.page.call('finish', {});
  await lane.sees('welcome');
}

/** All that the lane has written, byte for byte. */
function written(): string {
  const data = path.dirname(lane.world.journalFile);
  return readdirSync(data)
    .filter((name) => name.startsWith('journal'))
    .map((name) => readFileSync(path.join(data, name), 'latin1'))
    .join('\n');
}

describe('a loyalty card', () => {
  it('makes the member’s price, says so calmly, and leaves no number anywhere', async () => {
    await open();
    await lane.scan(ESPRESSO);
    scan(CARD);
    await lane.notice('card-taken');
    expect(lane.page.value('notice')).toMatchObject({ scanned: null, name: null });
    expect(lane.total).toBe(699);
    expect(lane.page.entries('lines').get('1')?.modifiers).toMatchObject([{ amount: -200 }]);
    await payAndFinish();
    const journal = await lane.journal();
    const events = journal.map(({ event }) => event);
    expect(events.filter(({ type }) => type === 'member-identified')).toHaveLength(1);
    expect(JSON.stringify(events)).not.toContain('00001234');
    expect(written()).not.toContain('00001234');
  });

  it('may come first, and stays with its shopper', async () => {
    await open();
    scan(CARD);
    await lane.notice('card-taken');
    await lane.sees('basket');
    scan(OTHER_CARD);
    await lane.notice('card-already-taken');
    await lane.scan(ESPRESSO);
    expect(lane.page.value('notice')).toBeNull();
    await costs(699);
    await payAndFinish();
    await lane.scan(ESPRESSO);
    await costs(899);
  });

  it('is there again after a restart', async () => {
    await open();
    scan(CARD);
    await lane.notice('card-taken');
    await lane.restart();
    await lane.scan(ESPRESSO);
    await costs(699);
  });

  it('brings what its member has had before, for what is limited to each shopper', async () => {
    const promotions = [
      {
        kind: 'percent-off',
        promotionId: 'first-tea',
        label: { en: 'Your first tea' },
        target: { articles: ['green-tea'] },
        basisPoints: 10_000,
        requires: { member: true },
        limits: { perShopper: 1 },
      },
    ];
    await open({ promotions });
    scan(CARD);
    await lane.notice('card-taken');
    await lane.scan(GREEN_TEA);
    await lane.scan(GREEN_TEA);
    await costs(199);
    await payAndFinish();
    await lane.restart();
    scan(CARD);
    await lane.notice('card-taken');
    await lane.scan(GREEN_TEA);
    await costs(199);
    await payAndFinish();
    scan(OTHER_CARD);
    await lane.notice('card-taken');
    await lane.scan(GREEN_TEA);
    await costs(0);
  });
});

describe('a coupon', () => {
  it('waits for its article, counts, and counts once', async () => {
    await open();
    scan(COUPON);
    await lane.notice('coupon-waiting');
    expect(lane.page.value('notice')?.name).toMatchObject({ en: 'Tea coupon 0.50 off' });
    await lane.scan(GREEN_TEA);
    await costs(149);
    scan(COUPON);
    await lane.notice('coupon-used');
    expect(lane.total).toBe(149);
  });

  it('counts at once where its article is there already', async () => {
    await open();
    await lane.scan(GREEN_TEA);
    scan(COUPON);
    await lane.notice('coupon-taken');
    await costs(149);
  });

  it('of nobody here is refused with that reason', async () => {
    await open();
    scan('9820000000012');
    await lane.notice('coupon-unknown');
  });

  it('with a number is used up by the sale that it counted in, and by no other', async () => {
    const promotions = [
      {
        kind: 'amount-off',
        promotionId: 'numbered',
        label: { en: '1.00 off' },
        target: { articles: ['green-tea'] },
        amount: '1.00',
        requires: { coupon: { couponId: '9810000000020' } },
      },
    ];
    await open({ promotions });
    scan(`${NUMBERED}77`);
    await lane.notice('coupon-waiting');
    await lane.scan(LABEL.peanuts);
    await payAndFinish();
    scan(`${NUMBERED}77`);
    await lane.notice('coupon-waiting');
    await lane.scan(GREEN_TEA);
    await costs(99);
    await payAndFinish();
    await lane.restart();
    scan(`${NUMBERED}77`);
    await lane.notice('coupon-used');
    scan(`${NUMBERED}78`);
    await lane.notice('coupon-waiting');
  });
});

describe('a deposit slip', () => {
  it('takes off what it is worth, once, and stands on the receipt', async () => {
    await open();
    await lane.scan(LABEL.peanuts);
    await lane.scan(SLIP);
    await costs(49);
    await lane.notice('slip-taken');
    scan(SLIP);
    await lane.notice('slip-used');
    await lane.pay();
    await lane.page.call('chooseReceipt', { medium: 'paper' });
    await until('the receipt is printed', () => lane.page.value('receipt')?.state === 'printed');
    const lines = lane.world.devices.printer.receipts.at(-1)?.lines ?? [];
    expect(lines.find((line) => line.startsWith('Deposit returned'))).toMatch(/[-−]1\.50/);
    await lane.page.call('finish', {});
    await lane.restart();
    scan(SLIP);
    await lane.notice('slip-used');
  });

  it('within the limit, and never so that the lane would have to pay out', async () => {
    await open();
    await lane.scan(slip('00000000000000002', '02000'));
    scan(slip('00000000000000003', '00501'));
    await lane.notice('slip-over-limit');
    await lane.scan(LABEL.peanuts);
    const paying = lane.page.call('startPayment', {});
    await expect(paying).rejects.toMatchObject({ code: 'refund-due' });
  });

  it('is for a person where the lane takes none', async () => {
    await open({ settings: { 'lane.depositReturnMax': 0 } });
    scan(SLIP);
    await lane.notice('slip-not-taken');
  });
});

it.each([
  ['a badge of the team', 'STAFF-004711', 'staff-badge-seen'],
  ['a basket of another lane', 'PARKED-ABCD1234', 'parked-basket-for-staff'],
  ['a refund receipt', '9800000000014', 'refund-receipt-for-staff'],
] as const)('%s gets a clear answer', async (_, text, code) => {
  await open();
  scan(text);
  await lane.notice(code);
  expect(lane.page.value('notice')?.scanned).toBeNull();
});

describe('the shop’s own rules', () => {
  it('go before those of its country', async () => {
    const own = [{ mask: '23IIIIIVVVVVE', measure: 'price', scale: 2, lookup: ['zeroed'] }];
    await open({ settings: { 'barcodes.templates': own } });
    // The demo's bananas: 01250 are grams in the Netherlands, and cents in this shop.
    await lane.scan('2303101012506');
    expect(lane.total).toBe(1250);
  });
});

describe('a lunch deal that lacks one part', () => {
  it('says so on the list, with the least that it saves, until it is whole', async () => {
    await open();
    await lane.scan('9520042143295');
    await lane.scan('9520042150699');
    const hint = (): unknown => lane.page.entries('lines').get('2')?.hint;
    await until('the hint is there', () => hint() !== null);
    expect(hint()).toMatchObject({ label: { en: 'Lunch deal 6.00' }, isPart: true, missingCount: 1, saves: 128 });
    await lane.scan('95212142');
    await costs(600);
    expect(hint()).toBeNull();
  });
});
