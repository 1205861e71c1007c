import type { PaymentDetails, TerminalFingerprint } from '#kiosk/core/payment/payment.ts';
import { FIELD, type ParsedFields, bcdNumber, bcdText, parseFields } from './bmp.ts';
import { type CodePage, decodeText } from './text.ts';
import { findTlv, parseTlv } from './tlv.ts';

/**
 * What a status-information (04 0F) tells, reduced to what may be kept. Tracks and full card numbers are never read
 * out.
 */
export interface StatusInformation {
  /** BMP 27; undefined when the terminal left it out or it could not be reached: then nothing is known. */
  readonly result: number | undefined;
  readonly amount: number | undefined;
  /** ISO 4217 number; undefined means the currency that was asked for. */
  readonly currency: number | undefined;
  readonly fingerprint: TerminalFingerprint;
  /** Present on a reversal: the trace number of what it takes back. */
  readonly reversalOf: string | undefined;
  readonly cardName: string | undefined;
  readonly cardLast4: string | undefined;
  readonly authorisationCode: string | undefined;
  /** The terminal's words about it, for staff. */
  readonly text: string | undefined;
  /** A signature was asked for, which no unattended lane can take. */
  readonly signature: boolean;
}

/** TLV 1F10, cardholder verification: 01 signature; 05, 06 and 07 a PIN and a signature. */
const TAG_CARDHOLDER_VERIFICATION = 0x1f10;
const SIGNATURE_METHODS: ReadonlySet<number> = new Set([0x01, 0x05, 0x06, 0x07]);
const TEXT_MAX_CHARS = 200;

export function parseStatusInformation(data: Uint8Array, codePage: CodePage): StatusInformation {
  const { fields }: ParsedFields = parseFields(data);
  const digits = (field: number): string => {
    const bytes = fields.get(field);
    return bytes === undefined ? '' : bcdText(bytes);
  };
  const number = (field: number): number | undefined => {
    const bytes = fields.get(field);
    return bytes && bcdNumber(bytes);
  };
  const text = (field: number): string | undefined => {
    const bytes = fields.get(field);
    const read = bytes && decodeText(bytes, codePage).slice(0, TEXT_MAX_CHARS);
    return read === '' ? undefined : read;
  };
  const amount = number(FIELD.amount);
  return {
    result: fields.get(FIELD.result)?.[0],
    amount,
    currency: number(FIELD.currency),
    fingerprint: {
      receiptNumber: digits(FIELD.receipt),
      traceNumber: digits(FIELD.trace),
      time: digits(FIELD.time),
      date: digits(FIELD.date),
      amount,
      terminalId: digits(FIELD.terminalId),
    },
    reversalOf: fields.has(FIELD.originalTrace) ? digits(FIELD.originalTrace) : undefined,
    cardName: text(FIELD.cardName),
    cardLast4: lastFour(digits(FIELD.cardNumber)),
    authorisationCode: text(FIELD.authorisation),
    text: text(FIELD.additionalText),
    signature: needsSignature(fields.get(FIELD.tlv)),
  };
}

/** What is kept and printed of a payment. */
export function detailsOf(information: StatusInformation, customerReceipt: readonly string[]): PaymentDetails {
  return {
    cardName: information.cardName,
    cardLast4: information.cardLast4,
    authorisationCode: information.authorisationCode,
    fingerprint: information.fingerprint,
    customerReceipt,
  };
}

/** The card number comes packed, masked digits as E and padding as F. Anything but four plain digits is not kept. */
function lastFour(cardNumber: string): string | undefined {
  return /(\d{4})F?$/.exec(cardNumber)?.[1];
}

function needsSignature(container: Uint8Array | undefined): boolean {
  if (container === undefined) return false;
  const method = findTlv(parseTlv(container), TAG_CARDHOLDER_VERIFICATION)?.value[0];
  return method !== undefined && SIGNATURE_METHODS.has(method);
}
