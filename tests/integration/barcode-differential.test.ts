import bwipjs from 'bwip-js/node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { APPLICATION_IDENTIFIERS, type ApplicationIdentifier } from '#kiosk/core/barcode/application-identifier.ts';
import { CHARACTERS_82 } from '#kiosk/core/barcode/content-checks.ts';
import { parseDigitalLink } from '#kiosk/core/barcode/digital-link.ts';
import { parseElementString } from '#kiosk/core/barcode/element-string.ts';
import { readEan8, readEanUpc, readItf14 } from '#kiosk/core/barcode/retail-symbol.ts';
import { checkDigit } from '#kiosk/core/values/gtin.ts';

// Goal: our reading of GS1 data agrees with an implementation that shares no code with ours. Method: BWIPP (as
// bwip-js), a barcode writer that validates what it is asked to encode, gives its verdict on random and damaged data;
// both must accept or both refuse. Where we differ on purpose the case is left out, and the list of those says why.

const YEAR = 2026;
const RUNS = 1500;
const GROUP_SEPARATOR = '\u001D';

/** BWIPP checks codes of countries, currencies and packages against lists; we let them grow. */
const LENIENT_CHECKS = new Set(['iso3166', 'iso3166999', 'iso3166alpha2', 'iso4217', 'packagetype']);

/** Company prefixes begin with digits; which ones exist is not ours to know, and BWIPP checks the first characters. */
const PREFIX_KEYS = new Set(['401', '8004', '8010', '8013', '7023', '8014']);

function theirs(symbology: string, text: string): boolean {
  try {
    bwipjs.raw({ bcid: symbology, text, lintreqs: false } as Parameters<typeof bwipjs.raw>[0]);
    return true;
  } catch {
    return false;
  }
}

const COMPARED = APPLICATION_IDENTIFIERS.filter(
  (entry) =>
    !PREFIX_KEYS.has(entry.ai) &&
    entry.components.every((component) => component.checks.every((check) => !LENIENT_CHECKS.has(check))),
);

function digits(length: number): fc.Arbitrary<string> {
  return fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));
}

const ALPHABETS = {
  N: '0123456789',
  X: CHARACTERS_82,
  Y: '#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  Z: 'ABCabc012-_=',
};

/**
 * A value that has the right lengths and often the right content: check digits, dates and small numbers are made so.
 */
function valueOf(entry: ApplicationIdentifier): fc.Arbitrary<string> {
  const parts = entry.components.map((component) => {
    const length = component.isWhole
      ? { minLength: component.lengthMax }
      : { minLength: Math.max(component.lengthMin, 1) };
    const text = fc
      .array(fc.constantFrom(...ALPHABETS[component.characters].split('')), {
        ...length,
        maxLength: component.lengthMax,
      })
      .map((all) => all.join(''));
    const checked = component.checks.includes('csum')
      ? text.map((value) => value.slice(0, -1) + checkDigit(value.slice(0, -1)))
      : text;
    return component.checks.some((check) => check.startsWith('yymmd'))
      ? fc.oneof(
          checked,
          digits(2).map((year) => `${year}0630`),
          digits(2).map((year) => `${year}0200`),
        )
      : checked;
  });
  return fc.tuple(...parts).map((all) => all.join(''));
}

/** Sometimes damaged: a digit changed, cut off, or added. */
function damaged(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(value, fc.integer({ min: 0, max: 11 }), fc.nat(), fc.constantFrom('0', '9', 'A', '%'))
    .map(([text, damage, at, character]) => {
      if (damage === 0) return text.slice(0, -1);
      if (damage === 1) return text + character;
      if (damage > 3 || text === '') return text;
      const place = at % text.length;
      return text.slice(0, place) + character + text.slice(place + 1);
    });
}

const element = fc
  .constantFrom(...COMPARED)
  .chain((entry) => damaged(valueOf(entry)).map((value) => ({ entry, value })))
  .filter(({ value }) => value !== '' && !/[()]/.test(value));

function elementString(elements: readonly { readonly entry: ApplicationIdentifier; readonly value: string }[]): string {
  return elements.map(({ entry, value }) => entry.ai + value + (entry.predefined ? '' : GROUP_SEPARATOR)).join('');
}

describe('against BWIPP', () => {
  it('accepts and refuses the same single elements', () => {
    let accepted = 0;
    fc.assert(
      fc.property(element, (one) => {
        // A damaged value of predefined length shifts what follows; alone it is just too short or too long.
        const ours = parseElementString(elementString([one]), YEAR);
        const verdict = theirs('gs1-128', `(${one.entry.ai})${one.value}`);
        if (verdict) accepted += 1;
        expect({ one, accepted: !('ok' in ours) }).toEqual({ one, accepted: verdict });
      }),
      { numRuns: RUNS },
    );
    expect(accepted).toBeGreaterThan(RUNS / 5);
  });

  it('accepts and refuses the same labels of several elements', () => {
    fc.assert(
      fc.property(fc.array(element, { minLength: 2, maxLength: 4 }), (label) => {
        fc.pre(label.every(({ entry, value }) => !entry.predefined || value.length === entry.lengthMax));
        const text = label.map(({ entry, value }) => `(${entry.ai})${value}`).join('');
        const ours = parseElementString(elementString(label), YEAR);
        expect({ text, accepted: !('ok' in ours) }).toEqual({ text, accepted: theirs('gs1-128', text) });
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['ean13', 12, readEanUpc],
    ['ean8', 7, readEan8],
    ['upca', 11, readEanUpc],
    ['itf14', 13, readItf14],
  ] as const)('agrees on the check digit of %s', (symbology, length, read) => {
    fc.assert(
      fc.property(digits(length), fc.integer({ min: 0, max: 9 }), (body, last) => {
        expect(!('ok' in read(body + last))).toBe(theirs(symbology, body + last));
        expect('ok' in read(body + checkDigit(body))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('agrees on UPC-E', () => {
    fc.assert(
      fc.property(fc.constantFrom('0', '1', '2'), digits(6), fc.integer({ min: 0, max: 9 }), (system, inner, last) => {
        const text = `${system}${inner}${last}`;
        expect(!('ok' in readEanUpc(text))).toBe(theirs('upce', text));
      }),
      { numRuns: 500 },
    );
  });

  it('agrees on Digital Links', () => {
    const key = digits(13).map((body) => body + checkDigit(body));
    const word = fc.constantFrom('ABC', 'A%2FB', '12', 'A+B', 'x_y', 'A%7EB');
    const qualifier = fc.tuple(fc.constantFrom('22', '10', '21', '235', '99'), word).map((pair) => pair.join('/'));
    const parameter = fc
      .tuple(
        fc.constantFrom('17', '15', '99', '3103', '8200', '999', 'utm', '98'),
        fc.constantFrom('261231', '26', 'A'),
      )
      .map((pair) => pair.join('='));
    fc.assert(
      fc.property(
        key,
        fc.array(qualifier, { maxLength: 3 }),
        // The same identifier twice: the GS1 Syntax Engine refuses it even with the same value, and so do we.
        fc.uniqueArray(parameter, { maxLength: 3, selector: (text) => text.split('=')[0] }),
        fc.constantFrom('https://a.example', 'HTTP://a.example/some/stem', 'https://a.example/01'),
        (gtin, path, query, stem) => {
          const uri = `${[`${stem}/01/${gtin}`, ...path].join('/')}?${query.join('&')}`;
          const accepted = !('ok' in parseDigitalLink(uri, YEAR));
          expect({ uri, accepted }).toEqual({ uri, accepted: theirs('gs1dlqrcode', uri) });
        },
      ),
      { numRuns: 500 },
    );
  });
});
