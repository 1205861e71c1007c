import { hasValidCheckDigit, type Gtin14 } from '../values/gtin.ts';
import { readAim, type AimRead } from './aim.ts';
import { cleanScan, GROUP_SEPARATOR, SCAN_LENGTH_MAX } from './clean-scan.ts';
import {
  readBareDigits,
  readEan8,
  readEanUpc,
  readItf14,
  readUpcE,
  readWithAddOn,
  type RetailNumber,
} from './retail-symbol.ts';
import { NO_ELEMENTS, problem, type CalendarDate, type Scan, type ScanProblem } from './scan.ts';

export interface ScanOptions {
  /** Whether the scanner sends symbology identifiers. With 'optional' a read is taken either way. */
  readonly aimIdentifiers: boolean | 'optional';
  /** The day of the scan at the store, to tell the century of a two-digit year. */
  readonly today: CalendarDate;
  /** What the scanner sends for the FNC1 between elements. */
  readonly groupSeparator: string;
  /** Eight digits that are both an EAN-8 and a UPC-E are a UPC-E. */
  readonly prefersUpc: boolean;
  /** In characters. */
  readonly lengthMax: number;
}

export const DEFAULT_SCAN_OPTIONS = {
  aimIdentifiers: 'optional',
  groupSeparator: GROUP_SEPARATOR,
  prefersUpc: false,
  lengthMax: SCAN_LENGTH_MAX,
} as const satisfies Omit<ScanOptions, 'today'>;

/**
 * What a scanner's read means. Every read is hostile: it is bounded, cleaned, and never more than text; nothing in it is
 * ever opened, followed or run.
 * @param text one read without its framing, Latin-1
 */
export function parseScan(text: string, options: ScanOptions): Scan | ScanProblem {
  const cleaned = cleanScan(text, options.lengthMax);
  if (typeof cleaned !== 'string') return cleaned;
  const read = readAim(cleaned, options.aimIdentifiers);
  if ('ok' in read) return read;
  switch (read.carrier) {
    case 'ean-upc':
      return fromRetailNumber(read, readEanUpc(read.payload));
    case 'ean-8':
      return fromRetailNumber(read, readEan8(read.payload));
    case 'ean-upc-with-add-on':
      return fromRetailNumber(read, readWithAddOn(read.payload));
    case 'add-on-2':
      return addOnAlone(read, 2);
    case 'add-on-5':
      return addOnAlone(read, 5);
    case 'itf':
      return read.payload.length === 14 ? fromRetailNumber(read, readItf14(read.payload)) : plainText(read);
    case 'keyed':
    case 'unknown':
      return parseBare(read, options);
    case 'element-string':
    case 'two-dimensional':
    case 'text':
      return plainText(read);
    case 'scanner-message':
      return problem('unknown-symbology', `]${read.aim} is a message of the scanner, not a barcode`);
  }
}

const SSCC_LENGTH = 18;
const EAN_13_LENGTH = 13;

/** The text alone must tell: the lengths of the GTIN family, digits with an add-on, or a code of the shop's own. */
function parseBare(read: AimRead, options: ScanOptions): Scan | ScanProblem {
  const { payload } = read;
  if (!/^\d+$/.test(payload)) return plainText(read);
  switch (payload.length) {
    case 8:
    case 12:
    case 13:
    case 14:
      return fromRetailNumber(read, readBareDigits(payload, options.prefersUpc));
    case 6:
    case 7:
      return shortUpcE(read);
    case EAN_13_LENGTH + 2:
    case EAN_13_LENGTH + 5:
      if (hasValidCheckDigit(payload.slice(0, EAN_13_LENGTH))) return fromRetailNumber(read, readWithAddOn(payload));
      if (payload.length === SSCC_LENGTH && hasValidCheckDigit(payload)) return logisticUnit();
      return plainText(read);
    default:
      return plainText(read);
  }
}

/** Six or seven digits carry no check digit, so the shop's own code with just these digits goes before the UPC-E. */
function shortUpcE(read: AimRead): Scan | ScanProblem {
  const number = readUpcE(read.payload);
  if ('ok' in number) return plainText(read);
  const scan = fromRetailNumber(read, number);
  return scan.ok && scan.purpose === 'article' ? { ...scan, lookupKeys: [read.payload, number.gtin14] } : scan;
}

function fromRetailNumber(read: AimRead, number: RetailNumber | ScanProblem): Scan | ScanProblem {
  if ('ok' in number) return number;
  const lookupKeys: string[] = [number.gtin14];
  if (number.alternative !== undefined) lookupKeys.push(number.alternative);
  return {
    ok: true,
    purpose: 'article',
    kind: number.kind,
    aim: read.aim,
    text: read.payload,
    elements: new Map<string, string>([['01', number.gtin14 satisfies Gtin14]]),
    lookupKeys,
    gtin14: number.gtin14,
    addOn: number.addOn,
  };
}

function addOnAlone(read: AimRead, length: 2 | 5): Scan | ScanProblem {
  if (read.payload.length !== length || !/^\d+$/.test(read.payload)) {
    return problem('length', `an add-on of this kind has ${length} digits`);
  }
  return {
    ok: true,
    purpose: 'data',
    kind: 'add-on',
    aim: read.aim,
    text: read.payload,
    elements: NO_ELEMENTS,
    addOn: read.payload,
  };
}

function plainText(read: AimRead): Scan {
  return {
    ok: true,
    purpose: 'article',
    kind: 'plain',
    aim: read.aim,
    text: read.payload,
    elements: NO_ELEMENTS,
    lookupKeys: [read.payload],
  };
}

function logisticUnit(): ScanProblem {
  return problem('not-for-sale', 'a Serial Shipping Container Code names a shipment, not an article');
}
