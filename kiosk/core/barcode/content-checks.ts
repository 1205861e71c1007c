import { hasValidCheckDigit } from '../values/gtin.ts';
import type { CheckName } from './application-identifiers.generated.ts';
import { readLongDate, readShortDate } from './calendar-date.ts';
import { readDatabarCoupon, readPositiveOffer } from './north-american-coupon.ts';
import type { ScanProblemCode } from './scan.ts';

/** @param thisYear the year of the scan, for two-digit years */
type ContentCheck = (text: string, thisYear: number) => boolean;

/**
 * The 82 characters that an element may consist of, in the order that gives each its value (General Specifications,
 * 7.11).
 */
export const CHARACTERS_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

const PAIR_CHARACTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const PAIR_WEIGHTS = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];
const PAIR_MODULUS = 1021;

/** The check character pair of a Global Model Number (General Specifications, 7.9.5). */
function hasValidCheckPair(text: string): boolean {
  const body = text.slice(0, -2);
  if (body === '' || body.length > PAIR_WEIGHTS.length) return false;
  let sum = 0;
  for (let position = 0; position < body.length; position += 1) {
    const value = CHARACTERS_82.indexOf(body.charAt(body.length - 1 - position));
    sum += value * (PAIR_WEIGHTS[position] ?? 0);
  }
  sum %= PAIR_MODULUS;
  return text.slice(-2) === PAIR_CHARACTERS.charAt(sum >> 5) + PAIR_CHARACTERS.charAt(sum & 31);
}

/** ISO 13616: letters count 10 to 35, the first four characters go last, and the remainder by 97 is 1. */
function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]+$/.test(text)) return false;
  let remainder = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

function isHour(text: string): boolean {
  return Number(text) <= 23;
}

function isMinute(text: string): boolean {
  return Number(text) <= 59;
}

/** A piece and the count of pieces, two digits each: neither is zero, and the piece is one of them. */
function isPieceOfTotal(text: string): boolean {
  const piece = Number(text.slice(0, 2));
  return piece > 0 && piece <= Number(text.slice(2));
}

const anything: ContentCheck = () => true;

/**
 * What each component must satisfy. Lists of countries, currencies and package types are not held against a label: they
 * grow, and none of them decides what a till sells; a foreign currency is refused where the price is read.
 */
export const CONTENT_CHECKS: Readonly<Record<CheckName, ContentCheck>> = {
  couponcode: (text, thisYear) => readDatabarCoupon(text, thisYear) !== undefined,
  couponposoffer: (text) => readPositiveOffer(text) !== undefined,
  csum: hasValidCheckDigit,
  csumalpha: hasValidCheckPair,
  hasnondigit: (text) => /\D/.test(text),
  hh: isHour,
  hhmi: (text) => isHour(text.slice(0, 2)) && isMinute(text.slice(2)),
  hyphen: (text) => text === '-',
  iban: isIban,
  importeridx: (text) => /^[-0-9A-Z_a-z]$/.test(text),
  iso3166: anything,
  iso3166999: anything,
  iso3166alpha2: (text) => /^[A-Z]{2}$/.test(text),
  iso4217: (text) => text !== '000',
  iso5218: (text) => '0129'.includes(text),
  latitude: (text) => Number(text) <= 1_800_000_000,
  longitude: (text) => Number(text) <= 3_600_000_000,
  mediatype: (text) => /^(?:0[1-9]|10|[89]\d)$/.test(text),
  mi: isMinute,
  nonzero: (text) => /[1-9]/.test(text),
  nozeroprefix: (text) => text === '0' || !text.startsWith('0'),
  packagetype: anything,
  pcenc: (text) => !/%(?![0-9A-Fa-f]{2})/.test(text),
  pieceoftotal: isPieceOfTotal,
  posinseqslash: (text) => /^[1-9]\/[1-9]$/.test(text) && text.charAt(0) <= text.charAt(2),
  ss: isMinute,
  winding: (text) => '019'.includes(text),
  yesno: (text) => '01'.includes(text),
  yymmd0: (text, thisYear) => readShortDate(text, thisYear, true) !== undefined,
  yymmdd: (text, thisYear) => readShortDate(text, thisYear, false) !== undefined,
  yyyymmdd: (text) => readLongDate(text) !== undefined,
  zero: (text) => !/[^0]/.test(text),
};

/** What the failure of a check is called. */
export function problemCodeOf(check: CheckName): ScanProblemCode {
  if (check === 'csum' || check === 'csumalpha') return 'check-digit';
  if (check === 'yymmd0' || check === 'yymmdd' || check === 'yyyymmdd') return 'date';
  return 'value';
}
