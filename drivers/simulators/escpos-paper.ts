import { type CodePage, CODE_PAGE_NUMBERS, decodeByte } from '../printer/escpos/code-pages.ts';

/** What one command does to the paper, or to what the printer answers. */
export type PaperAction =
  /** Wide: in characters of twice the size, but for the blanks that it begins with. */
  | { readonly kind: 'line'; readonly text: string; readonly wide?: true }
  | { readonly kind: 'qr'; readonly data: string }
  | { readonly kind: 'cut' }
  /** GS r: answered when all that came before has been worked off. */
  | { readonly kind: 'in-line-question' }
  /** GS a n. */
  | { readonly kind: 'automatic-status'; readonly mask: number }
  | { readonly kind: 'unknown'; readonly bytes: readonly number[] };

const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const FIRST_PRINTABLE = 0x20;
const ALIGNMENTS = ['left', 'centre', 'right'] as const;

/**
 * Reads ESC/POS as a printer does, one command at a time, so that it can stop between two of them when the paper ends.
 * It knows the commands by Epson's reference, not by our encoder.
 */
export class EscPosPaper {
  readonly #columns: number;
  #waiting: Buffer = Buffer.alloc(0);
  #page: CodePage = 'cp437';
  #align: (typeof ALIGNMENTS)[number] = 'left';
  #wide = 1;
  #text = '';
  #qrData = '';

  constructor(columns: number) {
    this.#columns = columns;
  }

  feed(bytes: Uint8Array): void {
    this.#waiting = Buffer.concat([this.#waiting, bytes]);
  }

  /** Forgets what has not been worked off (DLE DC4 8, power off). */
  clear(): void {
    this.#waiting = Buffer.alloc(0);
    this.#initialise();
  }

  /** Works one command off. @returns undefined when the rest of a command has not come yet, or nothing is waiting */
  next(): { readonly bytes: Uint8Array; readonly actions: readonly PaperAction[] } | undefined {
    const length = commandLength(this.#waiting);
    if (length === undefined) return undefined;
    const command = this.#waiting.subarray(0, length);
    this.#waiting = this.#waiting.subarray(length);
    return { bytes: command, actions: this.#execute(command) };
  }

  #execute(command: Buffer): PaperAction[] {
    const [first = 0, second = 0, third = 0] = command;
    switch (first) {
      case ESC:
        return this.#escape(second, third, command);
      case GS:
        return this.#group(second, third, command);
      case FS:
      case CARRIAGE_RETURN:
        return [];
      case LINE_FEED:
        return this.#endLine();
      default:
        if (first < FIRST_PRINTABLE) return [{ kind: 'unknown', bytes: [first] }];
        this.#text += decodeByte(first, this.#page);
        return this.#text.length * this.#wide >= this.#columns + this.#wide ? this.#overrun() : [];
    }
  }

  #escape(code: number, parameter: number, command: Buffer): PaperAction[] {
    switch (code) {
      case 0x40:
        this.#initialise();
        return [{ kind: 'automatic-status', mask: 0 }];
      case 0x61:
        this.#align = ALIGNMENTS[parameter % 3] ?? 'left';
        return [];
      case 0x64:
        return [
          ...this.#endLine(),
          ...Array.from({ length: Math.max(0, parameter - 1) }, () => ({ kind: 'line', text: '' }) as const),
        ];
      case 0x74:
        this.#page = pageNumbered(parameter) ?? this.#page;
        return [];
      case 0x45:
      case 0x4d:
      case 0x2d:
      case 0x32:
      case 0x33:
      case 0x70:
        return [];
      default:
        return [{ kind: 'unknown', bytes: [...command] }];
    }
  }

  #group(code: number, parameter: number, command: Buffer): PaperAction[] {
    switch (code) {
      case 0x56:
        return [...(this.#text === '' ? [] : this.#endLine()), { kind: 'cut' }];
      case 0x72:
        return [{ kind: 'in-line-question' }];
      case 0x61:
        return [{ kind: 'automatic-status', mask: parameter }];
      case 0x21:
        this.#wide = (parameter >> 4) + 1;
        return [];
      case 0x28:
        return this.#twoDimensional(command);
      case 0x42:
        return [];
      default:
        return [{ kind: 'unknown', bytes: [...command] }];
    }
  }

  /** GS ( k pL pH cn fn …: the QR functions store (0x50) and print (0x51) matter, the others set sizes. */
  #twoDimensional(command: Buffer): PaperAction[] {
    const [, , group, , , codeType, code] = command;
    if (group !== 0x6b || codeType !== 0x31) return [{ kind: 'unknown', bytes: [...command] }];
    if (code === 0x50) this.#qrData = command.subarray(8).toString('utf8');
    return code === 0x51 ? [{ kind: 'qr', data: this.#qrData }] : [];
  }

  #endLine(): PaperAction[] {
    const text = this.#text;
    this.#text = '';
    const free = Math.max(0, this.#columns - text.length * this.#wide);
    const indent = { left: 0, centre: Math.floor(free / 2), right: free }[this.#align];
    const line = { kind: 'line', text: (' '.repeat(indent) + text).trimEnd() } as const;
    return [this.#wide > 1 ? { ...line, wide: true } : line];
  }

  /** The line is full and one character more has come: it starts the next line. */
  #overrun(): PaperAction[] {
    const last = this.#text.slice(-1);
    this.#text = this.#text.slice(0, -1);
    const actions = this.#endLine();
    this.#text = last;
    return actions;
  }

  #initialise(): void {
    this.#page = 'cp437';
    this.#align = 'left';
    this.#wide = 1;
    this.#text = '';
    this.#qrData = '';
  }
}

/** Bytes of the command that the buffer starts with; undefined when it is not complete. */
function commandLength(buffer: Buffer): number | undefined {
  const [first, second, third, low, high] = buffer;
  let length = 1;
  if (first === ESC) length = second === 0x40 || second === 0x32 ? 2 : second === 0x70 ? 5 : 3;
  else if (first === FS) length = 2;
  else if (first === GS) length = second === 0x56 && (third === 0x41 || third === 0x42) ? 4 : 3;
  if (first === GS && second === 0x28) {
    if (low === undefined || high === undefined) return undefined;
    length = 5 + low + high * 256;
  }
  const known = first !== undefined && (length === 1 || second !== undefined) && (length < 3 || third !== undefined);
  return known && buffer.length >= length ? length : undefined;
}

function pageNumbered(number: number): CodePage | undefined {
  const pages = Object.entries(CODE_PAGE_NUMBERS) as [CodePage, number][];
  return pages.find(([, each]) => each === number)?.[0];
}
