// Goal: a basket at the till is at one place at a time, wherever a lane, the store or a message stops, and a slip is
// used once.
// Method: the steps of a move, told twice, late, or never ended, with the book read anew from what was written before
// each one; random orders of them against a count of who may sell the basket.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MovedBasket, MoveStep } from '#kiosk/api/moved-basket.ts';
import type { GivenGesture } from '#kiosk/core/assist/recovery.ts';
import { isRejection } from '#kiosk/core/rejection.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import type { StoreEntry } from '../floor/store-entries.ts';
import { decideParked } from './decide-parked.ts';
import { evolveSlips, NO_SLIPS, openSlips, printedSlip } from './slip-book.ts';

const SETTINGS = { rainCheckPrefix: 'RAIN-', parkedPrefix: 'PARKED-' };
const SARA = { personId: 'p-sara', firstName: 'Sara', role: 'assistant' as const };
const MOVE = '0192f0a1-1111-7000-8000-000000000001';
const DAY = 86_400_000;

const BASKET: MovedBasket = {
  transactionId: 'sale-1',
  workstationId: 'lane-1',
  language: 'en',
  member: null,
  coupons: [],
  lines: [
    { articleId: 'milk', entry: 'scanned', quantity: { kind: 'pieces', count: 2 } },
    { articleId: 'cheese', entry: 'chosen', quantity: { kind: 'weight', grams: 500 } },
  ],
  slips: [],
  discounts: [],
};

class Till {
  readonly written: StoreEntry[] = [];

  get book() {
    const read = JSON.parse(JSON.stringify(this.written)) as StoreEntry[];
    return read.reduce((book, entry) => evolveSlips(book, entry, SETTINGS), NO_SLIPS);
  }

  hear(step: MoveStep, code?: string) {
    const seen = () => ({ laneNumber: 1, total: 700 });
    const decided = decideParked(this.book, step, code, { by: SARA, now: 10, prefix: 'PARKED-', seen });
    if (isRejection(decided)) return decided.code;
    this.written.push(...decided.events.map((event) => ({ kind: 'slip', event }) as const));
    return decided.answer;
  }

  settle(code: string): void {
    this.written.push({ kind: 'slip', event: { type: 'slip-settled', code, by: SARA, at: 20 } });
  }

  get open() {
    return openSlips(this.book, () => 1, 10);
  }
}

describe('a basket for the till', () => {
  it('comes once, however often it is told, with a slip that says what it is', () => {
    const till = new Till();
    const take = { step: 'take', moveId: MOVE, basket: BASKET } as const;
    expect([till.hear(take), till.hear(take)]).toEqual([{ taken: true }, { taken: true }]);
    expect(till.open).toMatchObject([
      { kind: 'parked-basket', amount: 700, articleCount: 3, by: 'Sara', laneNumber: 1 },
    ]);
    expect(till.hear({ step: 'refuse', moveId: MOVE })).toEqual({ taken: true });
  });

  it('never comes after its lane was told that it stays', () => {
    const till = new Till();
    expect(till.hear({ step: 'refuse', moveId: MOVE })).toEqual({ taken: false });
    expect(till.hear({ step: 'take', moveId: MOVE, basket: BASKET })).toEqual({ taken: false });
    expect(till.open).toEqual([]);
  });

  it('goes on at one lane, and comes back when that lane does not take it', () => {
    const till = new Till();
    till.hear({ step: 'take', moveId: MOVE, basket: BASKET });
    const code = till.open[0]?.code ?? '';
    const lend = (moveId: string, to: string) => till.hear({ step: 'lend', moveId, to }, code);
    expect(lend('m-2', 'lane-2')).toEqual({ lent: { moveId: 'm-2', to: 'lane-2', basket: BASKET } });
    expect(lend('m-3', 'lane-3')).toMatchObject({ lent: { moveId: 'm-2', to: 'lane-2' } });
    expect(till.hear({ step: 'finish', moveId: 'm-3', taken: true }, code)).toEqual({});
    expect(till.open[0]?.movingTo).toBe('lane-2');
    till.hear({ step: 'finish', moveId: 'm-2', taken: false }, code);
    expect(till.open[0]?.movingTo).toBeNull();
    expect(lend('m-4', 'lane-3')).toMatchObject({ lent: { to: 'lane-3' } });
    till.hear({ step: 'finish', moveId: 'm-4', taken: true }, code);
    expect(till.open).toEqual([]);
    expect(lend('m-5', 'lane-2')).toBe('slip-used');
  });

  it('is in one place after any order of messages', () => {
    const act = fc.constantFrom('take', 'refuse', 'lend-a', 'lend-b', 'kept-a', 'taken-a', 'taken-b', 'rung-up');
    fc.assert(
      fc.property(fc.array(act, { maxLength: 14 }), (acts) => {
        const till = new Till();
        let gone = 0;
        for (const each of acts) {
          const before = till.open[0];
          const code = before?.code;
          if (each === 'take') till.hear({ step: 'take', moveId: MOVE, basket: BASKET });
          else if (each === 'refuse') till.hear({ step: 'refuse', moveId: MOVE });
          else if (each === 'rung-up') {
            if (code !== undefined && before?.movingTo === null) till.settle(code);
          } else if (each.startsWith('lend'))
            till.hear({ step: 'lend', moveId: each.slice(5), to: each.slice(5) }, code);
          else till.hear({ step: 'finish', moveId: each.slice(-1), taken: each.startsWith('taken') }, code);
          if (before !== undefined && till.open.length === 0) gone += 1;
        }
        expect(gone + till.open.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a promise for another day', () => {
  const given: GivenGesture = {
    type: 'gesture-given',
    gestureId: '0192f0a1-2222-4000-8000-000000000002',
    ticketId: 't1' as TicketId,
    kind: 'rain-check',
    amount: minorUnits(219),
    articleName: 'Oat milk',
    workstationId: 'lane-1',
    validUntil: 30 * DAY,
    by: SARA,
    approvedBy: SARA,
    at: 0,
  };

  it('has a slip until its day is over, or until it is honoured', () => {
    const till = new Till();
    till.written.push({ kind: 'gesture', event: given });
    const [slip] = till.open;
    expect(slip).toMatchObject({ kind: 'rain-check', amount: 219, articleName: 'Oat milk', validUntil: 30 * DAY });
    expect(slip?.code).toMatch(/^RAIN-[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(openSlips(till.book, () => 1, 30 * DAY + 1)).toEqual([]);
    till.settle(slip?.code ?? '');
    expect(till.open).toEqual([]);
    expect(printedSlip(till.book, slip?.code ?? '')).toBeUndefined();
  });

  it('is what a discount becomes that no basket took', () => {
    const till = new Till();
    const { validUntil: _, ...rest } = given;
    till.written.push({ kind: 'gesture', event: { ...rest, kind: 'discount' } });
    expect(till.open).toEqual([]);
    const carried = { type: 'gesture-carried-out', gestureId: given.gestureId, at: 5 } as const;
    till.written.push({ kind: 'gesture', event: { ...carried, as: 'rain-check', validUntil: 7 * DAY } });
    expect(till.open).toMatchObject([{ kind: 'rain-check', amount: 219, validUntil: 7 * DAY }]);
  });
});
