/**
 * The application unit of ZVT (PA00P016): two bytes that say what it is, a length, data. The same on every transport.
 *
 *   command   CLASS INSTR LEN data        response   80 00 LEN data (done)  |  84 xx LEN data (refused, xx says why)
 *
 * LEN is one byte up to FE; FF announces two more, low byte first.
 */
export interface Apdu {
  /** Both leading bytes as one number: 0x060f is a completion. */
  readonly code: number;
  readonly data: Uint8Array;
}

/** Commands by their two leading bytes (PA00P015). */
export const COMMAND = {
  registration: 0x0600,
  authorisation: 0x0601,
  repeatReceipt: 0x0620,
  abort: 0x06b0,
  statusEnquiry: 0x0501,
  setDateTime: 0x0401,
  statusInformation: 0x040f,
  intermediateStatus: 0x04ff,
  completion: 0x060f,
  abortByTerminal: 0x061e,
  printLine: 0x06d1,
  printTextBlock: 0x06d3,
} as const;

const EXTENDED_LENGTH = 0xff;
const NO_DATA = new Uint8Array(0);

export function encodeApdu({ code, data }: Apdu): Uint8Array {
  const header =
    data.length < EXTENDED_LENGTH
      ? [code >> 8, code & 0xff, data.length]
      : [code >> 8, code & 0xff, EXTENDED_LENGTH, data.length & 0xff, data.length >> 8];
  const bytes = new Uint8Array(header.length + data.length);
  bytes.set(header);
  bytes.set(data, header.length);
  return bytes;
}

/** "Received and accepted". */
export const POSITIVE: Apdu = { code: 0x8000, data: NO_DATA };
/** "I do not know this command". */
export const UNKNOWN_COMMAND: Apdu = { code: 0x8483, data: NO_DATA };
/** The answer to a status-information that makes the terminal take the payment back (PA00P015: goods not issued). */
export const NOT_ISSUED: Apdu = { code: 0x8466, data: NO_DATA };

export function isResponse({ code }: Apdu): boolean {
  const leading = code >> 8;
  return leading === 0x80 || leading === 0x84;
}

/** The error number of a refusal, or undefined for a positive response. 84 00 is positive too. */
export function refusalOf({ code }: Apdu): number | undefined {
  return code >> 8 === 0x84 && code !== 0x8400 ? code & 0xff : undefined;
}
