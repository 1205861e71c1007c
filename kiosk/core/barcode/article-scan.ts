import { gtin14, type Gtin14 } from '../values/gtin.ts';
import type { AimRead } from './aim.ts';
import { yearOf } from './calendar-date.ts';
import { elementMeaning } from './element-meaning.ts';
import type { Elements } from './element-string.ts';
import { matchesMask, readMeasure, type MeasuredItem } from './measure-template.ts';
import { readDatabarCoupon, readPositiveOffer } from './north-american-coupon.ts';
import { restrictedKind, retailDigits, type RetailNumber } from './retail-symbol.ts';
import { acceptsSymbology, matchRoute } from './route.ts';
import { NO_ELEMENTS, problem, type ArticleScan, type RoutedScan, type Scan, type ScanProblem } from './scan.ts';
import type { ScanOptions } from './scan-options.ts';

/**
 * A number of the GTIN family: a coupon or card if a route has it, goods with a value in the number if a template has
 * it, else an article.
 * @param more what the second part of a composite symbol adds
 */
export function scanOfNumber(
  read: AimRead,
  number: RetailNumber,
  options: ScanOptions,
  more: Elements = NO_ELEMENTS,
): Scan | ScanProblem {
  const digits = retailDigits(number);
  const routed = routeText(read, digits, options, number.gtin14);
  if (routed !== undefined) return routed;
  const restricted = restrictedKind(digits);
  const own: readonly (readonly [string, string])[] = restricted === undefined ? [['01', number.gtin14]] : [];
  const elements = new Map([...own, ...more]);
  const article = articleOf(read, number.gtin14, digits, elements, options);
  if (!article.ok) return article;
  const { alternative } = number;
  return {
    ...article,
    kind: restricted ?? number.kind,
    addOn: number.addOn,
    lookupKeys: alternative === undefined ? article.lookupKeys : [...article.lookupKeys, alternative],
  };
}

/**
 * Element strings and Digital Links: an article by its GTIN, a coupon or card by an identifier of its own, else data.
 */
export function scanOfElements(
  read: AimRead,
  kind: 'element-string' | 'digital-link',
  elements: Elements,
  options: ScanOptions,
): Scan | ScanProblem {
  const gtin = gtin14(elements.get('01') ?? '');
  if (gtin !== undefined) {
    const article = articleOf(read, gtin, gtin.startsWith('0') ? gtin.slice(1) : gtin, elements, options);
    return article.ok ? { ...article, kind } : article;
  }
  const meaning = elementMeaning(elements, yearOf(options.today), options.currency);
  if ('ok' in meaning) return meaning;
  const facts = { ok: true, aim: read.aim, text: read.payload, elements } as const;
  const { price, weight, count } = meaning;
  const routed = routeElements(elements, options, read.aim);
  if (routed !== undefined) return { ...facts, purpose: 'routed', ...routed, price: routed.price ?? price };
  return { ...facts, purpose: 'data', kind, price, weight, count };
}

/** @param digits the number as masks know it */
function articleOf(
  read: AimRead,
  gtin: Gtin14,
  digits: string,
  elements: Elements,
  options: ScanOptions,
): ArticleScan | ScanProblem {
  const meaning = elementMeaning(elements, yearOf(options.today), options.currency);
  if ('ok' in meaning) return meaning;
  const measured = measureOf(digits, options);
  if (measured !== undefined && 'ok' in measured) return measured;
  return {
    ok: true,
    purpose: 'article',
    kind: 'GTIN-14',
    aim: read.aim,
    text: read.payload,
    elements,
    ...meaning,
    gtin14: gtin,
    lookupKeys: measured?.lookupKeys ?? [gtin],
    itemReference: measured?.itemReference,
    price: meaning.price ?? measured?.price,
    weight: meaning.weight ?? measured?.weight,
    count: meaning.count ?? measured?.count,
    valueMissing: meaning.valueMissing ?? measured?.valueMissing,
  };
}

function measureOf(digits: string, options: ScanOptions): MeasuredItem | ScanProblem | undefined {
  if (restrictedKind(digits) === undefined) return undefined;
  const template = options.rules.templates.find(({ mask }) => matchesMask(mask, digits));
  return template === undefined ? undefined : readMeasure(template, digits);
}

/** The first route that has the text, or undefined. */
export function routeText(read: AimRead, text: string, options: ScanOptions, gtin?: Gtin14): RoutedScan | undefined {
  for (const route of options.rules.routes) {
    if (route.ai !== undefined || !acceptsSymbology(route, read.aim)) continue;
    const match = matchRoute(route, text);
    if (match === undefined) continue;
    return {
      ok: true,
      purpose: 'routed',
      kind: route.kind,
      aim: read.aim,
      text: read.payload,
      elements: NO_ELEMENTS,
      reference: match.reference,
      programme: route.programme,
      fields: match.fields,
      price: match.amount,
      gtin14: gtin,
    };
  }
  return undefined;
}

function routeElements(
  elements: Elements,
  options: ScanOptions,
  aim: string | undefined,
): Pick<RoutedScan, 'kind' | 'reference' | 'programme' | 'fields' | 'price'> | undefined {
  for (const route of options.rules.routes) {
    const value = route.ai === undefined ? undefined : elements.get(route.ai);
    if (value === undefined || !acceptsSymbology(route, aim)) continue;
    const match = matchRoute(route, value);
    if (match === undefined) continue;
    const fields = couponFields(elements, yearOf(options.today)) ?? match.fields;
    const { kind, programme } = route;
    return { kind, reference: match.reference, programme, fields, price: match.amount };
  }
  return undefined;
}

/** North American coupons have an inner layout of their own. */
function couponFields(elements: Elements, thisYear: number): Readonly<Record<string, string>> | undefined {
  const databar = elements.get('8110');
  if (databar !== undefined) return readDatabarCoupon(databar, thisYear);
  const offer = elements.get('8112');
  return offer === undefined ? undefined : readPositiveOffer(offer);
}

/**
 * Text of no known form: a shop's own code, looked up as it is; thirteen digits in Code 128 may be a GTIN after all.
 */
export function scanOfText(read: AimRead, options: ScanOptions): Scan {
  const routed = routeText(read, read.payload, options);
  if (routed !== undefined) return routed;
  const gtin = read.payload.length >= 12 ? gtin14(read.payload) : undefined;
  return {
    ok: true,
    purpose: 'article',
    kind: 'plain',
    aim: read.aim,
    text: read.payload,
    elements: NO_ELEMENTS,
    lookupKeys: gtin === undefined ? [read.payload] : [read.payload, gtin],
  };
}

export function notForSale(): ScanProblem {
  return problem('not-for-sale', 'a Serial Shipping Container Code names a shipment, not an article');
}
