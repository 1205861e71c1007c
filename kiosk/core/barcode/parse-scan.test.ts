import { describe, expect, it } from 'vitest';
import { parseScan } from './parse-scan.ts';
import { DEFAULT_SCAN_OPTIONS, type ScanOptions } from './scan-options.ts';
import { scanRules } from './scan-rules.ts';
import { parseKeyed } from './parse-keyed.ts';

// Goal: what a scanner sends becomes the right article number or a clear problem, whatever the scanner's settings.
// Method: reads as scanners send them, each with what it must become. Longer lists with sources:
// tests/fixtures/barcodes.

const OPTIONS: ScanOptions = { ...DEFAULT_SCAN_OPTIONS, today: '2026-11-22' };

function keysOf(text: string, options: Partial<ScanOptions> = {}): readonly string[] | string {
  const scan = parseScan(text, { ...OPTIONS, ...options });
  if (!scan.ok) return scan.code;
  return scan.purpose === 'article' ? scan.lookupKeys : scan.kind;
}

describe('symbology identifiers', () => {
  it('reads the same article with and without one', () => {
    expect(keysOf(']E04006381333931')).toEqual(['04006381333931']);
    expect(keysOf('4006381333931')).toEqual(['04006381333931']);
    expect(keysOf('4006381333931\r\n')).toEqual(['04006381333931']);
  });

  it('asks for one where the scanner is set to send it', () => {
    expect(keysOf('4006381333931', { aimIdentifiers: true })).toBe('symbology-missing');
    expect(keysOf(']E04006381333931', { aimIdentifiers: true })).toEqual(['04006381333931']);
  });

  it('takes a bracket for data where the scanner sends none', () => {
    expect(keysOf(']E04006381333931', { aimIdentifiers: false })).toEqual([']E04006381333931']);
  });

  it('refuses what is no barcode', () => {
    expect(keysOf(']X0REVINF')).toBe('unknown-symbology');
    expect(keysOf(']y0123')).toBe('unknown-symbology');
    expect(keysOf(']E0')).toBe('empty');
  });
});

describe('retail symbols', () => {
  it.each([
    [']E0614141999996', ['00614141999996']],
    [']E00614141999996', ['00614141999996']],
    [']E008679339', ['00086700000939']],
    [']E0425261', ['00042100005264']],
    [']E496385074', ['00000096385074']],
    [']I118594001694690', ['18594001694690']],
    ['614141999996', ['00614141999996']],
    ['425261', ['425261', '00042100005264']],
  ])('%s is looked up as %j', (text, keys) => {
    expect(keysOf(text)).toEqual(keys);
  });

  it('looks eight digits that are an EAN-8 and a UPC-E up as both, the country choosing the first', () => {
    // 01234565: weights of EAN-8 give check digit 5, and so does the UPC-A 012345000065 that it shortens.
    expect(keysOf('01234565')).toEqual(['00000001234565', '00012345000065']);
    expect(keysOf('01234565', { rules: scanRules({ country: 'us' }) })).toEqual(['00012345000065', '00000001234565']);
  });

  it('keeps the add-on of a magazine beside its number', () => {
    for (const text of [']E3977147396801203', '977147396801203']) {
      expect(parseScan(text, OPTIONS)).toMatchObject({ kind: 'GTIN-13', gtin14: '09771473968012', addOn: '03' });
    }
    expect(parseScan(']E252495', OPTIONS)).toMatchObject({ purpose: 'data', kind: 'add-on', addOn: '52495' });
  });

  it.each([
    [']E04006381333930', 'check-digit'],
    [']E0590123412345', 'check-digit'],
    [']E496385075', 'check-digit'],
    [']E49638507', 'length'],
    [']E040063813339311', 'length'],
    [']E0400638133393A', 'characters'],
    [']I118594001694691', 'check-digit'],
    [']E1123', 'length'],
    ['157035381410375177', 'not-for-sale'],
  ])('%s is refused: %s', (text, code) => {
    expect(keysOf(text)).toBe(code);
  });
});

describe('hostile reads', () => {
  it.each([
    ['', 'empty'],
    [' \r\n\t', 'empty'],
    ['400638\u00001333931', 'not-printable'],
    ['4006381333931\r4006381333931', 'not-printable'],
    ['\u001B[31m4006381333931', 'not-printable'],
    ['9'.repeat(513), 'too-long'],
    ['x'.repeat(8192), 'too-long'],
  ])('%j is refused: %s', (text, code) => {
    expect(keysOf(text)).toBe(code);
  });
});

describe('keyed numbers', () => {
  it.each([
    ['4011', 'PLU', ['4011']],
    ['94011', 'PLU', ['94011']],
    ['04011', 'PLU', ['04011', '4011']],
    ['123', 'in-store', ['123']],
    ['0', 'in-store', ['0']],
    ['4 006381 333931', 'GTIN-13', ['04006381333931']],
    ['96385074', 'GTIN-8', ['00000096385074']],
  ])('%s is a %s', (text, kind, lookupKeys) => {
    expect(parseKeyed(text, OPTIONS)).toMatchObject({ ok: true, kind, lookupKeys });
  });

  it.each([
    ['', 'empty'],
    ['-', 'empty'],
    ['12a', 'characters'],
    ['4006381333930', 'check-digit'],
    ['1'.repeat(41), 'too-long'],
  ])('%j is refused: %s', (text, code) => {
    expect(parseKeyed(text, OPTIONS)).toMatchObject({ ok: false, code });
  });
});
