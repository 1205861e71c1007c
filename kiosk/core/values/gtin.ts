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
 * Expands a UPC-E to the UPC-A of 12 digits that it stands for (GS1 General Specifications, section 5.2.2.4.2).
 * @param digits eight (number system, six digits, check digit), seven (no check digit) or six (number system 0 meant)
 * @returns undefined when the number system is neither 0 nor 1, or a check digit is there and wrong
 */
export function expandUpcE(digits: string): string | undefined {
  const whole = digits.length === 6 ? `0${digits}` : digits;
  if (!/^[01]\d{6,7}$/.test(whole)) return undefined;
  const body = expandUpcEBody(whole.charAt(0), whole.slice(1, 6), whole.charAt(6));
  const check = String(checkDigit(body));
  return whole.length === 7 || check === whole.charAt(7) ? body + check : undefined;
}

/** The last digit says where the zeros were left out. */
function expandUpcEBody(system: string, inner: string, last: string): string {
  if (last <= '2') return `${system}${inner.slice(0, 2)}${last}0000${inner.slice(2)}`;
  if (last === '3') return `${system}${inner.slice(0, 3)}00000${inner.slice(3)}`;
  if (last === '4') return `${system}${inner.slice(0, 4)}00000${inner.slice(4)}`;
  return `${system}${inner}0000${last}`;
}
