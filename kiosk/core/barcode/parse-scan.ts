import { gtin14, hasValidCheckDigit } from '../values/gtin.ts';
import { readAim, type AimRead } from './aim.ts';
import { notForSale, routeText, scanOfElements, scanOfNumber, scanOfText } from './article-scan.ts';
import { yearOf } from './calendar-date.ts';
import { cleanScan, GROUP_SEPARATOR } from './clean-scan.ts';
import { isWebAddress, parseDigitalLink } from './digital-link.ts';
import { parseElementString } from './element-string.ts';
import {
  readBareDigits,
  readEan8,
  readEanUpc,
  readItf14,
  readUpcE,
  readWithAddOn,
  type RetailNumber,
} from './retail-symbol.ts';
import { NO_ELEMENTS, problem, type Scan, type ScanProblem } from './scan.ts';
import type { ScanOptions } from './scan-options.ts';

export { DEFAULT_SCAN_OPTIONS, type ScanOptions } from './scan-options.ts';

/**
 * What a scanner's read means. Every read is hostile: it is bounded, cleaned, and never more than text; nothing in it
 * is ever opened, followed or run.
 * @param text one read without its framing, Latin-1
 */
export function parseScan(text: string, options: ScanOptions): Scan | ScanProblem {
  const cleaned = cleanScan(text, options.lengthMax);
  if (typeof cleaned !== 'string') return cleaned;
  const read = readAim(cleaned, options.aimIdentifiers);
  if ('ok' in read) return read;
  switch (read.carrier) {
    case 'ean-upc':
      return parseRetail(read, readEanUpc, options);
    case 'ean-8':
      return parseRetail(read, readEan8, options);
    case 'ean-upc-with-add-on':
      return parseRetail(read, readWithAddOn, options);
    case 'add-on-2':
      return parseAddOn(read, 2);
    case 'add-on-5':
      return parseAddOn(read, 5);
    case 'itf':
      return read.payload.length === ITF_14_LENGTH ? parseRetail(read, readItf14, options) : scanOfText(read, options);
    case 'element-string':
      return parseElements(read, options);
    case 'two-dimensional':
    case 'text':
      return parseText(read, options);
    case 'keyed':
    case 'unknown':
      return parseBare(read, options);
    case 'scanner-message':
      return problem('unknown-symbology', `]${read.aim} is a message of the scanner, not a barcode`);
  }
}

const ITF_14_LENGTH = 14;
const SSCC_LENGTH = 18;
const EAN_13_LENGTH = 13;

/** Where the second part of a composite symbol begins: a message of its own, with or without a bar between. */
const SECOND_PART = /\|?\]e[0-3]/;

function parseRetail(
  read: AimRead,
  readNumber: (digits: string) => RetailNumber | ScanProblem,
  options: ScanOptions,
): Scan | ScanProblem {
  const second = SECOND_PART.exec(read.payload);
  const digits = second === null ? read.payload : read.payload.slice(0, second.index);
  const number = readNumber(digits);
  if ('ok' in number) return number;
  if (second === null) return scanOfNumber(read, number, options);
  const rest = separated(read.payload.slice(second.index + second[0].length), options);
  const elements = parseElementString(rest, yearOf(options.today));
  if ('ok' in elements) return elements;
  if ((elements.get('01') ?? number.gtin14) !== number.gtin14) {
    return problem('conflict', 'the two parts of the composite symbol name different articles');
  }
  return scanOfNumber(read, number, options, elements);
}

function parseElements(read: AimRead, options: ScanOptions): Scan | ScanProblem {
  const elements = parseElementString(separated(read.payload, options), yearOf(options.today));
  return 'ok' in elements ? elements : scanOfElements(read, 'element-string', elements, options);
}

function separated(text: string, options: ScanOptions): string {
  return options.groupSeparator === GROUP_SEPARATOR ? text : text.replaceAll(options.groupSeparator, GROUP_SEPARATOR);
}

/** A shop's own routes may begin with a web address too, so they go first. */
function parseText(read: AimRead, options: ScanOptions): Scan | ScanProblem {
  if (!isWebAddress(read.payload)) return scanOfText(read, options);
  const routed = routeText(read, read.payload, options);
  if (routed !== undefined) return routed;
  const elements = parseDigitalLink(read.payload, yearOf(options.today));
  return 'ok' in elements ? elements : scanOfElements(read, 'digital-link', elements, options);
}

function parseAddOn(read: AimRead, length: 2 | 5): Scan | ScanProblem {
  if (read.payload.length !== length || !/^\d+$/.test(read.payload)) {
    return problem('length', `an add-on of this kind has ${length} digits`);
  }
  const { aim, payload } = read;
  return { ok: true, purpose: 'data', kind: 'add-on', aim, text: payload, elements: NO_ELEMENTS, addOn: payload };
}

/**
 * No symbology is known, so the text alone must tell: the lengths of the GTIN family, digits with an add-on, an element
 * string, a web address, or a code of the shop's own.
 */
function parseBare(read: AimRead, options: ScanOptions): Scan | ScanProblem {
  const { payload } = read;
  if (/^\d+$/.test(payload)) {
    switch (payload.length) {
      case 8:
      case 12:
      case 13:
      case 14:
        return parseBareNumber(read, options);
      case 6:
      case 7:
        return parseShortUpcE(read, options);
      case EAN_13_LENGTH + 2:
      case EAN_13_LENGTH + 5:
        if (hasValidCheckDigit(payload.slice(0, EAN_13_LENGTH))) return parseRetail(read, readWithAddOn, options);
        if (payload.length === SSCC_LENGTH && hasValidCheckDigit(payload)) return notForSale();
    }
  }
  return isLikeElementString(separated(payload, options)) ? parseElements(read, options) : parseText(read, options);
}

/** A card or voucher of the shop's own may have as many digits as a GTIN without being one. */
function parseBareNumber(read: AimRead, options: ScanOptions): Scan | ScanProblem {
  const number = readBareDigits(read.payload, options.rules.prefersUpc);
  if (!('ok' in number)) return scanOfNumber(read, number, options);
  return routeText(read, read.payload, options) ?? number;
}

/** Six or seven digits carry no check digit, so the shop's own code with just these digits goes before the UPC-E. */
function parseShortUpcE(read: AimRead, options: ScanOptions): Scan | ScanProblem {
  const number = readUpcE(read.payload);
  if ('ok' in number) return scanOfText(read, options);
  const scan = routeText(read, read.payload, options) ?? scanOfNumber(read, number, options);
  return scan.ok && scan.purpose === 'article' ? { ...scan, lookupKeys: [read.payload, ...scan.lookupKeys] } : scan;
}

/**
 * A separator inside, an SSCC or GTIN with its identifier in front, or a coupon: what no shop's own code looks like.
 */
function isLikeElementString(text: string): boolean {
  if (text.includes(GROUP_SEPARATOR)) return true;
  if (/^00\d{18}/.test(text)) return hasValidCheckDigit(text.slice(2, 20));
  if (/^0[12]\d{14}/.test(text)) return gtin14(text.slice(2, 16)) !== undefined;
  return /^811[02]\d{17,}$/.test(text);
}
