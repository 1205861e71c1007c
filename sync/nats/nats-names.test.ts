/*
 * Goal: whatever a store is called, and however long a file is, subjects and pieces lead back to what they stand for.
 * Method: properties over arbitrary names and lengths, and subjects that nobody of us made.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PIECE_BYTES, pieceCount, pieceLength, pieceOf } from './file-pieces.ts';
import { busSubject, pieceSubject, readAnyBusSubject, readPieceSubject } from './nats-names.ts';

const SHA256 = 'a1'.repeat(32);

it('reads whose bus a subject is of', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (store) => {
      const subject = 'state.0042.store.backlog';
      expect(readAnyBusSubject(busSubject(store, subject))).toEqual({ store, subject });
    }),
  );
});

it.each(['handrail.bus', 'handrail.bus.', 'handrail.bus.7', 'handrail.bus.=4.state', 'handrail.log.7.a', ''])(
  'reads no store out of "%s"',
  (subject) => expect(readAnyBusSubject(subject)).toBeUndefined(),
);

it('reads which piece of which file a subject is of', () => {
  fc.assert(
    fc.property(fc.nat(9_999_999), (index) => {
      expect(readPieceSubject(pieceSubject(SHA256, index))).toEqual({ sha256: SHA256, index });
    }),
  );
  for (const subject of ['0x1', '01', '-1', '1e3', '', '1.2', '10000000']) {
    expect(readPieceSubject(`handrail.file.${SHA256}.${subject}`)).toBeUndefined();
  }
  expect(readPieceSubject(pieceSubject(SHA256.toUpperCase(), 0))).toBeUndefined();
});

it('cuts a file into pieces that are together as long as it is, each byte in the piece that is said', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 * PIECE_BYTES }), fc.nat(), (bytes, any) => {
      const lengths = Array.from({ length: pieceCount(bytes) }, (_, index) => pieceLength(bytes, index));
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(bytes);
      expect(Math.min(...lengths)).toBeGreaterThan(0);
      expect(pieceLength(bytes, lengths.length)).toBe(0);
      const at = any % bytes;
      const before = lengths.slice(0, pieceOf(at)).reduce((sum, length) => sum + length, 0);
      expect(at - before).toBeLessThan(lengths[pieceOf(at)] ?? 0);
    }),
  );
});
