import type { Scan, ScanProblem } from './scan.ts';
import { NO_ELEMENTS, problem } from './scan.ts';
import { parseScan } from './parse-scan.ts';
import { DEFAULT_SCAN_OPTIONS, type ScanOptions } from './scan-options.ts';

/**
 * Produce codes of the International Federation for Produce Standards: 3000–4999, with an 8 or 9 in front if grown so.
 */
const PLU = /^0?[89]?[34]\d{3}$/;
const IN_STORE = /^\d{1,7}$/;

/** People group long numbers with blanks and dashes. */
const GROUPING = /[\s-]/g;

const KEYED_LENGTH_MAX = 40;

/**
 * What a shopper or attendant keyed: a produce code, a shop's own short number, or the digits below a barcode.
 * Short numbers are looked up as keyed and without leading zeros.
 */
export function parseKeyed(text: string, options: ScanOptions): Scan | ScanProblem {
  if (text.length > KEYED_LENGTH_MAX) return problem('too-long', `at most ${KEYED_LENGTH_MAX} digits can be keyed`);
  const digits = text.replace(GROUPING, '');
  if (digits === '') return problem('empty', 'nothing was keyed');
  if (!/^\d+$/.test(digits)) return problem('characters', 'only digits can be keyed');
  if (!IN_STORE.test(digits)) {
    return parseScan(digits, { ...options, aimIdentifiers: false, lengthMax: DEFAULT_SCAN_OPTIONS.lengthMax });
  }
  const shortest = digits.replace(/^0+(?=\d)/, '');
  return {
    ok: true,
    purpose: 'article',
    kind: PLU.test(digits) ? 'PLU' : 'in-store',
    text: digits,
    elements: NO_ELEMENTS,
    lookupKeys: shortest === digits ? [digits] : [digits, shortest],
  };
}
