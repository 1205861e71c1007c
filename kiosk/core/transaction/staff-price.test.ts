// Goal: what people take off adds up to the cent, holds while the basket changes, never goes below zero or past the
// law, and leads back when it is undone.
// Method: each rule as an example; then random sequences with the sums, the shares and the way back checked.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Article } from '../catalogue/article.ts';
import type { Helper } from '../assist/person.ts';
import { lineAmount, totalsOf } from '../pricing/totals.ts';
import { compilePromotions } from '../promotions/compile.ts';
import { receiptDocument } from '../receipt/receipt-document.ts';
import { isRejection } from '../rejection.ts';
import { currencyByCode } from '../values/currencies.ts';
import type { ArticleId, AttemptId, BusinessDay, TransactionId, WorkstationId } from '../values/identifiers.ts';
import { minorUnits, negate } from '../values/money.ts';
import { grams, pieces, type Quantity } from '../values/quantity.ts';
import type { TransactionCommand } from './commands.ts';
import type { TransactionContext } from './context.ts';
import { decide } from './decide.ts';
import { evolveAll } from './evolve.ts';
import { NO_HISTORY } from './shopper.ts';
import { IDLE, type TransactionState } from './state.ts';

const promotions = compilePromotions(
  [
    {
      kind: 'n-for-price',
      promotionId: 'milk-2-for-4',
      label: { en: '2 for 4.00' },
      target: { articles: ['milk'] },
      take: 2,
      price: minorUnits(400),
    },
  ],
  { ceilings: [{ target: { groups: ['alcohol'] }, basisPoints: 2500 }] },
);

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
  linesMax: 50,
  nextReceiptNumber: 7,
  depositReturn: { max: minorUnits(1000), name: { en: 'Deposit returned' }, tax: { code: 'B', rateBasisPoints: 2100 } },
  history: NO_HISTORY,
  receiptMedia: ['paper', 'screen', 'none'],
};

const sara: Helper = { personId: 'p-sara', firstName: 'Sara', role: 'supervisor' };
const LABEL = { en: 'From our team' };

const milk = article('milk', 219);
const bread = article('bread', 300, { tax: { code: 'B', rateBasisPoints: 2100 } });
const wine = article('wine', 1000, { groups: ['alcohol'] });
const can = article('can', 100, {
  deposit: { name: { en: 'Deposit' }, amount: minorUnits(15), tax: { code: 'B', rateBasisPoints: 2100 } },
});
const apples = article('apples', 199, { pricedPer: 'weight' });

function article(id: string, price: number, more: Partial<Article> = {}): Article {
  return {
    id: id as ArticleId,
    name: { en: id },
    price: minorUnits(price),
    pricedPer: 'pieces',
    tax: { code: 'A', rateBasisPoints: 900 },
    groups: [],
    ...more,
  };
}

function add(what: Article, quantity: Quantity = pieces(1)): TransactionCommand {
  return { type: 'add-article', article: what, entry: 'scanned', quantity };
}

const SUPERVISOR = { offBasisPointsMax: 5000, mayRaise: true, unitPriceMax: minorUnits(100_000) };
const ASSISTANT = { offBasisPointsMax: 2000, mayRaise: false, unitPriceMax: minorUnits(100_000) };

function price(lineNumber: number, unitPrice: number, limits = SUPERVISOR): TransactionCommand {
  const amount = minorUnits(unitPrice);
  return { type: 'override-price', lineNumber, unitPrice: amount, label: LABEL, reason: 'torn', by: sara, limits };
}

function discount(amount: number, discountId = 'd1'): TransactionCommand {
  const given = { discountId, amount: minorUnits(amount), label: LABEL, reason: 'long wait', by: sara };
  return { type: 'give-discount', discount: given };
}

const remove = (lineNumber: number): TransactionCommand => ({ type: 'void-line', lineNumber, by: 'shopper' });

function run(commands: readonly TransactionCommand[], from: TransactionState = IDLE): TransactionState {
  return commands.reduce((state, command) => {
    const events = decide(state, command, context);
    if (isRejection(events)) throw new Error(`${command.type} was rejected: ${events.code}`);
    return evolveAll(state, events);
  }, from);
}

function codeOf(state: TransactionState, command: TransactionCommand): string {
  const events = decide(state, command, context);
  return isRejection(events) ? events.code : 'accepted';
}

function amounts(state: TransactionState): readonly number[] {
  return 'lines' in state ? state.lines.filter(({ voided }) => !voided).map(lineAmount) : [];
}

function sumOf(list: readonly number[]): number {
  return list.reduce((all, each) => all + each, 0);
}

describe('a price that a person sets', () => {
  it('takes off what it is less, for all pieces, and names who and why', () => {
    const state = run([add(bread, pieces(2)), price(1, 250)]);
    expect(amounts(state)).toEqual([500]);
    expect('lines' in state && state.lines[0]).toMatchObject({
      regularAmount: 600,
      modifiers: [{ promotionId: 'staff-price', amount: -100, label: LABEL }],
      priceOverride: { unitPrice: 250, regularUnitPrice: 300, reason: 'torn', by: sara },
    });
  });

  it('goes on for other quantities, weights, and everything scanned after it', () => {
    const state = run([
      add(bread),
      price(1, 200),
      { type: 'change-quantity', lineNumber: 1, count: 3 },
      add(milk),
      add(apples, grams(1500)),
      price(3, 100),
    ]);
    expect(amounts(state)).toEqual([600, 219, 150]);
  });

  it('is what the goods cost: no promotion comes on top, and the rest of its set is priced without it', () => {
    const set = run([add(milk), add(milk)]);
    expect(sumOf(amounts(set))).toBe(400);
    const state = run([price(1, 150)], set);
    expect(amounts(state)).toEqual([150, 219]);
    expect(run([price(1, 219)], state)).toEqual(set);
  });

  it('is more only for whom it may be', () => {
    const state = run([add(bread)]);
    expect(codeOf(state, price(1, 301, ASSISTANT))).toBe('price-out-of-limits');
    const dearer = run([price(1, 350)], state);
    expect(dearer).toMatchObject({ lines: [{ unitPrice: 350, regularAmount: 350, modifiers: [] }] });
    expect(run([price(1, 300)], dearer)).toEqual(state);
  });

  it.each([
    ['below the share that the role may take off', price(1, 239, ASSISTANT)],
    ['below a ceiling of the law', price(2, 749)],
    ['below zero', price(1, -1, { ...SUPERVISOR, offBasisPointsMax: 10_000 })],
    ['beyond every price', price(1, 100_001)],
  ])('is not %s', (_, command) => {
    expect(codeOf(run([add(bread), add(wine)]), command)).toBe('price-out-of-limits');
  });

  it('goes just as far as the limits', () => {
    expect(amounts(run([add(bread), add(wine), price(1, 240, ASSISTANT), price(2, 750)]))).toEqual([240, 750]);
  });

  it('is for an article on an open list', () => {
    expect(codeOf(IDLE, price(1, 1))).toBe('wrong-state');
    const state = run([add(can)]);
    expect(codeOf(state, price(2, 10))).toBe('line-unknown');
    expect(codeOf(state, price(9, 10))).toBe('line-unknown');
    expect(codeOf(run([{ type: 'start-tender' }], state), price(1, 90))).toBe('payment-running');
  });
});

describe('a discount on the basket', () => {
  it('is spread by largest remainder over the goods, and not over deposits', () => {
    const state = run([add(bread), add(bread), add(bread), add(can), discount(100)]);
    expect(amounts(state)).toEqual([270, 270, 270, 90, 15]);
    expect(amounts(run([add(bread), add(bread), add(bread), discount(100)]))).toEqual([266, 267, 267]);
  });

  it('leaves goods alone whose price the law holds up', () => {
    expect(amounts(run([add(wine), add(bread), discount(100)]))).toEqual([1000, 200]);
    expect(codeOf(run([add(wine)]), discount(1))).toBe('gesture-too-large');
  });

  it('is given once, and no more than the basket costs', () => {
    const state = run([add(bread), discount(100)]);
    expect(decide(state, discount(100), context)).toEqual([]);
    expect(codeOf(state, discount(201, 'd2'))).toBe('accepted');
    expect(codeOf(state, discount(301, 'd2'))).toBe('gesture-too-large');
    expect(codeOf(state, discount(0, 'd2'))).toBe('gesture-too-large');
  });

  it('waits while the basket is worth less, and comes back with it', () => {
    const before = run([add(bread), add(milk), discount(400)]);
    expect(sumOf(amounts(before))).toBe(119);
    const less = run([remove(2)], before);
    expect(amounts(less)).toEqual([300]);
    expect(sumOf(amounts(run([add(milk)], less)))).toBe(119);
  });

  it('never makes a basket with slips cost less than nothing', () => {
    const state = run([add(bread), { type: 'add-deposit-return', reference: '1', amount: minorUnits(250) }]);
    expect(codeOf(state, discount(51))).toBe('gesture-too-large');
    expect(sumOf(amounts(run([discount(50)], state)))).toBe(0);
  });

  it('is taken back by a person', () => {
    const before = run([add(bread), add(milk)]);
    expect(run([discount(100), { type: 'take-back-discounts', by: sara }], before)).toEqual(before);
  });

  it('is for an open basket', () => {
    expect(codeOf(IDLE, discount(1))).toBe('wrong-state');
    expect(codeOf(run([add(bread), { type: 'start-tender' }]), discount(1))).toBe('payment-running');
    expect(codeOf(run([add(bread), { type: 'suspend', reason: 'staff' }]), discount(1))).toBe('basket-paused');
  });
});

it('the receipt says what people took off, and adds up', () => {
  const attemptId = 'attempt-1' as AttemptId;
  const commands: TransactionCommand[] = [add(bread), add(milk), price(1, 250), discount(69), { type: 'start-tender' }];
  const paid = run([...commands, { type: 'add-tender', attemptId, amount: minorUnits(400) }]);
  if (paid.status !== 'settled') throw new Error('not settled');
  const currency = currencyByCode('EUR');
  if (currency === undefined) throw new Error('no euro');
  const receipt = receiptDocument(paid, {
    seller: { name: 'Shop', addressLines: [], vatId: undefined, registrationNumber: undefined, phone: undefined },
    laneNumber: 1,
    softwareVersion: '1',
    currency,
    paymentDetails: new Map(),
    test: false,
  });
  expect(receipt.lines.map(({ modifiers }) => modifiers.map(({ amount }) => amount))).toEqual([[-50, -37], [-32]]);
  expect(receipt).toMatchObject({ regular: 519, discount: -119, total: 400 });
});

describe('whatever people and shoppers do', () => {
  const goods = fc.constantFrom(milk, bread, wine, can);
  const lineNumber = fc.integer({ min: 1, max: 10 });
  const act: fc.Arbitrary<TransactionCommand> = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(goods, fc.integer({ min: 1, max: 3 })).map(([a, n]) => add(a, pieces(n))) },
    lineNumber.map(remove),
    fc.record({ type: fc.constant('change-quantity' as const), lineNumber, count: fc.integer({ min: 1, max: 5 }) }),
    fc.tuple(lineNumber, fc.integer({ min: -5, max: 1500 })).map(([line, unit]) => price(line, unit)),
    fc
      .tuple(fc.integer({ min: -5, max: 900 }), fc.constantFrom('d1', 'd2', 'd3'))
      .map(([amount, id]) => discount(amount, id)),
    fc.integer({ min: 1, max: 300 }).map((amount): TransactionCommand => {
      return { type: 'add-deposit-return', reference: String(amount), amount: minorUnits(amount) };
    }),
    fc.constant<TransactionCommand>({ type: 'take-back-discounts', by: sara }),
  );
  const sequence = fc.array(act, { maxLength: 30 });

  function play(commands: readonly TransactionCommand[]): TransactionState {
    return commands.reduce<TransactionState>((state, command) => {
      const events = decide(state, command, context);
      return isRejection(events) ? state : evolveAll(state, events);
    }, IDLE);
  }

  it('lines, total and taxes agree, no goods cost less than nothing, and what applies applies to the cent', () => {
    fc.assert(
      fc.property(sequence, (commands) => {
        const state = play(commands);
        if (state.status !== 'open') return;
        const lines = state.lines.filter(({ voided }) => !voided);
        const totals = totalsOf(state.lines);
        expect(totals.total).toBe(sumOf(lines.map(lineAmount)));
        expect(totals.regular + totals.discount).toBe(totals.total);
        expect(sumOf(totals.taxLines.map(({ net, tax }) => net + tax))).toBe(totals.total);
        for (const line of lines) if (line.kind === 'article') expect(lineAmount(line)).toBeGreaterThanOrEqual(0);
        for (const line of lines) {
          if (line.groups.includes('alcohol'))
            expect(lineAmount(line)).toBeGreaterThanOrEqual(line.regularAmount * 0.75);
          if (line.kind === 'deposit') expect(line.modifiers).toEqual([]);
        }
        const taken = sumOf(
          lines.flatMap(({ modifiers }) =>
            modifiers.filter(({ promotionId }) => promotionId === 'staff-discount').map(({ amount }) => negate(amount)),
          ),
        );
        const sizes = state.discounts.map((each): number => each.amount);
        const sums = sizes.reduce((all, size) => [...all, ...all.map((sum) => sum + size)], [0]);
        expect(sums).toContain(taken);
      }),
      { numRuns: 300 },
    );
  });

  it('a line that is taken off again leaves every price as it was', () => {
    fc.assert(
      fc.property(sequence, goods, fc.integer({ min: 1, max: 1500 }), (commands, extra, unitPrice) => {
        const before = play(commands);
        if (before.status !== 'open') return;
        const at = before.lines.length + 1;
        const steps = [add(extra), price(at, unitPrice), remove(at)];
        const after = steps.reduce<TransactionState>((state, command) => {
          const events = decide(state, command, context);
          return isRejection(events) ? state : evolveAll(state, events);
        }, before);
        expect(amounts(after)).toEqual(amounts(before));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a basket on its way to another lane', () => {
  const move = { moveId: 'm1', to: 'lane-2' as WorkstationId };
  const moving = run([add(bread), { type: 'begin-move', move }]);

  it('stays as it is until the move is over', () => {
    expect(moving).toMatchObject({ status: 'suspended', reason: 'moving', move });
    expect(decide(moving, { type: 'begin-move', move }, context)).toEqual([]);
    expect(codeOf(moving, { type: 'begin-move', move: { ...move, moveId: 'm2' } })).toBe('basket-moving');
    expect(codeOf(moving, { type: 'start-tender' })).toBe('wrong-state');
    expect(codeOf(moving, { type: 'resume' })).toBe('basket-moving');
    expect(codeOf(moving, { type: 'resume', moveId: 'm2' })).toBe('basket-moving');
    expect(codeOf(moving, { type: 'void', reason: 'shopper' })).toBe('basket-moving');
    expect(codeOf(moving, { type: 'void', reason: 'abandoned' })).toBe('basket-moving');
  });

  it('ends here when it has arrived, and goes on here when it has not', () => {
    expect(run([{ type: 'void', reason: 'moved' }], moving)).toMatchObject({ status: 'voided', reason: 'moved' });
    expect(run([{ type: 'resume', moveId: 'm1' }], moving)).toEqual(run([add(bread)]));
  });

  it.each(['staff', 'idle'] as const)(
    'moves also when it had been put aside (%s), and is aside again if not',
    (reason) => {
      const aside = run([add(bread), { type: 'suspend', reason }]);
      const onItsWay = run([{ type: 'begin-move', move }], aside);
      expect(onItsWay).toMatchObject({ status: 'suspended', reason: 'moving', move, heldAs: reason });
      expect(run([{ type: 'resume', moveId: 'm1' }], onItsWay)).toEqual(aside);
      expect(run([{ type: 'void', reason: 'moved' }], onItsWay)).toMatchObject({ status: 'voided', reason: 'moved' });
    },
  );

  it('is not given away from a basket that nobody moves', () => {
    expect(codeOf(run([add(bread)]), { type: 'void', reason: 'moved' })).toBe('basket-moving');
  });
});
