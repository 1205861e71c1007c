import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Article } from '../catalogue/article.ts';
import { totalsOf } from '../pricing/totals.ts';
import { compilePromotions } from '../promotions/compile.ts';
import { isRejection } from '../rejection.ts';
import type { ArticleId, AttemptId, BusinessDay, TransactionId, WorkstationId } from '../values/identifiers.ts';
import { minorUnits } from '../values/money.ts';
import { pieces } from '../values/quantity.ts';
import type { TransactionCommand } from './commands.ts';
import type { TransactionContext } from './context.ts';
import { decide } from './decide.ts';
import type { TransactionEvent } from './events.ts';
import { evolve, evolveAll } from './evolve.ts';
import { NO_HISTORY } from './shopper.ts';
import { IDLE, type TransactionState } from './state.ts';

// Goal: whatever a shopper, a till and a terminal do in whatever order, a sale stays a sale: amounts add up, states
// follow their order, and the journal alone brings the same state back.
// Method: each rule as an example, then random command sequences with the invariants checked after each step.

const promotions = compilePromotions([
  {
    kind: 'n-for-price',
    promotionId: 'milk-2-for-4',
    label: { en: '2 for 4.00' },
    target: { articles: ['milk'] },
    take: 2,
    price: minorUnits(400),
  },
  {
    kind: 'percent-off',
    promotionId: 'drinks-25',
    label: { en: '25% off' },
    target: { groups: ['drinks'] },
    basisPoints: 2500,
  },
  {
    kind: 'percent-off',
    promotionId: 'milk-coupon',
    label: { en: 'Half price' },
    target: { articles: ['milk'] },
    basisPoints: 5000,
    requires: { coupon: { couponId: 'milk' } },
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
  linesMax: 50,
  nextReceiptNumber: 7,
  depositReturn: { max: minorUnits(1000), name: { en: 'Deposit returned' }, tax: { code: 'B', rateBasisPoints: 2100 } },
  history: NO_HISTORY,
  receiptMedia: ['paper', 'screen', 'none'],
};

const milk = article('milk', 219);
const beer = article('beer', 149, {
  groups: ['drinks'],
  restrictions: { minimumAge: 18 },
  tax: { code: 'B', rateBasisPoints: 2100 },
  deposit: { name: { en: 'Deposit' }, amount: minorUnits(15), tax: { code: 'B', rateBasisPoints: 2100 } },
});
const wine = article('wine', 899, { restrictions: { minimumAge: 21 } });
const nothing = article('gift', 0);

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

function add(what: Article, count = 1): Extract<TransactionCommand, { type: 'add-article' }> {
  return { type: 'add-article', article: what, entry: 'scanned', quantity: pieces(count) };
}

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

function open(state: TransactionState): Extract<TransactionState, { status: 'open' }> {
  if (state.status !== 'open') throw new Error(`expected an open sale, found ${state.status}`);
  return state;
}

describe('adding articles', () => {
  it('starts the sale with the first one', () => {
    const state = open(run([add(milk)]));
    expect(state).toMatchObject({ transactionId: 'transaction-1', startedAt: context.now, businessDay: '2026-09-21' });
    expect(state.lines).toMatchObject([{ lineNumber: 1, regularAmount: 219, voided: false }]);
  });

  it('puts the deposit on a line of its own, outside of any promotion', () => {
    const { lines } = open(run([add(beer, 2)]));
    expect(lines).toMatchObject([
      { kind: 'article', regularAmount: 298 },
      { kind: 'deposit', parentLine: 1, regularAmount: 30, modifiers: [] },
    ]);
    expect(lines[0]?.modifiers).toMatchObject([{ promotionId: 'drinks-25' }]);
  });

  it('prices a set as soon as it is complete, and takes the price back with a part of it', () => {
    const both = open(run([add(milk), add(milk)]));
    expect(totalsOf(both.lines).total).toBe(400);
    const one = open(run([{ type: 'void-line', lineNumber: 1, by: 'shopper' }], both));
    expect(totalsOf(one.lines).total).toBe(219);
  });

  it('takes the price that a label states', () => {
    const { lines } = open(run([{ ...add(milk), statedAmount: minorUnits(777) }]));
    expect(lines[0]).toMatchObject({ regularAmount: 777, unitPrice: 777 });
  });

  it('takes a label’s own price for just that package, whose count nobody changes', () => {
    const state = run([{ ...add(milk), statedAmount: minorUnits(327) }]);
    expect(codeOf(state, { type: 'change-quantity', lineNumber: 1, count: 2 })).toBe('quantity-not-changeable');
  });

  it.each([
    ['of a batch that was called back', { batch: 'B7' }, 'article-recalled'],
    ['of a batch that it does not name', {}, 'article-recalled'],
    ['past its last day', { batch: 'A1', useBy: '2026-09-20' }, 'article-expired'],
    [
      'in the minute in which its time is over',
      { batch: 'A1', useBy: '2026-09-21', useByTime: '14:30' },
      'article-expired',
    ],
  ])('refuses a package %s', (_, label, code) => {
    const recalled = article('spread', 300, { restrictions: { recalledBatches: ['B7'] } });
    expect(codeOf(IDLE, { ...add(recalled), label })).toBe(code);
  });

  it('keeps the best-before day that the label states, for mark-downs', () => {
    const label = { bestBefore: '2026-09-22', useBy: '2026-09-21', useByTime: '14:31' };
    expect(open(run([{ ...add(milk), label }])).lines[0]?.bestBefore).toBe('2026-09-22');
  });

  it('stops at the limit of lines, counting the deposit', () => {
    const state = run(Array.from({ length: 49 }, () => add(milk)));
    expect(codeOf(state, add(beer))).toBe('basket-full');
    expect(codeOf(state, add(milk))).toBe('accepted');
  });
});

describe('changing lines', () => {
  it('changes a count, and the deposit with it', () => {
    const { lines } = open(run([add(beer), { type: 'change-quantity', lineNumber: 1, count: 6 }]));
    expect(lines.map((line) => line.regularAmount)).toEqual([894, 90]);
  });

  it.each([0, 100, 1.5, -1])('refuses a count of %s', (count) => {
    expect(codeOf(run([add(milk)]), { type: 'change-quantity', lineNumber: 1, count })).toBe('quantity-out-of-range');
  });

  it('knows only lines that count', () => {
    const state = run([add(beer), { type: 'void-line', lineNumber: 1, by: 'shopper' }]);
    expect(codeOf(state, { type: 'void-line', lineNumber: 1, by: 'shopper' })).toBe('line-unknown');
    expect(codeOf(state, { type: 'void-line', lineNumber: 9, by: 'shopper' })).toBe('line-unknown');
    expect(totalsOf(open(state).lines).total).toBe(0);
  });

  it('never takes a deposit off by itself', () => {
    expect(codeOf(run([add(beer)]), { type: 'void-line', lineNumber: 2, by: 'shopper' })).toBe('line-unknown');
  });
});

describe('the age check', () => {
  it('is asked once a basket, at the highest limit, and never stops the scanning', () => {
    const state = open(run([add(beer), add(milk), add(wine)]));
    expect(state.interventions).toMatchObject([{ kind: 'age-check', minimumAge: 21, lineNumbers: [1, 4] }]);
    expect(codeOf(state, { type: 'start-tender' })).toBe('open-interventions');
  });

  it('holds for the rest of the basket once a person has confirmed it', () => {
    const confirmed = run([
      add(wine),
      { type: 'settle-intervention', interventionId: 'age-check', outcome: 'approved', attendant: 'Sara' },
      add(beer),
    ]);
    expect(open(confirmed).interventions).toEqual([]);
  });

  it('is asked again when a higher age came while the attendant was deciding about a lower one', () => {
    const settle = { type: 'settle-intervention', interventionId: 'age-check', attendant: 'Sara' } as const;
    const seen18 = open(run([add(beer), add(wine), { ...settle, outcome: 'approved', minimumAge: 18 }]));
    expect(seen18).toMatchObject({ confirmedAge: 18, interventions: [{ minimumAge: 21, lineNumbers: [3] }] });
    const seen21 = open(run([{ ...settle, outcome: 'approved', minimumAge: 21 }], seen18));
    expect(seen21).toMatchObject({ confirmedAge: 21, interventions: [] });
  });

  it('takes the articles off when the age is not reached', () => {
    const refused = open(
      run([
        add(beer),
        add(milk),
        { type: 'settle-intervention', interventionId: 'age-check', outcome: 'refused', attendant: 'Sara' },
      ]),
    );
    expect(refused.lines.map((line) => line.voided)).toEqual([true, true, false]);
    expect(refused.interventions).toEqual([]);
  });

  it('lapses with the last article that needs it', () => {
    expect(open(run([add(beer), { type: 'void-line', lineNumber: 1, by: 'shopper' }])).interventions).toEqual([]);
  });
});

describe('paying', () => {
  const tendering = run([add(milk), { type: 'start-tender' }]);
  const pay = (amount: number, attempt = 'attempt-1'): TransactionCommand => ({
    type: 'add-tender',
    attemptId: attempt as AttemptId,
    amount: minorUnits(amount),
  });

  it('settles the sale with the whole amount, under the next receipt number', () => {
    expect(run([pay(219)], tendering)).toMatchObject({ status: 'settled', receiptNumber: 7 });
  });

  it('asks for the rest after a part, and keeps the sale at the till', () => {
    const partly = run([pay(100)], tendering);
    expect(partly.status).toBe('tendering');
    expect(codeOf(partly, { type: 'cancel-tender' })).toBe('payment-running');
    expect(codeOf(partly, { type: 'void', reason: 'shopper' })).toBe('wrong-state');
    expect(run([pay(119, 'attempt-2')], partly).status).toBe('settled');
  });

  it('books one attempt once', () => {
    const partly = run([pay(100)], tendering);
    expect(decide(partly, pay(100), context)).toEqual([]);
  });

  it('takes no article while the payment runs', () => {
    expect(codeOf(tendering, add(milk))).toBe('payment-running');
  });

  it('goes back to the basket as it was', () => {
    const before = run([add(milk)]);
    expect(run([{ type: 'start-tender' }, { type: 'cancel-tender' }], before)).toEqual(before);
  });

  it('needs no payment for a basket that costs nothing', () => {
    expect(run([add(nothing), { type: 'start-tender' }]).status).toBe('settled');
  });

  it('has nothing to take for an empty basket', () => {
    const empty = run([add(milk), { type: 'void-line', lineNumber: 1, by: 'shopper' }]);
    expect(codeOf(empty, { type: 'start-tender' })).toBe('nothing-to-pay-for');
  });
});

describe('after paying', () => {
  const settled = run([
    add(milk),
    { type: 'start-tender' },
    { type: 'add-tender', attemptId: 'attempt-1' as AttemptId, amount: minorUnits(219) },
  ]);

  it('stays settled when the receipt does not print', () => {
    const state = run(
      [
        { type: 'choose-receipt', medium: 'paper' },
        { type: 'record-receipt', medium: 'paper', failure: 'paper-end' },
        { type: 'choose-receipt', medium: 'screen' },
        { type: 'record-receipt', medium: 'screen' },
        { type: 'close' },
      ],
      settled,
    );
    expect(state).toMatchObject({ status: 'closed', receipt: { issued: 1, chosen: 'screen', failure: undefined } });
  });

  it('offers only what the country offers', () => {
    const events = decide(settled, { type: 'choose-receipt', medium: 'none' }, { ...context, receiptMedia: ['paper'] });
    expect(events).toMatchObject({ rejected: true, code: 'receipt-not-offered' });
  });

  it('begins the next sale with the next article', () => {
    const next = run([{ type: 'close' }, add(milk)], settled);
    expect(open(next).lines).toHaveLength(1);
  });
});

describe('any sequence of commands', () => {
  const articles = fc.constantFrom(milk, beer, wine, nothing);
  const lineNumber = fc.integer({ min: 0, max: 12 });
  const command: fc.Arbitrary<TransactionCommand> = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(articles, fc.integer({ min: -1, max: 4 })).map(([a, n]) => add(a, n)) },
    fc.record({ type: fc.constant('change-quantity' as const), lineNumber, count: fc.integer({ min: -1, max: 101 }) }),
    fc.record({ type: fc.constant('void-line' as const), lineNumber, by: fc.constantFrom('shopper', 'staff') }),
    fc.record({ type: fc.constant('choose-language' as const), language: fc.constantFrom('en', 'nl') }),
    fc.record({
      type: fc.constant('settle-intervention' as const),
      interventionId: fc.constantFrom('age-check', 'other'),
      outcome: fc.constantFrom('approved', 'refused'),
      attendant: fc.constant('Sara'),
    }),
    fc.record({
      type: fc.constant('identify-member' as const),
      member: fc.record({ key: fc.constantFrom('a', 'b'), programmes: fc.constant([]) }),
    }),
    fc.record({
      type: fc.constant('present-coupon' as const),
      coupon: fc.record({ couponId: fc.constantFrom('milk', 'other'), serial: fc.constantFrom('1', '2', undefined) }),
    }),
    fc.record({
      type: fc.constant('add-deposit-return' as const),
      reference: fc.constantFrom('1', '2', '3'),
      amount: fc.integer({ min: -1, max: 600 }).map(minorUnits),
    }),
    fc.record({ type: fc.constant('suspend' as const), reason: fc.constantFrom('idle', 'staff') }),
    fc.record({
      type: fc.constant('add-tender' as const),
      attemptId: fc.constantFrom('a' as AttemptId, 'b' as AttemptId),
      amount: fc.integer({ min: 0, max: 3000 }).map(minorUnits),
    }),
    fc.record({ type: fc.constant('choose-receipt' as const), medium: fc.constantFrom('paper', 'screen', 'none') }),
    fc.record({ type: fc.constant('record-receipt' as const), medium: fc.constantFrom('paper', 'screen') }),
    fc.record({ type: fc.constantFrom('resume', 'start-tender', 'cancel-tender', 'close') }),
    fc.record({ type: fc.constant('void' as const), reason: fc.constantFrom('shopper', 'staff', 'abandoned') }),
  );

  it('keeps every sum right, every state legal, and can be replayed from its events', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        let state: TransactionState = IDLE;
        const journal: TransactionEvent[] = [];
        for (const each of commands) {
          const before = structuredClone(state);
          const events = decide(state, each, context);
          if (isRejection(events)) {
            expect(state).toEqual(before);
            continue;
          }
          journal.push(...(JSON.parse(JSON.stringify(events)) as TransactionEvent[]));
          state = events.reduce(evolve, state);
          assertInvariants(state);
        }
        expect(JSON.parse(JSON.stringify(evolveAll(IDLE, journal)))).toEqual(JSON.parse(JSON.stringify(state)));
      }),
      { numRuns: 500 },
    );
  });
});

function assertInvariants(state: TransactionState): void {
  if (state.status === 'idle') return;
  const totals = totalsOf(state.lines);
  const active = state.lines.filter((line) => !line.voided);
  const sum = active.reduce(
    (amount, line) => amount + line.regularAmount + line.modifiers.reduce((less, each) => less + each.amount, 0),
    0,
  );
  expect(totals.total).toBe(sum);
  expect(totals.regular + totals.discount).toBe(totals.total);
  expect(totals.taxLines.reduce((gross, tax) => gross + tax.gross, 0)).toBe(totals.total);
  for (const tax of totals.taxLines) expect(tax.net + tax.tax).toBe(tax.gross);
  for (const [index, line] of state.lines.entries()) {
    expect(line.lineNumber).toBe(index + 1);
    if (line.voided) expect(line.modifiers).toEqual([]);
  }
  if (state.status === 'tendering' || state.status === 'settled' || state.status === 'closed') {
    expect(state.totals).toEqual(totals);
    expect(state.interventions).toEqual([]);
    const paid = state.tenders.reduce((amount, tender) => amount + tender.amount, 0);
    if (state.status === 'tendering') expect(paid).toBeLessThan(state.totals.total);
    else expect(paid).toBeGreaterThanOrEqual(state.totals.total);
  }
}
