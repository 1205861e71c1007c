// Goal: what a store writes into a QR code a machine reads back, and nothing else is taken for it.
// Method: random links there and back; links that are changed, and random text.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makePairingCode } from './pairing-code.ts';
import { readPairingLink, writePairingLink } from './pairing-link.ts';

const link = fc.record(
  {
    address: fc.webUrl({ validSchemes: ['https'] }).filter((address) => address.length < 200),
    origin: fc.stringMatching(/^[\w-]{1,20}(?:\.[\w-]{1,20}){0,2}$/),
    code: fc.uint8Array({ minLength: 10, maxLength: 10 }).map((bytes) => makePairingCode(() => bytes)),
    fingerprint: fc.stringMatching(/^[\w-]{43}$/),
  },
  { requiredKeys: ['address', 'origin', 'code'] },
);

test('a link is read as it was written', () => {
  fc.assert(
    fc.property(link, (written) => {
      expect(readPairingLink(writePairingLink(written))).toEqual(written);
    }),
  );
});

test('what is no link is not taken for one', () => {
  const good = writePairingLink({ address: 'https://s:1', origin: 'lane-1', code: 'ABCDEFGHJK' });
  const wrong = [
    '',
    'https://example.com',
    good.replace('handrail-pair', 'handrail'),
    good.replace('as=lane-1', 'as=a+b'),
    good.replace('as=lane-1', ''),
    good.replace('ABCDEFGHJK', 'ABCDEFGHJ'),
    good.replace('at=', 'to='),
    `${good}&ca=short`,
    good + 'x'.repeat(2_000),
  ];
  expect(readPairingLink(good)?.origin).toBe('lane-1');
  expect(wrong.filter((text) => readPairingLink(text) !== undefined)).toEqual([]);
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readPairingLink(text)).toBeUndefined();
    }),
  );
});
