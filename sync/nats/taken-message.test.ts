// Goal: pushes that wait are joined only where they follow one another, never beyond what one push may hold, and none
// is left out or taken twice.
// Method: a log cut at random places, with pieces repeated and left out; what is joined is compared with the rows.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextRow, rowsAfter } from '#tests/support/memory-log.ts';
import { encodePush } from '../http/push-format.ts';
import { requestProblem } from '../log/framing.ts';
import { plainRow } from '../log/packed-rows.ts';
import { genesisMark, markOf } from '../log/row-hash.ts';
import { logSubject } from './nats-names.ts';
import { joinFirst, readMessage, type ReadMessage } from './taken-message.ts';

const LOG = { origin: 'lane-1', epoch: 'first' };
const ROWS = rowsAfter(LOG, genesisMark(LOG), 500);

function piece(from: number, to: number): ReadMessage {
  const before = ROWS[from - 1];
  const after = before === undefined ? genesisMark(LOG) : markOf(before);
  return { store: 'store-1', request: { log: LOG, after, rows: ROWS.slice(from, to) } };
}

it('joins what follows, and leaves the rest', () => {
  const pieces = fc.array(fc.tuple(fc.nat(490), fc.integer({ min: 1, max: 120 })), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(pieces, fc.boolean(), (cuts, inOrder) => {
      let at = 0;
      const waiting = cuts.map(([start, length]) => {
        const from = inOrder ? Math.min(at, 499) : start;
        at = Math.min(500, from + length);
        return piece(from, at);
      });
      const [first, ...others] = waiting;
      if (first === undefined) return;
      const { request, count } = joinFirst([first, ...others]);
      const joined = waiting.slice(0, count).flatMap((each) => each.request.rows);
      expect(request.rows).toEqual(joined);
      expect(requestProblem(request)).toBeUndefined();
      expect(request.after).toEqual(first.request.after);
    }),
    { numRuns: 300 },
  );
});

it('does not join what follows another row in the same place', () => {
  const other = nextRow(LOG, { ...markOf(ROWS[0] ?? nextRow(LOG, genesisMark(LOG))), hash: '0'.repeat(64) });
  const strange = { store: 's', request: { log: LOG, after: { seq: 1, hash: '0'.repeat(64) }, rows: [other] } };
  expect(joinFirst([piece(0, 1), strange]).count).toBe(1);
});

it('reads only what a subject of ours and its content agree on', () => {
  const { request } = piece(0, 3);
  const bytes = encodePush(request);
  const read = readMessage(logSubject('store 1', LOG), bytes);
  if (typeof read === 'string') throw new Error(read);
  const { store, request: came } = read;
  expect({ store, request: { ...came, rows: came.rows.map(plainRow) } }).toEqual({ store: 'store 1', request });
  expect(readMessage(logSubject('store 1', { ...LOG, epoch: 'second' }), bytes)).toContain('another log');
  expect(readMessage('handrail.log.a.b', bytes)).toContain('names no log');
  expect(readMessage(logSubject('s', LOG), encodePush({ ...request, rows: [] }))).toContain('no rows');
  expect(readMessage(logSubject('s', LOG), bytes.subarray(1))).toEqual(expect.any(String));
});
