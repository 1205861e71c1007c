import { FIELD, parseFields } from './bmp.ts';
import { type CodePage, decodeLines } from './text.ts';
import { type Tlv, findTlv, parseTlv, readTlvLength } from './tlv.ts';

/** Lines of all receipts of one exchange together. A terminal that sends more is cut off, not refused. */
const LINES_MAX = 400;
const LINE_MAX_CHARS = 80;

const TAG_LINE = 0x07;
const TAG_ATTRIBUTE = 0x09;
const TAG_TEXTS = 0x25;
const TAG_RECEIPT_TYPE = 0x1f07;
const RECEIPT_TYPE_CUSTOMER = 2;

/** Attribute byte: FF asks for line feeds and their count; a high bit (but not 80 alone) ends the receipt. */
const ATTRIBUTE_LINE_FEEDS = 0xff;
const ATTRIBUTE_LAST = 0x80;

interface Receipt {
  /** TLV 1F07: 1 merchant, 2 customer, 3 administration; undefined when the terminal does not say. */
  readonly type: number | undefined;
  readonly lines: readonly string[];
}

/** The card receipts that came during one exchange, whole and in the making. */
export interface ReceiptLines {
  readonly finished: readonly Receipt[];
  readonly open: Receipt | undefined;
  readonly count: number;
}

export const NO_RECEIPT: ReceiptLines = { finished: [], open: undefined, count: 0 };

/** Adds a print line (06 D1): an attribute byte and its text, to which some terminals append a TLV field. */
export function addPrintLine(receipts: ReceiptLines, data: Uint8Array, codePage: CodePage): ReceiptLines {
  const attribute = data[0];
  if (attribute === undefined) return receipts;
  if (attribute === ATTRIBUTE_LINE_FEEDS) return addLines(receipts, undefined, [''], false);
  const { text, type } = splitAppendedType(data.subarray(1));
  const last = attribute > ATTRIBUTE_LAST;
  const lines = last && text.length === 0 ? [] : decodeLines(text, codePage);
  return addLines(receipts, type, lines, last);
}

/** Adds a text block (06 D3): a TLV container of lines and attributes. */
export function addTextBlock(receipts: ReceiptLines, data: Uint8Array, codePage: CodePage): ReceiptLines {
  const container = parseFields(data).fields.get(FIELD.tlv);
  if (container === undefined) return receipts;
  const fields = parseTlv(container);
  const type = findTlv(fields, TAG_RECEIPT_TYPE)?.value[0];
  const texts = findTlv(fields, TAG_TEXTS)?.children ?? fields.filter(isLineOrAttribute);
  const lines = texts.filter((field) => field.tag === TAG_LINE).flatMap((field) => decodeLines(field.value, codePage));
  const last = texts.some((field) => field.tag === TAG_ATTRIBUTE && (field.value[0] ?? 0) > ATTRIBUTE_LAST);
  return addLines(receipts, type, lines, last);
}

/**
 * The customer's receipt: the one that says so, else the last of those that say nothing, because terminals print the
 * merchant's first (PA00P015, tag 1F04).
 */
export function customerReceipt({ finished, open }: ReceiptLines): readonly string[] {
  const all = open === undefined ? finished : [...finished, open];
  const chosen =
    all.find((receipt) => receipt.type === RECEIPT_TYPE_CUSTOMER) ??
    all.findLast((receipt) => receipt.type === undefined);
  return chosen?.lines ?? [];
}

function addLines(
  receipts: ReceiptLines,
  type: number | undefined,
  lines: readonly string[],
  last: boolean,
): ReceiptLines {
  const kept = lines.slice(0, LINES_MAX - receipts.count).map((line) => maskCardNumbers(line.slice(0, LINE_MAX_CHARS)));
  // A receipt of another type begins a new one, even where the end of the one before was not marked.
  const turns = receipts.open !== undefined && type !== undefined && receipts.open.type !== type;
  const open = turns ? undefined : receipts.open;
  const finished = turns && receipts.open ? [...receipts.finished, receipts.open] : receipts.finished;
  const grown: Receipt = { type: open?.type ?? type, lines: [...(open?.lines ?? []), ...kept] };
  const count = receipts.count + kept.length;
  return last ? { finished: [...finished, grown], open: undefined, count } : { finished, open: grown, count };
}

function isLineOrAttribute({ tag }: Tlv): boolean {
  return tag === TAG_LINE || tag === TAG_ATTRIBUTE;
}

/** The form of some terminals: after the text comes BMP 06 with nothing but the receipt type in it. */
function splitAppendedType(bytes: Uint8Array): { readonly text: Uint8Array; readonly type: number | undefined } {
  const at = bytes.lastIndexOf(FIELD.tlv);
  const length = at < 0 ? undefined : readTlvLength(bytes, at + 1);
  if (length !== undefined && at + 1 + length.size + length.length === bytes.length) {
    const type = findTlv(parseTlv(bytes.subarray(at + 1 + length.size)), TAG_RECEIPT_TYPE)?.value[0];
    if (type !== undefined) return { text: bytes.subarray(0, at), type };
  }
  return { text: bytes, type: undefined };
}

const CARD_NUMBER = /(?<![0-9A-Za-z])[2-6](?:[ -]?\d){12,18}(?![0-9A-Za-z])/g;

/** Terminals mask card numbers themselves; one that does not must not make us keep any. */
function maskCardNumbers(line: string): string {
  return line.replaceAll(CARD_NUMBER, (found) => {
    const digits = found.replaceAll(/\D/g, '');
    return passesLuhn(digits) ? `${'*'.repeat(digits.length - 4)}${digits.slice(-4)}` : found;
  });
}

function passesLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
