import iconv from 'iconv-lite';

/** Character tables by Epson's numbers (ESC t n). Other makers number some of them differently. */
export const CODE_PAGE_NUMBERS = {
  cp437: 0,
  cp850: 2,
  cp860: 3,
  cp863: 4,
  cp865: 5,
  cp857: 13,
  cp737: 14,
  cp1252: 16,
  cp866: 17,
  cp852: 18,
  cp858: 19,
  'iso8859-15': 40,
  cp1250: 45,
  cp1251: 46,
  cp1257: 51,
} as const;

export type CodePage = keyof typeof CODE_PAGE_NUMBERS;

/** The one that western Europe needs: all its letters, and the euro sign. */
export const DEFAULT_CODE_PAGE: CodePage = 'cp858';

const FIRST_HIGH = 0x80;
const LAST = 0xff;
const FIRST_PRINTABLE = 0x20;
const DEL = 0x7f;
const UNDEFINED = '\ufffd';

const tables = new Map<CodePage, ReadonlyMap<string, number>>();

/** Which byte prints which character above ASCII. */
function tableOf(page: CodePage): ReadonlyMap<string, number> {
  let table = tables.get(page);
  if (!table) {
    const made = new Map<string, number>();
    for (let byte = FIRST_HIGH; byte <= LAST; byte++) {
      const character = iconv.decode(Buffer.of(byte), page);
      if (character !== UNDEFINED && character.charCodeAt(0) >= FIRST_HIGH) made.set(character, byte);
    }
    table = made;
    tables.set(page, table);
  }
  return table;
}

function byteFor(character: string, page: CodePage): number | undefined {
  const code = character.charCodeAt(0);
  if (character.length === 1 && code < FIRST_HIGH) return code >= FIRST_PRINTABLE && code < DEL ? code : undefined;
  return tableOf(page).get(character);
}

/** What a printer without the character prints in its place. */
const STAND_INS: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': ',',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‹': "'",
  '›': "'",
  '–': '-',
  '—': '-',
  '‑': '-',
  '−': '-',
  '…': '...',
  '•': '*',
  '·': '.',
  '×': 'x',
  '÷': '/',
  '°': 'o',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '™': '(TM)',
  '®': '(R)',
  '©': '(C)',
  '½': '1/2',
  '¼': '1/4',
  '¾': '3/4',
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
  İ: 'I',
  ĳ: 'ij',
  Ĳ: 'IJ',
};

const SPACES = /\p{White_Space}/u;
const INVISIBLE = /[\p{Cf}\p{Mn}\p{Cc}]/u;

/**
 * The text as these code pages can print it, one column a character: control characters are gone (an article's name
 * must not command the printer), accents that no page has are dropped, and what has no likeness becomes "?".
 */
export function printable(text: string, pages: readonly CodePage[]): string {
  let result = '';
  for (const character of text.normalize('NFC')) result += likeness(character, pages);
  return result;
}

function likeness(character: string, pages: readonly CodePage[]): string {
  if (SPACES.test(character)) return ' ';
  if (INVISIBLE.test(character)) return '';
  const direct = directly(character, pages);
  if (direct !== undefined) return direct;
  const parts = Array.from(character.normalize('NFKD').replace(/\p{Mn}/gu, ''));
  // A syllable or a square of a script that no page has would only become a row of question marks.
  const likenesses = parts.map((part) => directly(part, pages));
  return parts.length > 0 && !likenesses.includes(undefined) ? likenesses.join('') : '?';
}

function directly(character: string, pages: readonly CodePage[]): string | undefined {
  if (pages.some((page) => byteFor(character, page) !== undefined)) return character;
  return STAND_INS[character];
}

/**
 * The bytes of a printable() text. Starts in the code page that is given, changes it where a character needs another
 * one, and tells which one is in force at the end.
 */
export function encodeText(
  text: string,
  pages: readonly CodePage[],
  current: CodePage,
): { readonly bytes: readonly number[]; readonly page: CodePage } {
  const bytes: number[] = [];
  let page = current;
  for (const character of text) {
    const needed = byteFor(character, page) === undefined ? pages.find((each) => byteFor(character, each)) : page;
    if (needed !== undefined && needed !== page) {
      page = needed;
      bytes.push(0x1b, 0x74, CODE_PAGE_NUMBERS[page]);
    }
    bytes.push(byteFor(character, page) ?? '?'.charCodeAt(0));
  }
  return { bytes, page };
}

/** The character that a byte prints; for the simulator. */
export function decodeByte(byte: number, page: CodePage): string {
  return iconv.decode(Buffer.of(byte), page);
}
