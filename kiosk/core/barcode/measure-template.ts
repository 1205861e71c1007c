import { checkDigit, gtin14, type Gtin14 } from '../values/gtin.ts';
import { problem, type EmbeddedPrice, type EmbeddedWeight, type ScanProblem } from './scan.ts';
import { variableCheckDigit } from './variable-check-digit.ts';

/**
 * How a shop or country numbers goods whose weight, count or price stands in the barcode (restricted circulation
 * numbers, GS1 General Specifications, 2.1.12). Data, because every country and many a chain has its own.
 */
export interface MeasureTemplate {
  /**
   * 13 characters for EAN-13 and UPC-A (with a zero in front), 8 for EAN-8. Digits stand for themselves, I is the item
   * number, V the value, C the value's own check digit, _ is passed over, E is the check digit and comes last.
   */
  readonly mask: string;
  readonly measure: 'price' | 'weight' | 'count';
  /** How many digits of the value are decimals, 0 to 6. */
  readonly scale: number;
  /** Of a weight; kilograms unless said otherwise. Grams are kilograms with three decimals. */
  readonly unit?: 'kg' | 'lb' | undefined;
  /**
   * What is looked up: 'zeroed' is the number with zeros for value, C and _ and its check digit made anew, 'item' is
   * the item number alone. Default: zeroed.
   */
  readonly lookup?: readonly ('zeroed' | 'item')[] | undefined;
  /** Where the rule comes from. */
  readonly source?: string | undefined;
}

export interface MeasuredItem {
  readonly itemReference: string;
  readonly lookupKeys: readonly string[];
  readonly price?: EmbeddedPrice | undefined;
  readonly weight?: EmbeddedWeight | undefined;
  readonly count?: number | undefined;
  readonly valueMissing?: MeasureTemplate['measure'] | undefined;
}

const MASK = /^(?:[0-9IVC_]{12}|[0-9IVC_]{7})E$/;
/** What is left to shops and countries: anything else is somebody's article (General Specifications, 1.4.2). */
const FREE_PREFIX = /^(?:2.{12}|0[24].{11}|[02].{7})$/;
const SCALE_MAX = 6;

/** @returns what is wrong with a template, for whoever reads the configuration, or undefined when it is usable */
export function templateFault(template: MeasureTemplate): string | undefined {
  const { mask } = template;
  if (!MASK.test(mask)) return 'a mask has 12 or 7 of the characters 0-9 I V C _ and an E at the end';
  if (!FREE_PREFIX.test(mask)) return 'only numbers beginning with 02, 04, 2 (or 0 and 2 in EAN-8) are free for a mask';
  if (!mask.includes('I') || !mask.includes('V')) return 'a mask needs an item number I and a value V';
  const values = pick(mask, mask, 'V').length;
  const checks = pick(mask, mask, 'C').length;
  if (checks > 1) return 'a mask has at most one check digit C';
  if (checks === 1 && values !== 4 && values !== 5) return 'a check digit C is defined for values of 4 or 5 digits';
  if (!Number.isInteger(template.scale) || template.scale < 0 || template.scale > SCALE_MAX) {
    return `scale is a whole number from 0 to ${SCALE_MAX}`;
  }
  if (template.measure === 'count' && template.scale !== 0) return 'a count has no decimals';
  return undefined;
}

/** Whether the digits that the mask fixes are those of the number. */
export function matchesMask(mask: string, number: string): boolean {
  if (mask.length !== number.length) return false;
  for (let at = 0; at < mask.length; at += 1) {
    const letter = mask.charAt(at);
    if (letter >= '0' && letter <= '9' && letter !== number.charAt(at)) return false;
  }
  return true;
}

/**
 * Reads a number by the template that it matches. A wrong check digit of the value refuses the read: nothing is ever
 * sold at a guessed price. A value of zero is no value.
 * @param number 13 or 8 digits with a right check digit, matching the mask
 */
export function readMeasure(template: MeasureTemplate, number: string): MeasuredItem | ScanProblem {
  const digits = pick(template.mask, number, 'V');
  const check = pick(template.mask, number, 'C');
  if (check !== '' && check !== String(variableCheckDigit(digits))) {
    return problem('variable-check-digit', `the check digit of the ${template.measure} ${digits} is wrong`);
  }
  const itemReference = pick(template.mask, number, 'I');
  const lookupKeys = (template.lookup ?? ['zeroed']).map((key) =>
    key === 'item' ? itemReference : zeroed(template.mask, number),
  );
  const value = Number(digits);
  const item = { itemReference, lookupKeys };
  if (value === 0) return { ...item, valueMissing: template.measure };
  switch (template.measure) {
    case 'price':
      return { ...item, price: { value, scale: template.scale } };
    case 'weight':
      return { ...item, weight: { value, scale: template.scale, unit: template.unit ?? 'kg' } };
    case 'count':
      return { ...item, count: value };
  }
}

function pick(mask: string, number: string, letter: string): string {
  let digits = '';
  for (let at = 0; at < mask.length; at += 1) if (mask.charAt(at) === letter) digits += number.charAt(at);
  return digits;
}

/** The number that names the article whatever it weighs: what shops commonly keep in their catalogues. */
function zeroed(mask: string, number: string): Gtin14 | string {
  let body = '';
  for (let at = 0; at < mask.length - 1; at += 1) body += 'VC_'.includes(mask.charAt(at)) ? '0' : number.charAt(at);
  const whole = `${body}${checkDigit(body)}`;
  return gtin14(whole) ?? whole;
}
