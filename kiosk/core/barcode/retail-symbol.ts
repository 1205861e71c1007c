import { expandUpcE, gtin14, type Gtin14 } from '../values/gtin.ts';
import { problem, type ScanKind, type ScanProblem } from './scan.ts';

/** A number of the GTIN family as it was read, before anything is known about what it stands for. */
export interface RetailNumber {
  readonly kind: ScanKind;
  readonly gtin14: Gtin14;
  /** Another article number that the same digits can be read as; looked up after the first. */
  readonly alternative?: Gtin14 | undefined;
  readonly addOn?: string | undefined;
}

const DIGITS = /^\d+$/;

/** The digits by which masks and routes know a number: 8 of an EAN-8, else 13, or 14 of a case. */
export function retailDigits(number: RetailNumber): string {
  if (number.kind === 'GTIN-8') return number.gtin14.slice(-8);
  return number.gtin14.startsWith('0') ? number.gtin14.slice(1) : number.gtin14;
}

/** GS1 General Specifications, 1.4.2: which numbers are free for a shop, a company or a country to use as it likes. */
export function restrictedKind(digits: string): 'RCN-8' | 'RCN-12' | 'RCN-13' | undefined {
  if (digits.length === 8) return /^[02]/.test(digits) ? 'RCN-8' : undefined;
  if (digits.length !== 13) return undefined;
  if (digits.startsWith('2')) return 'RCN-13';
  return digits.startsWith('02') || digits.startsWith('04') ? 'RCN-12' : undefined;
}

const UPC_E_LENGTH = 8;
const EAN_8_LENGTH = 8;

/** EAN-13, UPC-A and UPC-E under one identifier: 13 digits, or 12 and 8 from a scanner that does not convert. */
export function readEanUpc(payload: string): RetailNumber | ScanProblem {
  if (!DIGITS.test(payload)) return notDigits();
  if (payload.length === 13 || payload.length === 12) return readGtin(payload);
  if (payload.length >= 6 && payload.length <= UPC_E_LENGTH) return readUpcE(payload);
  return problem('length', `an EAN or UPC number has 13, 12 or 8 digits, not ${payload.length}`);
}

export function readEan8(payload: string): RetailNumber | ScanProblem {
  if (!DIGITS.test(payload)) return notDigits();
  if (payload.length !== EAN_8_LENGTH) return problem('length', `an EAN-8 has 8 digits, not ${payload.length}`);
  return readGtin(payload);
}

/** EAN or UPC with 2 or 5 digits of an add-on behind it, in one message. */
export function readWithAddOn(payload: string): RetailNumber | ScanProblem {
  if (!DIGITS.test(payload)) return notDigits();
  const mainLength = ADD_ON_MAIN_LENGTHS.get(payload.length);
  if (mainLength === undefined) {
    return problem('length', `an EAN or UPC number with an add-on does not have ${payload.length} digits`);
  }
  const main = payload.slice(0, mainLength);
  const number = mainLength === UPC_E_LENGTH ? readUpcE(main) : readGtin(main);
  return 'ok' in number ? number : { ...number, addOn: payload.slice(mainLength) };
}

/** Length of main symbol and add-on together, and of the main symbol alone: 13, 12 or 8 digits with 2 or 5. */
const ADD_ON_MAIN_LENGTHS: ReadonlyMap<number, number> = new Map([
  [15, 13],
  [18, 13],
  [14, 12],
  [17, 12],
  [10, 8],
]);

/** Interleaved 2 of 5: 14 digits are a GTIN; other lengths are a shop's or supplier's own. */
export function readItf14(payload: string): RetailNumber | ScanProblem {
  if (!DIGITS.test(payload)) return notDigits();
  return readGtin(payload);
}

/**
 * 8, 12, 13 or 14 digits with a right check digit. Thirteen digits that begin with a zero are a UPC-A with the zero
 * that scanners put in front of it.
 */
function readGtin(digits: string): RetailNumber | ScanProblem {
  const normal = gtin14(digits);
  if (normal === undefined) return problem('check-digit', `the check digit of ${digits} is wrong`);
  if (digits.length === 13 && digits.startsWith('0')) return { kind: 'GTIN-12', gtin14: normal };
  return { kind: `GTIN-${digits.length as 8 | 12 | 13 | 14}`, gtin14: normal };
}

/** UPC-E as 8 digits, or without its number system (6) or its check digit (7): the scanner has checked that then. */
export function readUpcE(digits: string): RetailNumber | ScanProblem {
  const expanded = expandUpcE(digits);
  const normal = expanded === undefined ? undefined : gtin14(expanded);
  if (normal === undefined) return problem('check-digit', `${digits} is not a UPC-E with a right check digit`);
  return { kind: 'UPC-E', gtin14: normal };
}

/**
 * Digits of which no symbology is known. Eight digits may be an EAN-8 or a UPC-E: where both check digits are right,
 * the EAN-8 comes first unless the shop's country prefers UPC.
 */
export function readBareDigits(digits: string, prefersUpc: boolean): RetailNumber | ScanProblem {
  if (digits.length !== EAN_8_LENGTH) return readGtin(digits);
  const ean = readGtin(digits);
  const upc = readUpcE(digits);
  if ('ok' in ean) return 'ok' in upc ? ean : upc;
  if ('ok' in upc) return ean;
  return prefersUpc ? { ...upc, alternative: ean.gtin14 } : { ...ean, alternative: upc.gtin14 };
}

function notDigits(): ScanProblem {
  return problem('characters', 'an EAN, UPC or ITF number has digits only');
}
