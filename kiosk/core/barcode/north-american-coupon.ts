import { readShortDate } from './calendar-date.ts';

/** What a coupon says, by field; only fields that are there. */
export type CouponFields = Readonly<Record<string, string>>;

const OFFER_CODE_LENGTH = 6;
const FAMILY_CODE_LENGTH = 3;
const DATE_LENGTH = 6;
/** Company prefixes and serial numbers state how much longer than this they are. */
const LENGTH_BASE = 6;

/** Reads fields from left to right; after the first that does not fit, everything else reads as missing. */
class FieldReader {
  readonly #text: string;
  #at = 0;
  #failed = false;
  readonly #fields: Record<string, string> = {};

  constructor(text: string) {
    this.#text = text;
    this.#failed = !/^\d*$/.test(text);
  }

  /** The complete record, or undefined when a field did not fit or something is left over. */
  finish(): CouponFields | undefined {
    return this.#failed || this.#at < this.#text.length ? undefined : this.#fields;
  }

  take(name: string, length: number): void {
    if (this.#failed || this.#at + length > this.#text.length) {
      this.#failed = true;
      return;
    }
    this.#fields[name] = this.#text.slice(this.#at, this.#at + length);
    this.#at += length;
  }

  /** One digit out of those allowed. */
  takeCode(name: string, allowed: string): void {
    this.take(name, 1);
    if (!this.#failed && !allowed.includes(this.#fields[name] ?? '')) this.#failed = true;
  }

  /** A digit that states the length (above the base), then a field as long. A digit of `none` stands for no field. */
  takeMeasured(name: string, allowed: string, base: number, none?: string): void {
    const indicator = this.#text.charAt(this.#at);
    this.#at += 1;
    if (indicator === '' || !(allowed + (none ?? '')).includes(indicator)) this.#failed = true;
    else if (indicator !== none) this.take(name, Number(indicator) + base);
  }

  takeDate(name: string, thisYear: number): void {
    this.take(name, DATE_LENGTH);
    const date = this.#failed ? undefined : readShortDate(this.#fields[name] ?? '', thisYear, false);
    if (date === undefined) this.#failed = true;
    else this.#fields[name] = date;
  }

  /** Whether an optional part begins here; its digit is passed over if so. */
  begins(part: string): boolean {
    if (this.#failed || this.#text.charAt(this.#at) !== part) return false;
    this.#at += 1;
    return true;
  }

  /** Dates that were read must be in this order. */
  requireOrder(first: string, second: string): void {
    const [a, b] = [this.#fields[first], this.#fields[second]];
    if (a !== undefined && b !== undefined && a > b) this.#failed = true;
  }
}

const REQUIREMENT_CODES = '012349';

function takeRequirement(reader: FieldReader, name: string): void {
  reader.takeMeasured(`${name}Requirement`, '12345', 0);
  reader.takeCode(`${name}RequirementCode`, REQUIREMENT_CODES);
  reader.take(`${name}FamilyCode`, FAMILY_CODE_LENGTH);
}

/**
 * The coupon of AI 8110 (North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols): company,
 * offer, value and purchase requirement, then optional parts 1 to 6 and 9 in this order.
 * @returns its fields, dates as YYYY-MM-DD, or undefined when the text is not laid out so
 */
export function readDatabarCoupon(text: string, thisYear: number): CouponFields | undefined {
  const reader = new FieldReader(text);
  reader.takeMeasured('companyPrefix', '0123456', LENGTH_BASE);
  reader.take('offerCode', OFFER_CODE_LENGTH);
  reader.takeMeasured('saveValue', '12345', 0);
  takeRequirement(reader, 'first');
  if (reader.begins('1')) {
    reader.takeCode('additionalRules', '0123');
    takeRequirement(reader, 'second');
    reader.takeMeasured('secondCompanyPrefix', '0123456', LENGTH_BASE, '9');
  }
  if (reader.begins('2')) {
    takeRequirement(reader, 'third');
    reader.takeMeasured('thirdCompanyPrefix', '0123456', LENGTH_BASE, '9');
  }
  if (reader.begins('3')) reader.takeDate('expires', thisYear);
  if (reader.begins('4')) reader.takeDate('starts', thisYear);
  reader.requireOrder('starts', 'expires');
  if (reader.begins('5')) reader.takeMeasured('serial', '0123456789', LENGTH_BASE);
  if (reader.begins('6')) reader.takeMeasured('retailer', '1234567', LENGTH_BASE);
  if (reader.begins('9')) {
    reader.takeCode('saveValueCode', '01256');
    reader.takeCode('appliesToItem', '012');
    reader.take('storeCoupon', 1);
    reader.takeCode('dontMultiply', '01');
  }
  return reader.finish();
}

/**
 * The coupon of AI 8112 (GS1 AI (8112) Coupon Data Specification), whose value only an on-line service knows.
 * @returns its fields, or undefined when the text is not laid out so
 */
export function readPositiveOffer(text: string): CouponFields | undefined {
  const reader = new FieldReader(text);
  reader.takeCode('format', '01');
  reader.takeMeasured('funder', '0123456', LENGTH_BASE);
  reader.take('offerCode', OFFER_CODE_LENGTH);
  reader.takeMeasured('serial', '0123456789', LENGTH_BASE);
  return reader.finish();
}
