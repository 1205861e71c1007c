import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigit, expandUpcE, gtin14, hasValidCheckDigit } from './gtin.ts';

// Goal: every number of the GTIN family gets one normal form, and no wrong digit gets through. Method: numbers printed
// on goods and in the GS1 General Specifications, and the properties that the check digit promises.

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));

describe('gtin14', () => {
  it.each([
    ['4006381333931', '04006381333931'],
    ['96385074', '00000096385074'],
    ['614141999996', '00614141999996'],
    ['10614141999993', '10614141999993'],
    ['9506000134352', '09506000134352'],
  ])('brings %s to its normal form', (read, normal) => {
    expect(gtin14(read)).toBe(normal);
  });

  it.each([
    '4006381333930',
    '400638133393',
    '',
    '40063813339311111',
    '400638133393x',
    ' 4006381333931',
    '0',
    '٤٠٠٦٣٨١٣',
  ])('refuses %j', (read) => {
    expect(gtin14(read)).toBeUndefined();
  });

  it('takes every body with its own check digit, and with no other', () => {
    fc.assert(
      fc.property(fc.constantFrom(7, 11, 12, 13).chain(digits), fc.integer({ min: 1, max: 9 }), (body, off) => {
        const right = checkDigit(body);
        expect(gtin14(`${body}${right}`)).toBe(`${body}${right}`.padStart(14, '0'));
        expect(gtin14(`${body}${(right + off) % 10}`)).toBeUndefined();
      }),
    );
  });

  it('notices every single wrong digit', () => {
    fc.assert(
      fc.property(digits(12), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 9 }), (body, at, off) => {
        const number = `${body}${checkDigit(body)}`;
        const wrong = number.slice(0, at) + ((Number(number[at]) + off) % 10) + number.slice(at + 1);
        expect(hasValidCheckDigit(wrong)).toBe(false);
      }),
    );
  });
});

describe('expandUpcE', () => {
  it.each([
    ['04252614', '042100005264'],
    ['08679339', '086700000939'],
    ['01234505', '012000003455'],
    ['01234531', '012300000451'],
    ['425261', '042100005264'],
    ['0425261', '042100005264'],
  ])('expands %s', (short, long) => {
    expect(expandUpcE(short)).toBe(long);
  });

  it.each(['24252614', '04252615', '0425261x', '', '04252', '042526140'])('refuses %j', (short) => {
    expect(expandUpcE(short)).toBeUndefined();
  });

  it('always gives a valid number of 12 digits, with the same check digit', () => {
    fc.assert(
      fc.property(digits(6), fc.constantFrom('0', '1'), (inner, system) => {
        const long = expandUpcE(system + inner) ?? '';
        expect(long).toHaveLength(12);
        expect(gtin14(long)).toBeDefined();
        expect(expandUpcE(`${system}${inner}${long.at(-1)}`)).toBe(long);
      }),
    );
  });
});
