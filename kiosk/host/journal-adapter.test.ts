/**
 * Goal: every entry that a lane writes is read back as it was, and what this version does not know is refused by name.
 * Method: rows written and read without a file; the file has tests of its own.
 */
import { describe, expect, test } from 'vitest';
import type { TransactionId } from '#kiosk/core/values/identifiers.ts';
import type { JournalEntry } from '../lane/ports.ts';
import { entryToRow, rowToEntry } from './journal-adapter.ts';

const FILE = '/var/lib/handrail/lane.db';
const ENTRIES: readonly JournalEntry[] = [
  {
    kind: 'transaction',
    transactionId: 't-1' as TransactionId,
    event: { type: 'transaction-voided', reason: 'shopper', voidedAt: 17 },
  },
  { kind: 'payment', event: { type: 'payment-unknown', attemptId: 'a-1' as never, cause: 'no answer', at: 3 } },
  { kind: 'assist', event: { type: 'ticket-expired', ticketId: 'h-1' as never, at: 4 } },
  { kind: 'lane', event: { type: 'lane-stopped', at: 7 } },
];

test.each(ENTRIES.map((entry) => [entry.kind, entry] as const))(
  'an entry of kind %s comes back as it was',
  (_, entry) => {
    const row = entryToRow(entry, 'id-1');
    expect(row.kind).toBe(`${entry.kind}.${entry.event.type}`);
    expect(rowToEntry({ seq: 1, ...row }, FILE)).toEqual(entry);
  },
);

test('properties that are undefined are absent afterwards', () => {
  const row = entryToRow(
    {
      kind: 'payment',
      event: {
        type: 'payment-intended',
        attemptId: 'a-1' as never,
        transactionId: undefined,
        terminalId: 'terminal',
        amount: 1 as never,
        currency: 'EUR',
        at: 1,
        baseline: undefined,
      },
    },
    'id-1',
  );
  const back = rowToEntry({ seq: 1, ...row }, FILE);
  expect(back.event).not.toHaveProperty('transactionId');
});

describe('what this version does not know is refused by file, row and kind', () => {
  const known = { seq: 41, kind: 'lane.lane-stopped', body: '{"event":{"at":1,"type":"lane-stopped"},"v":1}' };
  test.each([
    ['another family', { ...known, kind: 'loyalty.points-added' }, /knows no such kind/],
    [
      'another event',
      { ...known, kind: 'lane.lane-painted', body: known.body.replace('lane-stopped', 'lane-painted') },
      /no such event/,
    ],
    ['a later version', { ...known, body: known.body.replace('"v":1', '"v":2') }, /version 2 .* up to 1/],
    ['no version', { ...known, body: known.body.replace('"v":1', '"w":1') }, /no version/],
    ['a body of another event', { ...known, kind: 'lane.lane-started' }, /tells of "lane-stopped"/],
    ['a body that is no JSON', { ...known, body: '{' }, /not JSON/],
    ['a body without an event', { ...known, body: '{"v":1}' }, /no event/],
    [
      'a later sale event',
      {
        seq: 41,
        kind: 'transaction.line-painted',
        body: '{"event":{"type":"line-painted"},"transactionId":"t","v":1}',
      },
      /unknown-type/,
    ],
    [
      'a sale event of nobody',
      { seq: 41, kind: 'transaction.line-voided', body: '{"event":{"type":"line-voided"},"v":1}' },
      /names no transaction/,
    ],
  ])('%s', (_, row, complaint) => {
    const read = (): unknown => rowToEntry(row, FILE);
    expect(read).toThrow(complaint);
    expect(read).toThrow(`${FILE}: row 41 of kind "${row.kind}"`);
  });
});
