// Goal: a lane that starts from a trimmed journal knows what it would have known from all of it.
// Method: random days of sales, calls and payments in any order; for every place that is offered, the rows after it are
// replayed alone and compared with the replay of all rows.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_LANE, evolveLane } from '#kiosk/lane/lane-state.ts';
import type { JournalEntry } from '#kiosk/lane/ports.ts';
import { CutPoints } from './cut-points.ts';

type Step = 'new-life' | 'sell' | 'give-up' | 'receipt-again' | 'call' | 'help' | 'pay' | 'answer' | 'restart';

/** A day in which sales follow one another while calls and payments stay open for as long as it happens. */
function dayOf(steps: readonly Step[]): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  const calls: string[] = [];
  const payments: string[] = [];
  let receipts = 0;
  let sold = false;
  const add = (kind: JournalEntry['kind'], event: object, more: object = {}): void => {
    entries.push({ kind, ...more, event } as JournalEntry);
  };
  for (const [number, step] of steps.entries()) {
    const sale = { transactionId: `sale-${number}` };
    if (step === 'sell' || step === 'give-up') {
      add('transaction', { type: 'transaction-started', ...sale }, sale);
      add('transaction', { type: 'line-added', line: { lineNumber: 1 } }, sale);
      sold = step === 'sell';
      if (!sold) add('transaction', { type: 'transaction-voided', reason: 'shopper' }, sale);
      else {
        receipts += 1;
        add('transaction', { type: 'tender-started', totals: {} }, sale);
        add('transaction', { type: 'transaction-settled', receiptNumber: receipts, settledAt: number }, sale);
        add('transaction', { type: 'transaction-closed' }, sale);
      }
    } else if (step === 'receipt-again' && sold) {
      add('transaction', { type: 'receipt-issued', medium: 'paper', copy: 2 }, sale);
    } else if (step === 'call') {
      calls.push(`call-${number}`);
      add('assist', { type: 'ticket-raised', ticketId: `call-${number}` });
    } else if (step === 'help' && calls.length > 0) {
      add('assist', { type: 'ticket-resolved', ticketId: calls.shift() });
    } else if (step === 'pay') {
      payments.push(`attempt-${number}`);
      add('payment', { type: 'payment-intended', attemptId: `attempt-${number}`, terminalId: 'terminal' });
      add('payment', { type: 'payment-sent', attemptId: `attempt-${number}` });
    } else if (step === 'answer' && payments.length > 0) {
      const details = { fingerprint: { receiptNumber: String(number) } };
      add('payment', { type: 'payment-approved', attemptId: payments.shift(), details, settledBy: 'terminal' });
    } else if (step === 'new-life') {
      receipts += 10;
      add('lane', { type: 'epoch-started', receiptNumbersFrom: receipts + 1 });
    } else if (step === 'restart') {
      add('lane', { type: 'lane-started', softwareVersion: '1' });
    }
  }
  return entries;
}

function known(entries: readonly JournalEntry[]): unknown {
  const { transaction, tickets, payments, lastReceiptNumber } = entries.reduce(evolveLane, EMPTY_LANE);
  const open = [...payments.attempts.values()].filter(({ phase }) => phase !== 'approved');
  return { transaction, tickets: [...tickets], open, lastSeen: [...payments.lastSeen], lastReceiptNumber };
}

const step = fc.constantFrom<Step>(
  'new-life',
  'sell',
  'give-up',
  'receipt-again',
  'call',
  'help',
  'pay',
  'answer',
  'restart',
);

test('from every place that is offered the same is known as from the beginning', () => {
  let offered = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const entries = dayOf(steps);
      const cuts = new CutPoints(0);
      for (const [index, entry] of entries.entries()) cuts.take(index + 1, entry);
      const all = known(entries);
      for (let limit = 0; limit <= entries.length; limit += 1) {
        const place = cuts.upTo(limit);
        expect(place).toBeLessThanOrEqual(limit);
        if (place > 0) offered += 1;
        expect(known(entries.slice(place))).toEqual(all);
      }
    }),
    { numRuns: 200 },
  );
  expect(offered).toBeGreaterThan(100);
});

test('after tens of thousands of sales some places are still known, and none that is wrong', () => {
  const entries = dayOf(Array.from({ length: 20_000 }, () => 'sell' as const));
  const cuts = new CutPoints(0);
  for (const [index, entry] of entries.entries()) cuts.take(index + 1, entry);
  const place = cuts.upTo(entries.length / 2);
  expect(place).toBeGreaterThan(entries.length / 2 - 200);
  expect(entries[place]?.event.type).toBe('transaction-started');
});
