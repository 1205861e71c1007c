/**
 * The terminal side's own way of making and reading units, written apart from the driver's, so that a mistake in one is
 * not mirrored by the other. Hexadecimal text in, bytes out.
 */

/** "06 0F" and its data as one unit. */
export function unit(head: string, data: string | Uint8Array = ''): Uint8Array {
  const body = Buffer.from(typeof data === 'string' ? hex(data) : data);
  const length =
    body.length < 0xff
      ? Buffer.from([body.length])
      : Buffer.from([0xff, body.length % 256, Math.floor(body.length / 256)]);
  return Buffer.concat([hex(head), length, body]);
}

/** Bytes from hexadecimal digits, blanks allowed. */
export function hex(text: string): Uint8Array {
  return Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
}

/** Decimal digits, padded to a whole count of bytes: digits(1010, 6) is "000000001010". */
export function digits(value: number, bytes: number): string {
  return String(value)
    .padStart(bytes * 2, '0')
    .slice(-bytes * 2);
}

/** A text as hexadecimal digits, in CP437 as far as it is ASCII. */
export function ascii(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex');
}

/** A field with its length in decimal digits before it: F0 F5 is five. */
export function counted(tag: string, content: string, places: 2 | 3): string {
  const length = String(content.length / 2).padStart(places, '0');
  return tag + Array.from(length, (digit) => `f${digit}`).join('') + content;
}

/** A TLV field. */
export function tlv(tag: string, content: string): string {
  const length = content.length / 2;
  if (length < 0x80) return tag + byte(length) + content;
  return length < 0x100
    ? `${tag}81${byte(length)}${content}`
    : `${tag}82${byte(length >> 8)}${byte(length % 256)}${content}`;
}

export function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** A command of the till, cut out of the stream. */
export interface TillUnit {
  /** Four hexadecimal digits. */
  readonly head: string;
  readonly data: Buffer;
}

/** Takes whole units from the front of what has come in; returns them and what is left. */
export function takeUnits(pending: Buffer): { readonly units: readonly TillUnit[]; readonly rest: Buffer } {
  const units: TillUnit[] = [];
  let rest = pending;
  for (;;) {
    const extended = rest[2] === 0xff;
    const header = extended ? 5 : 3;
    if (rest.length < header) return { units, rest };
    const length = extended ? rest.readUInt16LE(3) : rest.readUInt8(2);
    if (rest.length < header + length) return { units, rest };
    units.push({ head: rest.toString('hex', 0, 2), data: Buffer.from(rest.subarray(header, header + length)) });
    rest = rest.subarray(header + length);
  }
}

/** The value of BMP 04 and 49 in a charge. Tills send them in any order; other fields come after them in practice. */
export function chargeOf(data: Buffer): { readonly amount: number; readonly currency: number } {
  const found = { amount: 0, currency: 978 };
  let at = 0;
  while (at < data.length) {
    const field = data[at];
    if (field === 0x04) {
      found.amount = Number(data.toString('hex', at + 1, at + 7));
      at += 7;
    } else if (field === 0x49) {
      found.currency = Number(data.toString('hex', at + 1, at + 3));
      at += 3;
    } else {
      at += field === 0x19 || field === 0x01 || field === 0x02 ? 2 : data.length;
    }
  }
  return found;
}
