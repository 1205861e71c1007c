import { gtin14, type Gtin14 } from '../values/gtin.ts';
import { readShortDate } from './calendar-date.ts';
import type { Elements } from './element-string.ts';
import { problem, type ArticleScan, type EmbeddedPrice, type EmbeddedWeight, type ScanProblem } from './scan.ts';

/** What a till makes of a label's elements. */
export interface ElementMeaning extends Pick<
  ArticleScan,
  'batch' | 'serial' | 'useBy' | 'useByTime' | 'sellBy' | 'bestBefore' | 'price' | 'weight' | 'count' | 'valueMissing'
> {
  readonly gtin14?: Gtin14 | undefined;
}

const CURRENCY_LENGTH = 3;

/**
 * @param thisYear the year of the scan
 * @param currency the till's own, ISO 4217 number; a price in another one refuses the read. Undefined: any is taken.
 */
export function elementMeaning(
  elements: Elements,
  thisYear: number,
  currency: string | undefined,
): ElementMeaning | ScanProblem {
  if (elements.has('00')) {
    return problem('not-for-sale', '(00) SSCC names a shipment, not an article');
  }
  const gtin = elements.get('01');
  const price = priceOf(elements, gtin !== undefined);
  if (price?.currency !== undefined && currency !== undefined && price.currency !== currency) {
    return problem('currency', `the label's price is in currency ${price.currency}, this till's is ${currency}`);
  }
  const weight = weightOf(elements);
  const count = countOf(elements);
  const date = (ai: string): string | undefined => {
    const digits = elements.get(ai);
    return digits === undefined ? undefined : readShortDate(digits.slice(0, 6), thisYear, ai !== '7003');
  };
  const time = elements.get('7003')?.slice(6);
  return {
    gtin14: gtin === undefined ? undefined : gtin14(gtin),
    batch: elements.get('10'),
    serial: elements.get('21'),
    useBy: date('17') ?? date('7003'),
    useByTime: time === undefined || elements.has('17') ? undefined : `${time.slice(0, 2)}:${time.slice(2)}`,
    sellBy: date('16'),
    bestBefore: date('15'),
    price: price?.value === 0 ? undefined : price,
    weight: weight?.value === 0 ? undefined : weight,
    count: count === 0 ? undefined : count,
    valueMissing: missingValue(price, weight, count),
  };
}

function missingValue(
  price: EmbeddedPrice | undefined,
  weight: EmbeddedWeight | undefined,
  count: number | undefined,
): 'price' | 'weight' | 'count' | undefined {
  if (price?.value === 0) return 'price';
  if (weight?.value === 0) return 'weight';
  return count === 0 ? 'count' : undefined;
}

/**
 * 392n and 393n are the price of what is sold; 390n and 391n an amount payable, which only stands without an article.
 */
function priceOf(elements: Elements, hasArticle: boolean): EmbeddedPrice | undefined {
  for (const [ai, value] of elements) {
    const scale = Number(ai.charAt(3));
    if (/^392\d$/.test(ai) || (!hasArticle && /^390\d$/.test(ai))) return { value: Number(value), scale };
    if (/^393\d$/.test(ai) || (!hasArticle && /^391\d$/.test(ai))) {
      const currency = value.slice(0, CURRENCY_LENGTH);
      return { value: Number(value.slice(CURRENCY_LENGTH)), scale, currency };
    }
  }
  return undefined;
}

/**
 * The net weight of 310n in kilograms or 320n in pounds; kilograms win where a label has both. Identifiers with more
 * than five decimals are not assigned: their value is known to be there, but not what it means.
 */
function weightOf(elements: Elements): EmbeddedWeight | undefined {
  let pounds: EmbeddedWeight | undefined;
  for (const [ai, value] of elements) {
    const measure = { value: Number(value), scale: Number(ai.charAt(3)) };
    if (/^310[0-5]$/.test(ai)) return { ...measure, unit: 'kg' };
    if (/^320[0-5]$/.test(ai)) pounds = { ...measure, unit: 'lb' };
  }
  return pounds;
}

function countOf(elements: Elements): number | undefined {
  const count = elements.get('30') ?? elements.get('37');
  return count === undefined ? undefined : Number(count);
}
