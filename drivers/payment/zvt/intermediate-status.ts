import type { TerminalStatus } from '../payment-terminal.ts';
import { FIELD, bcdNumber } from './bmp.ts';
import { mayQuote, stepOfStatus } from './status-codes.ts';
import { type CodePage, decodeText } from './text.ts';
import { type Tlv, findTlv, parseTlv, readTlvLength } from './tlv.ts';

const TAG_DISPLAY_TEXTS = 0x24;
const TAG_LINE = 0x07;
const TEXT_MAX_CHARS = 120;
const MS_PER_MINUTE = 60_000;

export interface IntermediateStatus {
  readonly status: TerminalStatus;
  /** How long the terminal says that it may be silent now. */
  readonly silenceMs: number | undefined;
}

/** 04 FF: a status code, then perhaps minutes of silence (packed digits), then perhaps the terminal's words in TLV. */
export function parseIntermediateStatus(data: Uint8Array, codePage: CodePage): IntermediateStatus {
  const [code = 0xff, second] = data;
  const withoutMinutes = second === FIELD.tlv && containerFills(data, 2);
  const minutes = second === undefined || withoutMinutes ? undefined : bcdNumber(data.subarray(1, 2));
  const container = containerAt(data, withoutMinutes ? 1 : 2);
  const step = stepOfStatus(code);
  const words = container && mayQuote(step) ? displayText(container, codePage) : '';
  return {
    status: words === '' ? { step } : { step, text: words },
    silenceMs: minutes === undefined ? undefined : minutes * MS_PER_MINUTE,
  };
}

function containerAt(data: Uint8Array, at: number): Uint8Array | undefined {
  if (data[at] !== FIELD.tlv) return undefined;
  const length = readTlvLength(data, at + 1);
  return length && data.subarray(at + 1 + length.size, at + 1 + length.size + length.length);
}

/** Whether a TLV length at this place reaches exactly to the end: then the byte before it was BMP 06, not minutes. */
function containerFills(data: Uint8Array, at: number): boolean {
  const length = readTlvLength(data, at);
  return length !== undefined && at + length.size + length.length === data.length;
}

function displayText(container: Uint8Array, codePage: CodePage): string {
  const fields = parseTlv(container);
  const lines = findTlv(fields, TAG_DISPLAY_TEXTS)?.children ?? [];
  return lines
    .filter((field: Tlv) => field.tag === TAG_LINE)
    .map((field) => decodeText(field.value, codePage))
    .join(' ')
    .trim()
    .slice(0, TEXT_MAX_CHARS);
}
