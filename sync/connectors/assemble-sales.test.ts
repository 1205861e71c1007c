// Goal: what connectors get of a sale is what the core made of it, to the cent, whatever a shopper did and took back;
// and a sale that one journal ended is not handed on a second time from the next one.
// Method: random baskets by the core's own decisions; rows that repeat an earlier life of the journal, as lanes write
// them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { TransactionCommand } from '#kiosk/core/transaction/commands.ts';
import type { TransactionState } from '#kiosk/core/transaction/state.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { saleFact } from '#kiosk/host/connectors/sale-fact.ts';
import { newLane, salesOf, scan, sell } from '#tests/support/connectors/connector-bed.ts';
import type { SaleWriter } from '#tests/support/postgres-sales.ts';
import { type AssembledSale, SaleAssembler } from './assemble-sales.ts';
import { lineTaxes } from './line-taxes.ts';

const lineNumber = fc.integer({ min: 1, max: 8 });
const command: fc.Arbitrary<TransactionCommand> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('milk', 'beer', 'apples'), fc.integer({ min: 1, max: 9 }))
      .map(([name, count]) => scan(name as 'milk', count)),
  },
  lineNumber.map((line) => ({ type: 'void-line', lineNumber: line, by: 'shopper' }) as const),
  fc
    .tuple(lineNumber, fc.integer({ min: 1, max: 20 }))
    .map(([line, count]) => ({ type: 'change-quantity', lineNumber: line, count }) as const),
  fc
    .nat({ max: 3 })
    .map((slip) => ({ type: 'add-deposit-return', reference: `slip-${slip}`, amount: minorUnits(25) }) as const),
  fc.constant({ type: 'suspend', reason: 'staff' } as const),
  fc.constant({ type: 'resume' } as const),
  fc.constant({ type: 'start-tender' } as const),
  fc.constant({ type: 'cancel-tender' } as const),
);

test('every sale has the totals, lines and taxes of the core', () => {
  let sold = 0;
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      const lane = newLane();
      for (const each of [scan('milk'), ...commands]) lane.run(each);
      lane.run({ type: 'resume' });
      lane.run({ type: 'cancel-tender' });
      if (!lane.run({ type: 'start-tender' })) return;
      const { totals, lines } = lane.state as Extract<TransactionState, { status: 'tendering' }>;
      if (totals.total > 0) lane.run({ type: 'add-tender', attemptId: 'a' as never, amount: totals.total });
      const [sale, ...more] = salesOf(lane);
      expect(more).toEqual([]);
      expect(sale?.totals).toEqual(totals);
      expect(sale?.lines.map(({ isVoided }) => isVoided)).toEqual(lines.map(({ voided }) => voided));
      if (sale === undefined) return;
      const taxed = lineTaxes(sale);
      expect(taxed.reduce((sum, { gross }) => sum + gross, 0)).toBe(totals.total);
      expect(taxed.reduce((sum, { tax }) => sum + tax, 0)).toBe(totals.taxLines.reduce((sum, { tax }) => sum + tax, 0));
      sold += 1;
    }),
    { numRuns: 300 },
  );
  expect(sold).toBeGreaterThan(100);
});

test('a basket that the next journal carried over is handed on once, by the journal that ended it', () => {
  const former = newLane();
  const paid = sell(former);
  const upTo = former.rows.length;
  former.run(scan('milk', 2));
  const next = newLane(former.log.origin);
  carryOver(next, former.rows.slice(0, upTo));
  const open = former.rows.slice(upTo);
  carryOver(next, open);
  const [start] = open;
  const { transactionId } = JSON.parse(start?.body ?? '') as { transactionId: string };
  for (const event of [
    { type: 'line-quantity-changed', lineNumber: 1, quantity: { kind: 'pieces', count: 1 }, regularAmount: 219 },
    { type: 'prices-modified', lines: [{ lineNumber: 1, modifiers: [] }] },
    { type: 'tender-started', totals: TOTALS_OF_ONE_MILK },
    { type: 'tender-added', tender: { attemptId: 'a', tenderType: 'card', amount: 219 } },
    { type: 'transaction-settled', settledAt: 1_790_000_100_000, receiptNumber: 2 },
    { type: 'transaction-closed', closedAt: 1_790_000_100_000 },
  ]) {
    next.writeRow(`transaction.${event.type}`, JSON.stringify({ v: 2, transactionId, event }));
  }
  expect(salesOf(former).map(({ transactionId: id }) => id)).toEqual([paid.transactionId]);
  expect(salesOf(next)).toMatchObject([{ transactionId, totals: TOTALS_OF_ONE_MILK, receiptNumber: 2 }]);
});

test('rows without a beginning, and a beginning without an end, are told as broken', () => {
  const lane = newLane();
  sell(lane);
  sell(lane);
  const second = lane.rows.findLastIndex(({ kind }) => kind === 'transaction.transaction-started');
  expect(assembled(lane, lane.rows.slice(2))).toMatchObject([
    { result: { type: 'broken', reason: 'its beginning is missing' } },
    { result: { type: 'sale' } },
  ]);
  const headless = [...lane.rows.slice(0, 4), ...lane.rows.slice(second)];
  expect(assembled(lane, headless)).toMatchObject([
    { result: { type: 'broken', reason: 'it has no end' }, firstSeq: 1, seq: 4 },
    { result: { type: 'sale' } },
  ]);
});

test('rows of any kind and with any body never make the assembler fail', () => {
  const kinds = ['started', 'settled', 'voided', 'closed'].map((word) => `transaction.transaction-${word}`);
  const kind = fc.constantFrom(
    ...kinds,
    'transaction.line-added',
    'transaction.tender-added',
    'payment.payment-approved',
    'lane.carried-over',
    'log.tombstone',
    'x',
  );
  const event = fc.record(
    {
      type: kind.map((each) => each.split('.')[1] ?? ''),
      line: fc.jsonValue(),
      totals: fc.jsonValue(),
      tender: fc.jsonValue(),
      entry: fc.jsonValue(),
    },
    { requiredKeys: ['type'] },
  );
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ v: fc.constantFrom(1, 2, 3), transactionId: fc.constantFrom('a', 'b'), event })
      .map((each) => JSON.stringify(each)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(kind, body), { maxLength: 30 }), (rows) => {
      const lane = newLane();
      for (const [each, text] of rows) lane.writeRow(each, text);
      for (const { result } of assembled(lane, lane.rows)) expect(['sale', 'broken']).toContain(result.type);
    }),
  );
});

const TOTALS_OF_ONE_MILK = {
  regular: 219,
  discount: 0,
  total: 219,
  articleCount: 1,
  taxLines: [{ code: 'A', rateBasisPoints: 900, net: 201, tax: 18, gross: 219 }],
};

function assembled(lane: SaleWriter, rows: readonly JournalRow[]): readonly AssembledSale[] {
  const assembler = new SaleAssembler(lane.log, saleFact);
  return rows.flatMap((row) => assembler.take(row) ?? []);
}

function carryOver(next: SaleWriter, rows: readonly JournalRow[]): void {
  for (const { kind, body } of rows) {
    const entry = { family: kind.split('.')[0], ...(JSON.parse(body) as object) };
    next.writeRow('lane.carried-over', JSON.stringify({ v: 1, event: { type: 'carried-over', entry } }));
  }
}
