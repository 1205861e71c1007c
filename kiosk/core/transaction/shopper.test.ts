import { describe, expect, it } from 'vitest';
import type { Article } from '../catalogue/article.ts';
import { totalsOf } from '../pricing/totals.ts';
import { compilePromotions } from '../promotions/compile.ts';
import { isRejection } from '../rejection.ts';
import type { ArticleId, BusinessDay, TransactionId, WorkstationId } from '../values/identifiers.ts';
import { minorUnits } from '../values/money.ts';
import { pieces } from '../values/quantity.ts';
import type { TransactionCommand } from './commands.ts';
import type { TransactionContext } from './context.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { NO_HISTORY, type ShopperHistory } from './shopper.ts';
import { IDLE, type TransactionState } from './state.ts';

// Goal: who is buying and what she has brought (a card, coupons, slips) make her prices what they should be, whenever
// they are scanned; what counts once counts once, and every "no" says which.
// Method: small baskets with promotions for members and with coupons, in every order.

const promotions = compilePromotions([
  {
    kind: 'fixed-price',
    promotionId: 'member-milk',
    label: { en: 'Member price' },
    target: { articles: ['milk'] },
    price: minorUnits(150),
    requires: { programme: 'green' },
  },
  {
    kind: 'percent-off',
    promotionId: 'first-coffee',
    label: { en: 'Your first two coffees' },
    target: { articles: ['coffee'] },
    basisPoints: 5000,
    requires: { member: true },
    limits: { perShopper: 2 },
  },
  {
    kind: 'amount-off',
    promotionId: 'tea-coupon',
    label: { en: '1.00 off' },
    target: { articles: ['tea'] },
    amount: minorUnits(100),
    requires: { coupon: { couponId: 'tea' } },
  },
  {
    kind: 'amount-off',
    promotionId: 'last-spring',
    label: { en: 'Last spring' },
    target: { everything: true },
    amount: minorUnits(100),
    requires: { coupon: { couponId: 'spring' } },
    validity: { until: '2026-05-31' },
  },
]);

const context: TransactionContext = {
  now: 1_790_000_000_000,
  localTime: { date: '2026-09-21', time: '14:30' },
  businessDay: '2026-09-21' as BusinessDay,
  workstationId: 'lane-1' as WorkstationId,
  newTransactionId: 'transaction-1' as TransactionId,
  currency: 'EUR',
  language: 'en',
  catalogueRevision: 'r1',
  promotions,
  linesMax: 10,
  nextReceiptNumber: 7,
  depositReturn: { max: minorUnits(500), name: { en: 'Deposit returned' }, tax: { code: 'A', rateBasisPoints: 900 } },
  history: NO_HISTORY,
  receiptMedia: ['paper'],
};

function add(id: string, price: number): TransactionCommand {
  const article: Article = {
    id: id as ArticleId,
    name: { en: id },
    price: minorUnits(price),
    pricedPer: 'pieces',
    tax: { code: 'A', rateBasisPoints: 900 },
    groups: [],
  };
  return { type: 'add-article', article, entry: 'scanned', quantity: pieces(1) };
}

const milk = add('milk', 200);
const coffee = add('coffee', 400);
const tea = add('tea', 300);
const card: TransactionCommand = { type: 'identify-member', member: { key: 'k1', programmes: ['green'] } };
const coupon = (serial?: string): TransactionCommand => ({
  type: 'present-coupon',
  coupon: { couponId: 'tea', serial },
});
const slip = (amount: number, reference = 'slip-1'): TransactionCommand => ({
  type: 'add-deposit-return',
  reference,
  amount: minorUnits(amount),
});

function run(commands: readonly TransactionCommand[], history: ShopperHistory = NO_HISTORY): TransactionState {
  return commands.reduce((state, command) => {
    const events = decide(state, command, { ...context, history });
    if (isRejection(events)) throw new Error(`${command.type} was rejected: ${events.code}`);
    return evolveAll(state, events);
  }, IDLE);
}

function total(state: TransactionState): number {
  return 'lines' in state ? totalsOf(state.lines).total : 0;
}

function codeOf(before: readonly TransactionCommand[], command: TransactionCommand, more = {}): string {
  const events = decide(run(before), command, { ...context, ...more });
  return isRejection(events) ? events.code : 'accepted';
}

describe('a loyalty card', () => {
  it.each([
    ['before the goods', [card, milk]],
    ['after them', [milk, card]],
  ])('makes the member’s price, scanned %s', (_, commands) => {
    expect(total(run(commands))).toBe(150);
  });

  it('of another programme leaves the price as it is', () => {
    const other: TransactionCommand = { type: 'identify-member', member: { key: 'k2', programmes: ['blue'] } };
    expect(total(run([other, milk]))).toBe(200);
  });

  it('starts the sale, and is there once: again it changes nothing, another one is refused', () => {
    const state = run([card]);
    expect(state).toMatchObject({ status: 'open', lines: [], shopper: { member: { key: 'k1' } } });
    expect(decide(state, card, context)).toEqual([]);
    const other: TransactionCommand = { type: 'identify-member', member: { key: 'k2', programmes: [] } };
    expect(codeOf([card], other)).toBe('card-already-taken');
  });

  it('is the shopper’s, not the lane’s: the next sale knows nobody', () => {
    const next = run([card, milk, { type: 'void', reason: 'shopper' }, milk]);
    expect(total(next)).toBe(200);
    expect(next).toMatchObject({ shopper: { coupons: [] } });
  });

  it('brings along what the member has had before, for promotions that are limited by it', () => {
    const history: ShopperHistory = {
      isUsed: () => false,
      usedBy: (key) => (key === 'k1' ? { 'first-coffee': 1, 'member-milk': 40 } : {}),
    };
    expect(total(run([card, coffee, coffee]))).toBe(400);
    const second = run([card, coffee, coffee], history);
    expect(total(second)).toBe(600);
    // What nothing is limited by is no part of the record.
    expect('shopper' in second && second.shopper.usedByShopper).toEqual({ 'first-coffee': 1 });
  });

  it('is not taken while a payment runs', () => {
    expect(codeOf([milk, { type: 'start-tender' }], card)).toBe('payment-running');
  });
});

describe('a coupon', () => {
  it.each([
    ['before its article', [coupon(), tea]],
    ['after it', [tea, coupon()]],
  ])('counts, scanned %s', (_, commands) => {
    const state = run(commands);
    expect(total(state)).toBe(200);
    expect(state).toMatchObject({ couponUses: [{ couponId: 'tea', promotionId: 'tea-coupon' }] });
  });

  it('is not used up by a basket that it is of no use for', () => {
    expect(run([coupon('7'), milk])).toMatchObject({ couponUses: [] });
    const takenOff = run([coupon('7'), tea, { type: 'void-line', lineNumber: 1, by: 'shopper' }]);
    expect(takenOff).toMatchObject({ couponUses: [], shopper: { coupons: [{ couponId: 'tea', serial: '7' }] } });
  });

  it('counts once: the same one again is refused, in this sale and in later ones', () => {
    expect(codeOf([coupon('7')], coupon('7'))).toBe('coupon-used');
    expect(codeOf([coupon('7')], coupon('8'))).toBe('accepted');
    const history: ShopperHistory = { ...NO_HISTORY, isUsed: (mark) => mark === 'coupon:tea:7' };
    expect(codeOf([], coupon('7'), { history })).toBe('coupon-used');
    expect(codeOf([], coupon('8'), { history })).toBe('accepted');
  });

  it('without a serial number counts once a basket: nobody can tell one piece of paper from another', () => {
    expect(codeOf([coupon()], coupon())).toBe('coupon-used');
  });

  it('that this shop does not know, or not at this time, is refused with that reason', () => {
    expect(codeOf([], { type: 'present-coupon', coupon: { couponId: 'other' } })).toBe('coupon-unknown');
    expect(codeOf([], { type: 'present-coupon', coupon: { couponId: 'spring' } })).toBe('coupon-not-now');
  });

  it('is one of a bounded number', () => {
    const many = Array.from({ length: 50 }, (_, at) => coupon(String(at)));
    expect(codeOf(many, coupon('one more'))).toBe('quantity-out-of-range');
  });
});

describe('a deposit slip', () => {
  it('takes off what it is worth, with its tax', () => {
    const state = run([tea, slip(120)]);
    expect(total(state)).toBe(180);
    expect(state).toMatchObject({ lines: [{}, { kind: 'deposit', regularAmount: -120, code: 'slip-1' }] });
  });

  it('counts once, in this sale and in later ones, and may be taken off again', () => {
    expect(codeOf([slip(120)], slip(120))).toBe('slip-used');
    const history: ShopperHistory = { ...NO_HISTORY, isUsed: (mark) => mark === 'slip:slip-1' };
    expect(codeOf([], slip(120), { history })).toBe('slip-used');
    const off: TransactionCommand = { type: 'void-line', lineNumber: 1, by: 'shopper' };
    expect(codeOf([slip(120), off], slip(120))).toBe('accepted');
  });

  it('is bounded together with the others of the basket', () => {
    expect(codeOf([slip(300)], slip(200, 'slip-2'))).toBe('accepted');
    expect(codeOf([slip(300)], slip(201, 'slip-2'))).toBe('slip-over-limit');
  });

  it('is not taken where the shop takes none, nor for nothing', () => {
    expect(codeOf([], slip(120), { depositReturn: undefined })).toBe('slip-not-taken');
    expect(codeOf([], slip(0))).toBe('slip-not-taken');
  });

  it('never makes a sale that pays out: that is for a person', () => {
    expect(codeOf([tea, slip(301)], { type: 'start-tender' })).toBe('refund-due');
    expect(run([tea, slip(300), { type: 'start-tender' }])).toMatchObject({ status: 'settled' });
  });

  it('is no article of any promotion or count', () => {
    const state = run([tea, slip(120), coupon()]);
    expect('lines' in state ? totalsOf(state.lines).articleCount : 0).toBe(1);
    expect(total(state)).toBe(80);
  });
});
