import iconv from 'iconv-lite';

/**
 * How a terminal writes letters beyond ASCII. The specification says CP437; many terminals in Austria send Latin-1
 * without saying so, which is why it is a setting.
 */
export type CodePage = 'cp437' | 'latin1' | 'utf8';

/** The number that stands for the code page in a registration (PA00P015, tag 14). */
export const CODE_PAGE_TAG: Readonly<Record<CodePage, number>> = { cp437: 0xff, latin1: 0x01, utf8: 0xfe };

const LINE_BREAKS = /\r\n|\r|\n/;

/** The lines of a text, without control characters and without blanks at their ends. */
export function decodeLines(bytes: Uint8Array, codePage: CodePage): readonly string[] {
  return decode(bytes, codePage).split(LINE_BREAKS).map(clean);
}

/** A text on one line. */
export function decodeText(bytes: Uint8Array, codePage: CodePage): string {
  return decodeLines(bytes, codePage).join(' ').trim();
}

function decode(bytes: Uint8Array, codePage: CodePage): string {
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), codePage);
}

function clean(line: string): string {
  return line.replaceAll(/\p{Cc}/gu, '').trimEnd();
}
