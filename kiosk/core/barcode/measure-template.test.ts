import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigit, gtin14 } from '../values/gtin.ts';
import { COUNTRY_PRESETS } from './country-presets.ts';
import { matchesMask, readMeasure, templateFault, type MeasureTemplate } from './measure-template.ts';
import { variableCheckDigit } from './variable-check-digit.ts';

// Goal: a weight, count or price in a number comes out as it was put in, under every preset; a damaged one never does;
// and a template that cannot work says why. Method: write numbers by the mask and read them back.

const TEMPLATES: readonly MeasureTemplate[] = Object.values(COUNTRY_PRESETS).flatMap((preset) => preset.templates);

/** Writes an item and a value by the mask; the parts that are passed over get the filler. */
function write(mask: string, item: string, value: string, filler = '7'): string {
  const digits = { I: item.split(''), V: value.split('') };
  let body = '';
  for (const letter of mask.slice(0, -1)) {
    if (letter === 'I' || letter === 'V') body += digits[letter].shift() ?? '0';
    else if (letter === 'C') body += variableCheckDigit(value);
    else body += letter === '_' ? filler : letter;
  }
  return `${body}${checkDigit(body)}`;
}

const lengthOf = (mask: string, letter: string): number => mask.split('').filter((other) => other === letter).length;
const digits = (length: number) =>
  fc.integer({ min: 1, max: 10 ** length - 1 }).map((n) => String(n).padStart(length, '0'));
const written = fc
  .constantFrom(...TEMPLATES)
  .chain((template) =>
    fc.tuple(fc.constant(template), digits(lengthOf(template.mask, 'I')), digits(lengthOf(template.mask, 'V'))),
  );

describe('readMeasure', () => {
  it('reads back what was written, under every preset', () => {
    fc.assert(
      fc.property(written, ([template, item, value]) => {
        const number = write(template.mask, item, value);
        expect(matchesMask(template.mask, number)).toBe(true);
        const measured = readMeasure(template, number);
        expect(measured).toMatchObject({ itemReference: item });
        const { price, weight, count } = measured as Exclude<typeof measured, { ok: false }>;
        expect(price?.value ?? weight?.value ?? count).toBe(Number(value));
        expect(price?.scale ?? weight?.scale ?? 0).toBe(template.scale);
      }),
    );
  });

  it('looks every weight of an article up under the same valid number', () => {
    fc.assert(
      fc.property(written, digits(4), ([template, item, value], other) => {
        const otherValue = other.padStart(value.length, '0').slice(-value.length);
        const keys = [value, otherValue].map((text) => readMeasure(template, write(template.mask, item, text)));
        const [first, second] = keys.map((key) => ('ok' in key ? undefined : key.lookupKeys[0]));
        expect(first).toBe(second);
        expect(gtin14(first ?? '')).toBe(first);
      }),
    );
  });

  it('refuses every wrong digit of a value that has a check digit', () => {
    const protectedOnes = TEMPLATES.filter((template) => template.mask.includes('C'));
    const one = fc
      .constantFrom(...protectedOnes)
      .chain((template) =>
        fc.tuple(
          fc.constant(template),
          digits(lengthOf(template.mask, 'I')),
          digits(lengthOf(template.mask, 'V')),
          fc.integer({ min: template.mask.indexOf('C'), max: 11 }),
          fc.integer({ min: 1, max: 9 }),
        ),
      );
    fc.assert(
      fc.property(one, ([template, item, value, at, off]) => {
        const number = write(template.mask, item, value);
        const body = number.slice(0, at) + ((Number(number[at]) + off) % 10) + number.slice(at + 1, -1);
        expect(readMeasure(template, `${body}${checkDigit(body)}`)).toMatchObject({ code: 'variable-check-digit' });
      }),
    );
  });

  it('passes over what a mask leaves out, and looks up as it is told', () => {
    const template: MeasureTemplate = { mask: '29IIII__VVVVE', measure: 'price', scale: 2, lookup: ['item', 'zeroed'] };
    const number = write(template.mask, '4711', '0250');
    expect(readMeasure(template, number)).toEqual({
      itemReference: '4711',
      lookupKeys: ['4711', gtin14(write(template.mask, '4711', '0000', '0'))],
      price: { value: 250, scale: 2 },
    });
  });

  it('reads pounds, and eight digits', () => {
    const pounds: MeasureTemplate = { mask: '02IIIIIVVVVVE', measure: 'weight', scale: 2, unit: 'lb' };
    expect(readMeasure(pounds, write(pounds.mask, '12345', '00150'))).toMatchObject({
      weight: { value: 150, scale: 2, unit: 'lb' },
    });
    const short: MeasureTemplate = { mask: '2IIIVVVE', measure: 'count', scale: 0 };
    expect(readMeasure(short, write(short.mask, '123', '012'))).toMatchObject({ itemReference: '123', count: 12 });
  });
});

describe('templateFault', () => {
  it('has nothing against the presets', () => {
    expect(TEMPLATES.map(templateFault).filter((fault) => fault !== undefined)).toEqual([]);
  });

  it.each<[Partial<MeasureTemplate>, string]>([
    [{ mask: '20IIIIIIVVVV' }, 'a mask has'],
    [{ mask: '20IIIIIIVVVVX' }, 'a mask has'],
    [{ mask: '20IIIEIIVVVVE' }, 'a mask has'],
    [{ mask: '40IIIIIIVVVVE' }, 'only numbers beginning'],
    [{ mask: '50IIIIIIVVVVE' }, 'only numbers beginning'],
    [{ mask: 'IIIIIIIIVVVVE' }, 'only numbers beginning'],
    [{ mask: '20IIIIIIIIIIE' }, 'needs an item number'],
    [{ mask: '20VVVVVVVVVVE' }, 'needs an item number'],
    [{ mask: '20IIIICVVVVVV' }, 'a mask has'],
    [{ mask: '20IIIICVVVVCE' }, 'at most one check digit'],
    [{ mask: '20IIICVVVVVVE' }, '4 or 5 digits'],
    [{ scale: 7 }, 'scale'],
    [{ scale: 1.5 }, 'scale'],
    [{ measure: 'count' }, 'no decimals'],
  ])('%j: %s', (part, fault) => {
    const template: MeasureTemplate = { mask: '20IIIIIIVVVVE', measure: 'price', scale: 2, ...part };
    expect(templateFault(template)).toContain(fault);
  });
});
