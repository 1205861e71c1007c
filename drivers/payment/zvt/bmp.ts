import { readTlvLength } from './tlv.ts';

/** How long a field is: a count of bytes, a length of two or three digits before it, or a TLV length. */
type FieldLength = number | 'LL' | 'LLL' | 'TLV';

/**
 * The fields that a unit may carry, each known by one byte, the "bitmap" (PA00P015). A field that is not in this
 * table cannot be skipped, because its length is nowhere written.
 */
const FIELD_LENGTHS: ReadonlyMap<number, FieldLength> = new Map<number, FieldLength>([
  [0x01, 1],
  [0x02, 1],
  [0x03, 1],
  [0x04, 6],
  [0x05, 1],
  [0x06, 'TLV'],
  [0x0b, 3],
  [0x0c, 3],
  [0x0d, 2],
  [0x0e, 2],
  [0x17, 2],
  [0x19, 1],
  [0x22, 'LL'],
  [0x23, 'LL'],
  [0x24, 'LLL'],
  [0x27, 1],
  [0x29, 4],
  [0x2a, 15],
  [0x2d, 'LL'],
  [0x2e, 'LLL'],
  [0x37, 3],
  [0x3a, 2],
  [0x3b, 8],
  [0x3c, 'LLL'],
  [0x3d, 3],
  [0x49, 2],
  [0x4c, 'LL'],
  [0x60, 'LLL'],
  [0x70, 4],
  [0x71, 4],
  [0x72, 1],
  [0x73, 1],
  [0x74, 1],
  [0x75, 1],
  [0x87, 2],
  [0x88, 3],
  [0x8a, 1],
  [0x8b, 'LL'],
  [0x8c, 1],
  [0x92, 'LLL'],
  [0x9a, 'LLL'],
  [0xa0, 1],
  [0xa7, 'LL'],
  [0xaa, 3],
  [0xaf, 'LLL'],
  [0xba, 5],
  [0xd0, 1],
  [0xd1, 'LL'],
  [0xd2, 1],
  [0xd3, 1],
  [0xe0, 1],
  [0xe1, 'LL'],
  [0xe2, 'LL'],
  [0xe3, 'LL'],
  [0xe4, 'LL'],
  [0xe5, 'LL'],
  [0xe6, 'LL'],
  [0xe7, 'LL'],
  [0xe8, 'LL'],
  [0xe9, 1],
  [0xea, 1],
  [0xeb, 8],
  [0xf0, 1],
  [0xf1, 'LL'],
  [0xf2, 'LL'],
  [0xf3, 'LL'],
  [0xf4, 'LL'],
  [0xf5, 'LL'],
  [0xf6, 'LL'],
  [0xf7, 'LL'],
  [0xf8, 'LL'],
  [0xf9, 1],
  [0xfa, 1],
  [0xfb, 1],
  [0xfc, 1],
  [0xfd, 1],
]);

export const FIELD = {
  serviceByte: 0x03,
  amount: 0x04,
  tlv: 0x06,
  trace: 0x0b,
  time: 0x0c,
  date: 0x0d,
  cardNumber: 0x22,
  result: 0x27,
  terminalId: 0x29,
  originalTrace: 0x37,
  authorisation: 0x3b,
  additionalText: 0x3c,
  currency: 0x49,
  receipt: 0x87,
  turnover: 0x88,
  cardName: 0x8b,
  hostResult: 0xa0,
} as const;

export interface ParsedFields {
  readonly fields: ReadonlyMap<number, Uint8Array>;
  /** False when an unknown or broken field made the rest unreadable. What came before it holds. */
  readonly complete: boolean;
}

/** Reads fields in whatever order they come. The first of two equal ones counts. */
export function parseFields(bytes: Uint8Array): ParsedFields {
  const fields = new Map<number, Uint8Array>();
  let at = 0;
  while (at < bytes.length) {
    const field = bytes[at] ?? 0;
    const extent = extentOf(field, bytes, at + 1);
    if (extent === undefined || extent.start + extent.length > bytes.length) return { fields, complete: false };
    if (!fields.has(field)) fields.set(field, bytes.subarray(extent.start, extent.start + extent.length));
    at = extent.start + extent.length;
  }
  return { fields, complete: true };
}

function extentOf(
  field: number,
  bytes: Uint8Array,
  at: number,
): { readonly start: number; readonly length: number } | undefined {
  const length = FIELD_LENGTHS.get(field);
  switch (length) {
    case undefined:
      return undefined;
    case 'LL':
      return readDigitLength(bytes, at, 2);
    case 'LLL':
      return readDigitLength(bytes, at, 3);
    case 'TLV': {
      const found = readTlvLength(bytes, at);
      return found && { start: at + found.size, length: found.length };
    }
    default:
      return { start: at, length };
  }
}

/** A length in decimal digits, one in the low half of each byte: F1 F2 is twelve. */
export function readDigitLength(
  bytes: Uint8Array,
  at: number,
  digits: number,
): { readonly start: number; readonly length: number } | undefined {
  let length = 0;
  for (let index = 0; index < digits; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined || byte >> 4 !== 0xf || (byte & 0xf) > 9) return undefined;
    length = length * 10 + (byte & 0xf);
  }
  return { start: at + digits, length };
}

/** Packed decimal digits as text: 00 09 75 is "000975". Half bytes above nine come out as the letters A to F. */
export function bcdText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

/** Packed decimal digits as a number; undefined when a half byte is not a digit. */
export function bcdNumber(bytes: Uint8Array): number | undefined {
  const text = bcdText(bytes);
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A whole number as packed decimal digits in so many bytes. */
export function toBcd(value: number, bytes: number): Uint8Array {
  const text = String(value).padStart(bytes * 2, '0');
  return Uint8Array.from({ length: bytes }, (_, index) => Number.parseInt(text.slice(index * 2, index * 2 + 2), 16));
}
