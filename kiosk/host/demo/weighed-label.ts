import { checkDigit } from '#kiosk/core/values/gtin.ts';

/** An in-store number whose weight is still open: 23, the article, five zeros and a check digit (GS1 Netherlands). */
const OPEN_WEIGHT = /^0?(23\d{5})00000\d$/;

/** @returns whether this code is the number of an article that the scales print labels for */
export function isOpenWeight(code: string): boolean {
  return OPEN_WEIGHT.test(code);
}

/**
 * The label that scales print: the article's in-store number with the weight in it.
 *
 * @param code an in-store number of 13 digits, or 14 in normal form, that isOpenWeight()
 * @param grams 1 to 99,999
 * @returns the 13 digits of the label, with the check digit that goes with them
 */
export function weighedLabel(code: string, grams: number): string {
  const article = OPEN_WEIGHT.exec(code)?.[1] ?? '';
  const digits = `${article}${String(grams).padStart(5, '0')}`;
  return `${digits}${checkDigit(digits)}`;
}
