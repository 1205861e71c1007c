// Goal: what is odd about a row is told, and a row that is right is not flagged; a store that sends everything on looks
// for tombstones only. Method: rows that are right and wrong in one thing each.
import { expect, test } from 'vitest';
import { rowsAfter } from '#tests/support/memory-log.ts';
import { genesisMark } from '../log/row-hash.ts';
import { tombstoneFor } from '../log/tombstone.ts';
import { whatIsMissing, whatIsNotUnderstood } from './understand.ts';

const LOG = { origin: 'lane-1', epoch: 'e1' };
const [some] = rowsAfter(LOG, genesisMark(LOG), 1);
if (some === undefined) throw new Error('one row was asked for');
const RIGHT = { ...some, kind: 'transaction.line-added', body: '{"event":{"type":"line-added"},"v":1}' };

test.each([
  [RIGHT, undefined],
  [{ ...RIGHT, kind: 'weather.rain' }, 'of a kind that is not known here: weather.rain'],
  [{ ...RIGHT, body: '{' }, 'its body is not JSON'],
  [{ ...RIGHT, body: '[]' }, 'its body has no version'],
])('headquarters flags what it does not understand: %#', (row, reason) => {
  expect(whatIsNotUnderstood(row)).toBe(reason);
  expect(whatIsMissing(row)).toBeUndefined();
});

test('a tombstone is flagged everywhere', () => {
  const tombstone = tombstoneFor(RIGHT, { seq: RIGHT.seq, code: 'malformed', detail: 'odd' });
  expect(whatIsMissing(tombstone)).toContain('a tombstone');
  expect(whatIsNotUnderstood(tombstone)).toBe(whatIsMissing(tombstone));
});
