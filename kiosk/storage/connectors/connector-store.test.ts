// Goal: what connectors remember survives, never goes back, and keeps rows of a store that they have not read.
// Method: the real file, opened again after each step; an inbox with rows of different ages.
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { StorageError } from '../storage-error.ts';
import { newLane, sell, takeIn } from '#tests/support/connectors/connector-bed.ts';
import { temporaryDirectory } from '#tests/support/temporary-directory.ts';
import { type ConnectorStore, type HeldSaleRow, openConnectorStore } from './connector-store.ts';
import { readConnectors, trimmableBefore } from './read-connectors.ts';

const LOG = { origin: '0042.lane-1', epoch: 'e1' };

function opened(file: string): ConnectorStore {
  const store = openConnectorStore(file);
  onTestFinished(() => store.close());
  return store;
}

function reopened(store: ConnectorStore): ConnectorStore {
  store.close();
  return opened(store.file);
}

function heldSale(seq: number, more: Partial<HeldSaleRow> = {}): HeldSaleRow {
  return {
    log: LOG,
    seq,
    firstSeq: seq - 3,
    transactionId: `sale-${seq}`,
    businessDay: '2026-09-21',
    reason: 'no such article',
    rows: [],
    ...more,
  };
}

test('a cursor is where it was, for each connector and log, and never goes back', () => {
  const file = path.join(temporaryDirectory(), 'connectors.db');
  let store = opened(file);
  expect(store.cursor('a', LOG)).toEqual({ seq: 0, tried: undefined });
  store.advance('a', LOG, 20, 3, 1);
  store.noteTry('a', LOG, 27, 5);
  store.advance('b', LOG, 7, 1, 1);
  store = reopened(store);
  expect(store.cursor('a', LOG)).toEqual({ seq: 20, tried: { seq: 27, at: 5 } });
  expect(store.cursor('b', LOG).seq).toBe(7);
  expect(store.cursor('a', { ...LOG, epoch: 'e2' }).seq).toBe(0);
  store.advance('a', LOG, 11, 2, 6);
  expect(store.cursor('a', LOG)).toEqual({ seq: 20, tried: undefined });
  expect(readConnectors(file).cursors).toMatchObject([
    { connector: 'a', seq: 20, delivered: 5 },
    { connector: 'b', seq: 7, delivered: 1 },
  ]);
});

test('a sale is set aside together with the cursor, and goes through the hands of a person', () => {
  const file = path.join(temporaryDirectory(), 'connectors.db');
  const store = opened(file);
  store.setAside('a', heldSale(9), 1);
  store.setAside('a', heldSale(9, { reason: 'again' }), 2);
  expect(store.cursor('a', LOG).seq).toBe(9);
  expect(readConnectors(file).held).toMatchObject([{ seq: 9, state: 'held', reason: 'no such article', heldAt: 1 }]);
  expect(store.released('a', 10)).toEqual([]);
  expect(store.decide('a', LOG, 10, 'released', '', 3)).toBe(false);
  expect(store.decide('b', LOG, 9, 'released', '', 3)).toBe(false);
  expect(store.decide('a', LOG, 9, 'released', 'mended', 3)).toBe(true);
  expect(store.released('a', 10)).toEqual([heldSale(9)]);
  store.settleReleased('a', heldSale(9), 'still not', 4);
  expect(readConnectors(file).held).toMatchObject([{ state: 'held', reason: 'still not', note: 'mended' }]);
  store.decide('a', LOG, 9, 'released', '', 5);
  store.settleReleased('a', heldSale(9), undefined, 6);
  expect(readConnectors(file).held).toMatchObject([{ state: 'delivered' }]);
  expect(store.decide('a', LOG, 9, 'dropped', 'too late', 7)).toBe(false);
});

test('a file has one writer, and a file of another kind is refused', () => {
  const directory = temporaryDirectory();
  const store = opened(path.join(directory, 'connectors.db'));
  expect(() => openConnectorStore(store.file)).toThrow(StorageError);
  takeIn(path.join(directory, 'inbox.db'), newLane());
  expect(() => openConnectorStore(path.join(directory, 'inbox.db'))).toThrow(/not a Handrail file of connectors/);
  expect(readConnectors(path.join(directory, 'none.db'))).toEqual({ cursors: [], held: [], troubles: [] });
});

test('rows that a connector has not read may not be trimmed, and not for ever', () => {
  const directory = temporaryDirectory();
  const file = path.join(directory, 'connectors.db');
  const inbox = path.join(directory, 'inbox.db');
  const lane = newLane();
  sell(lane);
  sell(lane);
  takeIn(inbox, lane);
  const files = { file, inbox };
  const store = opened(file);
  const [first] = lane.rows;
  const later = (first?.wall ?? 0) + 60_000;
  expect(trimmableBefore(later, { ...files, connectors: [] })).toBe(later);
  expect(trimmableBefore(later, { ...files, connectors: ['a'] })).toBe(first?.wall);
  store.advance('a', lane.log, 4, 0, 1);
  expect(trimmableBefore(later, { ...files, connectors: ['a'] })).toBe(lane.rows[4]?.wall);
  expect(trimmableBefore(later, { ...files, connectors: ['a', 'b'] })).toBe(first?.wall);
  store.advance('a', lane.log, lane.rows.length, 2, 1);
  expect(trimmableBefore(later, { ...files, connectors: ['a'] })).toBe(later);
  const muchLater = later + 1_000 * 86_400_000;
  expect(trimmableBefore(muchLater, { ...files, connectors: ['b'] })).toBe(muchLater - 90 * 86_400_000);
});
