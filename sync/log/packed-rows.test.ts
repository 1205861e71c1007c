/**
 * Goal: rows that stay the bytes as which they came are the same rows to everybody, and no bytes that come, however
 * wrong, are read as other rows than they say.
 * Method: random rows, usual and unusual ones, written, read and written again; the same judged as plain objects; bytes
 * changed anywhere, read beside a reader that only splits lines and parses JSON.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { frameProblem, rowBytes } from './framing.ts';
import { PackedRow, packedPieces, packRows, plainRow, RowFormatError, RowReader, unpackRows } from './packed-rows.ts';
import { hashOfRow } from './row-hash.ts';

const HEX = fc.stringMatching(/^[0-9a-f]{64}$/);
const TEXT = fc.string({ unit: 'binary', maxLength: 40 }).map((some) => some.toWellFormed());
const BODY = fc.string({ unit: 'binary', maxLength: 300 }).map((some) => some.toWellFormed());
const PLACE = { seq: fc.integer({ min: 1, max: 1_000_000 }), hash: HEX, body: fc.oneof(BODY, fc.constant('{"v":1}')) };
const usual: fc.Arbitrary<JournalRow> = fc.record({
  ...PLACE,
  id: fc.uuid(),
  kind: fc.constantFrom('transaction.line-added', 'log.tombstone', 'x'),
  businessDay: fc.constantFrom('2026-09-21', '0001-01-01'),
  wall: fc.integer(),
  boot: fc.constantFrom('boot-1', 'a:b.c_d'),
  monotonic: fc.oneof(fc.constant(0), fc.integer({ min: -1_000, max: 1_000_000_000 })),
});
const unusual: fc.Arbitrary<JournalRow> = fc.record({
  ...PLACE,
  id: TEXT,
  kind: TEXT,
  businessDay: TEXT,
  wall: fc.maxSafeInteger(),
  boot: TEXT,
  monotonic: fc.maxSafeInteger(),
});
const some = fc.array(fc.oneof({ weight: 4, arbitrary: usual }, unusual), { minLength: 1, maxLength: 8 });

function read(bytes: Buffer, count: number): readonly JournalRow[] {
  const reader = new RowReader(bytes);
  const rows = Array.from({ length: count }, () => reader.row());
  reader.end();
  return rows;
}

test('rows are read as they were written, are judged alike, and are written again byte for byte', () => {
  fc.assert(
    fc.property(some, HEX, (rows, prev) => {
      const bytes = packRows(rows);
      const back = read(bytes, rows.length);
      expect(back.map(plainRow)).toEqual(rows);
      expect(packRows(back).equals(bytes)).toBe(true);
      for (const [index, row] of rows.entries()) {
        const came = back[index] ?? row;
        expect(hashOfRow(came, prev)).toBe(hashOfRow(row, prev));
        expect(frameProblem(came)).toEqual(frameProblem(row));
        expect(rowBytes(came)).toBe(rowBytes(row));
        const { id, kind, businessDay, wall, boot, monotonic, hash } = came;
        expect({ seq: came.seq, id, kind, businessDay, wall, boot, monotonic, body: came.body, hash }).toEqual(row);
      }
      expect(unpackRows(bytes, rows.length).map(plainRow)).toEqual(rows);
    }),
  );
});

test('usual rows stay bytes, whatever is in their bodies', () => {
  fc.assert(
    fc.property(fc.array(usual, { minLength: 1, maxLength: 5 }), (rows) => {
      expect(read(packRows(rows), rows.length).every((row) => row instanceof PackedRow)).toBe(true);
    }),
  );
});

test('rows of several pushes are in pieces that tell where each body is', () => {
  fc.assert(
    fc.property(fc.array(fc.array(usual, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (pushes) => {
      const rows = pushes.flatMap((push) => read(packRows(push), push.length));
      const pieces = packedPieces(rows) ?? [];
      expect(pieces).toHaveLength(pushes.length);
      const told = pieces.flatMap(({ index, bytes }) =>
        (JSON.parse(index) as [number, string, string, string, number, string, number, string, number, number][]).map(
          ([seq, id, kind, businessDay, wall, boot, monotonic, hash, size, at]) => {
            const body = Buffer.from(bytes).toString('utf8', at, at + size);
            return { seq, id, kind, businessDay, wall, boot, monotonic, hash, body };
          },
        ),
      );
      expect(told).toEqual(pushes.flat());
    }),
  );
});

test('one row that is not as it came makes no pieces, and travels all the same', () => {
  fc.assert(
    fc.property(fc.array(usual, { minLength: 1, maxLength: 3 }), usual, (rows, other) => {
      const mixed = [...read(packRows(rows), rows.length), other];
      expect(packedPieces(mixed)).toBeUndefined();
      expect(packRows(mixed).equals(packRows([...rows, other]))).toBe(true);
    }),
  );
});

/** What the same bytes say to a reader without any haste. */
function slowly(bytes: Buffer, count: number): readonly JournalRow[] {
  let at = 0;
  return Array.from({ length: count }, () => {
    const end = bytes.indexOf('\n', at);
    const line = JSON.parse(bytes.toString('utf8', at, end)) as never[];
    const [seq, id, kind, businessDay, wall, boot, monotonic, hash, size] = line;
    at = end + 1 + Number(size) + 1;
    const body = bytes.toString('utf8', end + 1, at - 1);
    return { seq, id, kind, businessDay, wall, boot, monotonic, hash, body } as unknown as JournalRow;
  });
}

test('bytes that were changed on the way are refused, or read as what they say now', () => {
  fc.assert(
    fc.property(some, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 }), (rows, at, change) => {
      const bytes = Buffer.from(packRows(rows));
      bytes.set(change, at % Math.max(1, bytes.length - change.length));
      let back: readonly JournalRow[];
      try {
        back = read(bytes, rows.length);
      } catch (error) {
        expect(error).toBeInstanceOf(RowFormatError);
        return;
      }
      expect(back.map(plainRow)).toEqual(slowly(bytes, rows.length));
    }),
    { numRuns: 2_000 },
  );
});

test('a file of this machine that gives other rows than it says is noticed', () => {
  fc.assert(
    fc.property(fc.array(usual, { minLength: 1, maxLength: 4 }), (rows) => {
      const bytes = packRows(rows);
      expect(() => unpackRows(bytes, rows.length + 1)).toThrow(RowFormatError);
      expect(() => unpackRows(bytes, rows.length - 1)).toThrow(RowFormatError);
      expect(() => unpackRows(bytes.subarray(0, -1), rows.length)).toThrow(RowFormatError);
    }),
  );
});
