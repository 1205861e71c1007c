// Goal: what is hashed, framed, set aside and announced has one form. Method: properties over rows of any content, and
// examples of what is not well framed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextRow, rowsAfter } from '#tests/support/memory-log.ts';
import { EPOCH_STARTED_KIND, epochStartBody, endedEpochOf } from './epoch-start.ts';
import { frameProblem, oneBatch, requestProblem, rowBytes } from './framing.ts';
import { PUSH_BYTES_MAX, PUSH_ROWS_MAX, ROW_BYTES_MAX } from './log.ts';
import { genesisMark, hashOfRow, markOf } from './row-hash.ts';
import { tombstoneFor } from './tombstone.ts';

const LOG = { origin: 'lane-1', epoch: 'epoch-1' };
const GENESIS = genesisMark(LOG);
const ROW = nextRow(LOG, GENESIS);

describe('a row', () => {
  it('has another hash as soon as anything in it, or the row before it, is another', () => {
    const changes = [
      { seq: 2 },
      { id: 'other' },
      { kind: 'lane.lane-started' },
      { businessDay: '2026-03-03' },
      { wall: ROW.wall + 1 },
      { boot: 'boot-2' },
      { monotonic: ROW.monotonic + 1 },
      { body: `${ROW.body} ` },
    ];
    const hashes = new Set([
      hashOfRow(ROW, GENESIS.hash),
      hashOfRow(ROW, ROW.hash),
      ...changes.map((change) => hashOfRow({ ...ROW, ...change }, GENESIS.hash)),
    ]);
    expect(hashes.size).toBe(changes.length + 2);
  });

  it.each([
    ['an empty id', { id: '' }],
    ['an id without end', { id: 'x'.repeat(65) }],
    ['a kind with a control character', { kind: 'lane.\u0007' }],
    ['a day that is none', { businessDay: '2.3.2026' }],
    ['half a millisecond', { wall: 0.5 }],
    ['a clock beyond all numbers', { monotonic: Number.POSITIVE_INFINITY }],
    ['a boot with a line feed', { boot: 'a\nb' }],
    ['half a character', { body: '"\uD800"' }],
    ['a hash in capitals', { hash: ROW.hash.toUpperCase() }],
    ['a hash that is too short', { hash: 'ab' }],
  ])('with %s is not well framed', (_what, change) => {
    expect(frameProblem(ROW)).toBeUndefined();
    expect(frameProblem({ ...ROW, ...change })?.code).toBe('malformed');
  });

  it('is too large above the limit and not below it', () => {
    const frame = rowBytes({ ...ROW, body: '' });
    const body = (bytes: number): string => 'x'.repeat(bytes - frame);
    expect(frameProblem({ ...ROW, body: body(ROW_BYTES_MAX) })).toBeUndefined();
    expect(frameProblem({ ...ROW, body: body(ROW_BYTES_MAX + 1) })?.code).toBe('too-large');
  });
});

describe('a push', () => {
  const rows = rowsAfter(LOG, GENESIS, 300);

  it('holds as many rows as it may, in order, and at least one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 250 }), (sizes) => {
        const all = sizes.map((size) => ({ ...ROW, body: 'x'.repeat(size) }));
        const batch = oneBatch(all);
        const bytes = batch.reduce((sum, row) => sum + rowBytes(row), 0);
        expect(batch).toEqual(all.slice(0, batch.length));
        expect(batch.length > 0).toBe(all.length > 0);
        expect(batch.length <= 1 || bytes <= PUSH_BYTES_MAX).toBe(true);
        const next = all[batch.length];
        const hasRoom = next !== undefined && batch.length < PUSH_ROWS_MAX && bytes + rowBytes(next) <= PUSH_BYTES_MAX;
        expect(hasRoom).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['more rows than it may', { rows }],
    ['rows with a gap', { rows: rows.filter((row) => row.seq !== 2).slice(0, 5) }],
    ['rows that do not follow the place', { rows: rows.slice(1, 5) }],
    ['a place that is none', { after: { seq: -1, hash: GENESIS.hash } }],
    ['a place with a hash that is none', { after: { seq: 0, hash: 'x' } }],
    ['a log without a name', { log: { origin: '', epoch: 'epoch-1' } }],
    [
      'more bytes than several rows may have',
      { rows: rows.slice(0, 3).map((row) => ({ ...row, body: 'x'.repeat(99_000) })) },
    ],
  ])('with %s cannot be read as a whole', (_what, change) => {
    const right = { log: LOG, after: GENESIS, rows: rows.slice(0, PUSH_ROWS_MAX) };
    expect(requestProblem(right)).toBeUndefined();
    expect(requestProblem({ ...right, ...change })).toBeTypeOf('string');
  });
});

describe('a tombstone', () => {
  it('is well framed whatever was wrong with the row, and always the same for the same letter', () => {
    const wrong = fc.record(
      {
        id: fc.string({ maxLength: 200 }),
        kind: fc.string({ unit: 'binary', maxLength: 400 }),
        businessDay: fc.string(),
        wall: fc.double(),
        boot: fc.string({ maxLength: 300 }),
        monotonic: fc.double(),
        body: fc.string({ unit: 'binary' }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(wrong, fc.string({ unit: 'binary', maxLength: 1_000 }), (change, detail) => {
        const original = { ...ROW, ...change };
        const letter = { seq: ROW.seq, code: 'malformed', detail } as const;
        const tombstone = tombstoneFor(original, letter);
        expect(frameProblem(tombstone)).toBeUndefined();
        expect(tombstone).toMatchObject({ seq: ROW.seq, hash: ROW.hash });
        expect(tombstoneFor(original, letter)).toEqual(tombstone);
        expect(JSON.parse(tombstone.body)).toMatchObject({ v: 1, event: { type: 'tombstone', code: 'malformed' } });
      }),
      { numRuns: 300 },
    );
  });

  it('leaves the chain behind it whole, and the original can be proven by it', () => {
    const [first, second] = rowsAfter(LOG, GENESIS, 2);
    if (first === undefined || second === undefined) throw new Error('two rows');
    const tombstone = tombstoneFor(first, { seq: 1, code: 'too-large', detail: 'x' });
    expect(hashOfRow(second, markOf(tombstone).hash)).toBe(second.hash);
    expect(hashOfRow(first, GENESIS.hash)).toBe(tombstone.hash);
  });
});

describe('the first row of a further epoch', () => {
  const body = epochStartBody({
    previousEpoch: 'epoch-0',
    lastKnownSeq: 7,
    lastHash: 'a'.repeat(64),
    reason: 'damaged',
  });

  it('names the epoch that has ended', () => {
    expect(endedEpochOf({ ...ROW, kind: EPOCH_STARTED_KIND, body })).toBe('epoch-0');
  });

  it.each([
    ['a copy on another machine', { kind: EPOCH_STARTED_KIND, body: body.replace('damaged', 'cloned') }],
    ['another kind', { kind: 'lane.lane-started', body }],
    ['another place', { kind: EPOCH_STARTED_KIND, seq: 2, body }],
    ['no JSON', { kind: EPOCH_STARTED_KIND, body: '{' }],
    ['null', { kind: EPOCH_STARTED_KIND, body: 'null' }],
    ['a number in its place', { kind: EPOCH_STARTED_KIND, body: '{"event":{"previousEpoch":1}}' }],
  ])('is not one of %s', (_what, change) => {
    expect(endedEpochOf({ ...ROW, ...change })).toBeUndefined();
  });
});
