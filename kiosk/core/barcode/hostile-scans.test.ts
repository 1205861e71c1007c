import { describe, expect, it } from 'vitest';
import { fuzzCorpus, fuzzScans } from '#tests/support/scan-fuzzer.ts';
import { gtin14 } from '../values/gtin.ts';
import { COUNTRY_PRESETS, type PresetCountry } from './country-presets.ts';
import { parseScan } from './parse-scan.ts';
import { DEFAULT_SCAN_OPTIONS, type ScanOptions } from './scan-options.ts';
import { scanRules } from './scan-rules.ts';
import type { Scan, ScanProblem } from './scan.ts';

// Goal: no read, however damaged or made to harm, crashes the parser, takes it long, or comes out as an article with a
// number that cannot be. Method: random and mutated reads from a seed, under each country's rules. A read that took
// long is read again: only one that is slow every time is slow, the rest was the machine.

const SCANS = 1_000_000;
const TIME_LIMIT_MS = 120_000;
const SLOW_MS = 1;
const REPEATS = 5;

const OPTIONS: readonly ScanOptions[] = [undefined, ...(Object.keys(COUNTRY_PRESETS) as PresetCountry[])].map(
  (country) => ({ ...DEFAULT_SCAN_OPTIONS, today: '2026-11-22', rules: scanRules({ country }) }),
);

function isSlowEveryTime(text: string, options: ScanOptions): boolean {
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const start = performance.now();
    parseScan(text, options);
    if (performance.now() - start < SLOW_MS) return false;
  }
  return true;
}

/** What must hold for whatever comes out; undefined when it does. */
function faultOf(scan: Scan | ScanProblem): string | undefined {
  if (!scan.ok) return scan.message.length > 1000 ? 'a message without bound' : undefined;
  if (scan.purpose !== 'article') return undefined;
  if (scan.lookupKeys.length === 0 || scan.lookupKeys.includes('')) return 'nothing to look up';
  if (scan.lookupKeys.some((key) => key.length > DEFAULT_SCAN_OPTIONS.lengthMax)) return 'a key without bound';
  if (scan.gtin14 !== undefined && gtin14(scan.gtin14) !== scan.gtin14) return 'an invalid GTIN';
  for (const value of [scan.price?.value, scan.weight?.value, scan.count]) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0)) return `an impossible value: ${value}`;
  }
  return undefined;
}

describe('hostile reads', () => {
  it(`survives ${SCANS} random and damaged reads, none of them slow`, { timeout: TIME_LIMIT_MS }, () => {
    const scans = fuzzScans(fuzzCorpus(), 20261122);
    const faults: string[] = [];
    let articles = 0;
    for (let count = 0; count < SCANS; count += 1) {
      const text = scans.next().value;
      const options = OPTIONS[count % OPTIONS.length] ?? OPTIONS[0]!;
      const start = performance.now();
      const scan = parseScan(text, options);
      const isSlow = performance.now() - start >= SLOW_MS && isSlowEveryTime(text, options);
      const fault = isSlow ? 'slow' : faultOf(scan);
      if (fault !== undefined) faults.push(`${fault}: ${JSON.stringify(text)}`);
      if (scan.ok && scan.purpose === 'article') articles += 1;
    }
    expect(faults.slice(0, 5)).toEqual([]);
    // Were nearly all of them refused, the test would look at one corner of the parser only.
    expect(articles).toBeGreaterThan(SCANS / 20);
  });

  it('gives the same answer every time', () => {
    const scans = fuzzScans(fuzzCorpus(), 7);
    for (let count = 0; count < 2000; count += 1) {
      const text = scans.next().value;
      expect(parseScan(text, OPTIONS[1]!)).toEqual(parseScan(text, OPTIONS[1]!));
    }
  });
});
