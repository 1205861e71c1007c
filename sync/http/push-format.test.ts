// Goal: what one side writes the other reads, byte for byte; whatever else comes is refused with a reason and never
// half read.
// Method: random rows, their bodies any text; valid pushes that are cut or changed anywhere; random bytes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeAnswer, decodePush, encodeAnswer, encodePush, PushFormatError } from './push-format.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 }).map((some) => some.toWellFormed());
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const row = fc.record({
  seq: count,
  id: text,
  kind: text,
  businessDay: text,
  wall: fc.maxSafeInteger(),
  boot: text,
  monotonic: fc.maxSafeInteger(),
  body: fc.string({ unit: 'binary', maxLength: 300 }).map((some) => some.toWellFormed()),
  hash: text,
});
const push = fc.record({
  log: fc.record({ origin: text, epoch: text }),
  after: fc.record({ seq: count, hash: text }),
  rows: fc.array(row, { maxLength: 6 }),
});

test('a push is read as it was written', () => {
  fc.assert(
    fc.property(push, (sent) => {
      expect(decodePush(encodePush(sent))).toEqual(sent);
    }),
  );
});

test('a push that is cut anywhere is refused', () => {
  fc.assert(
    fc.property(push, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (sent, share) => {
      const bytes = encodePush(sent);
      const cut = bytes.subarray(0, Math.floor(bytes.length * share));
      expect(() => decodePush(cut)).toThrow(PushFormatError);
    }),
  );
});

test('whatever comes is read or refused, and nothing else happens', () => {
  const read = (bytes: Uint8Array): void => {
    try {
      decodePush(Buffer.from(bytes));
    } catch (error) {
      expect(error).toBeInstanceOf(PushFormatError);
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), read));
  fc.assert(
    fc.property(push, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 5 }), (sent, at, change) => {
      const bytes = encodePush(sent);
      bytes.set(change.subarray(0, bytes.length), at % Math.max(1, bytes.length - change.length));
      read(bytes);
    }),
  );
});

test('an answer is read as it was written, and only under its own status', () => {
  const mark = { seq: 7, hash: '0f'.repeat(32) };
  const answers = [
    { type: 'mark', mark, settled: mark },
    { type: 'fork', mark, detail: 'x' },
    { type: 'fenced', liveEpoch: 'e', detail: 'x' },
    { type: 'refused', seq: 3, code: 'too-large', detail: 'x' },
  ] as const;
  for (const answer of answers) {
    const { status, body } = encodeAnswer(answer);
    expect(decodeAnswer(status, Buffer.from(body))).toEqual(answer);
    expect(decodeAnswer(418, Buffer.from(body))).toBeUndefined();
  }
  for (const body of ['', '{}', 'null', '{"type":"mark"}', '{"type":"mark","mark":{"seq":-1,"hash":"x"}}', '<html>']) {
    expect(decodeAnswer(200, Buffer.from(body))).toBeUndefined();
  }
});
