/**
 * Global Trade Item Numbers (GS1 General Specifications, section 7.9): GTIN-8, -12, -13 and -14 have one normal form of
 * 14 digits, by which an article is found however its barcode was read.
 */
declare const gtinBrand: unique symbol;

/** A GTIN in normal form: 14 digits with a right check digit. */
export type Gtin14 = string & { readonly [gtinBrand]: true };

const DIGITS = /^\d+$/;

/** The check digit for a body of digits: weights 3 and 1 in turn from the right, completed to the next ten. */
export function checkDigit(body: string): number {
  let sum = 0;
  for (let position = 0; position < body.length; position += 1) {
    const digit = body.charCodeAt(body.length - 1 - position) - 48;
    sum += position % 2 === 0 ? digit * 3 : digit;
  }
  return (10 - (sum % 10)) % 10;
}

export function hasValidCheckDigit(digits: string): boolean {
  return digits.length > 1 && checkDigit(digits.slice(0, -1)) === digits.charCodeAt(digits.length - 1) - 48;
}

/** @returns the normal form, or undefined when the text is not 8, 12, 13 or 14 digits with a right check digit */
export function gtin14(digits: string): Gtin14 | undefined {
  if (![8, 12, 13, 14].includes(digits.length) || !DIGITS.test(digits) || !hasValidCheckDigit(digits)) return undefined;
  return digits.padStart(14, '0') as Gtin14;
}

/**
 * Expands a UPC-E of 8 digits (number system, six digits, check digit) to the UPC-A of 12 digits that it stands for.
 * @returns undefined when the number system is neither 0 nor 1, or the check digit is wrong
 */
export function expandUpcE(digits: string): string | undefined {
  if (!/^[01]\d{7}$/.test(digits)) return undefined;
  const system = digits.charAt(0);
  const inner = digits.slice(1, 6);
  const last = digits.charAt(6);
  let body: string;
  if (last <= '2') body = `${system}${inner.slice(0, 2)}${last}0000${inner.slice(2)}`;
  else if (last === '3') body = `${system}${inner.slice(0, 3)}00000${inner.slice(3)}`;
  else if (last === '4') body = `${system}${inner.slice(0, 4)}00000${inner.slice(4)}`;
  else body = `${system}${inner}0000${last}`;
  return String(checkDigit(body)) === digits[7] ? body + digits[7] : undefined;
}
