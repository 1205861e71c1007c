// Goal: a slip's code is the same for the same thing, and another one for every other.
// Method: known identifiers, and random ones against each other.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { slipCode } from './slip-code.ts';

it.each([
  ['00000000-0000-4000-8000-000000000000', 'RAIN-00000000'],
  ['ffffffff-ffff-4000-8000-000000000000', 'RAIN-ZZZZZZZZ'],
  ['00000000-21ff-4fff-8fff-ffffffffffff', 'RAIN-00000011'],
])('%s is %s', (id, code) => {
  expect(slipCode('RAIN-', id)).toBe(code);
});

it('has eight letters for every identifier, others for others', () => {
  fc.assert(
    fc.property(fc.uuid({ version: 4 }), fc.uuid({ version: 4 }), (one, other) => {
      expect(slipCode('', one)).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
      const isSame = one.replaceAll('-', '').slice(0, 10) === other.replaceAll('-', '').slice(0, 10);
      expect(slipCode('', one) === slipCode('', other)).toBe(isSame);
    }),
  );
});
