import type { PrintJob, TextStyle } from '../pos-printer.ts';
import { CODE_PAGE_NUMBERS, type CodePage, DEFAULT_CODE_PAGE, encodeText, printable } from './code-pages.ts';
import { type LaidLine, layOut } from './layout.ts';
import { qrModuleDots } from './qr-size.ts';

export const PAPER_COLUMNS = [32, 42, 48] as const;
export type PaperColumns = (typeof PAPER_COLUMNS)[number];

export interface EncoderSettings {
  /** Characters in a line: 32 on 58 mm paper, 42 or 48 on 80 mm. */
  readonly columns: PaperColumns;
  /** In the order in which they are tried for each character; cp858 alone when left out. */
  readonly codePages?: readonly CodePage[] | undefined;
  /** partial leaves a bridge so that the receipt does not fall; none is for tearing off. Default partial. */
  readonly cut?: 'full' | 'partial' | 'none' | undefined;
}

const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const LINE_FEED = 0x0a;

/** Of the usual font A. */
const DOTS_A_COLUMN = 12;
/** From the print head to the edge that the receipt is torn off at. */
const TEAR_OFF_LINES = 5;

/** What the printer reports by itself: on-line state, errors, paper (GS a). Initialising switches it off again. */
const REPORT_CHANGES = 0x0e;

export const INITIALISE: readonly number[] = [ESC, 0x40, FS, 0x2e, GS, 0x61, REPORT_CHANGES];

const ALIGNMENTS = { left: 0, centre: 1, right: 2 } as const;

/**
 * The bytes that print one job and cut it off (ESC/POS). Pure. Every job starts from an initialised printer, so that
 * nothing of an earlier one shows.
 */
export function encodeJob(job: PrintJob, settings: EncoderSettings): Uint8Array {
  const writer = new Writer(settings);
  for (const line of layOut(job, settings.columns, (text) => writer.printable(text))) writer.line(line);
  return writer.end();
}

class Writer {
  readonly #settings: EncoderSettings;
  readonly #pages: readonly CodePage[];
  readonly #bytes: number[] = [];
  #page: CodePage;
  #align: keyof typeof ALIGNMENTS = 'left';

  constructor(settings: EncoderSettings) {
    this.#settings = settings;
    this.#pages = settings.codePages && settings.codePages.length > 0 ? settings.codePages : [DEFAULT_CODE_PAGE];
    this.#page = this.#pages[0] ?? DEFAULT_CODE_PAGE;
    this.#bytes.push(...INITIALISE, ESC, 0x74, CODE_PAGE_NUMBERS[this.#page]);
  }

  printable(text: string): string {
    return printable(text, this.#pages);
  }

  line(line: LaidLine): void {
    switch (line.kind) {
      case 'text':
        this.#text(line.text, line.style);
        break;
      case 'feed':
        if (line.count > 0) this.#bytes.push(ESC, 0x64, line.count);
        break;
      case 'qr':
        this.#qr(line.data);
        break;
    }
  }

  end(): Uint8Array {
    this.#setAlign('left');
    switch (this.#settings.cut ?? 'partial') {
      // Both feed to the knife first (GS V, function B).
      case 'full':
        this.#bytes.push(GS, 0x56, 0x41, 0);
        break;
      case 'partial':
        this.#bytes.push(GS, 0x56, 0x42, 0);
        break;
      case 'none':
        this.#bytes.push(ESC, 0x64, TEAR_OFF_LINES);
        break;
    }
    return Uint8Array.from(this.#bytes);
  }

  #text(text: string, style: TextStyle): void {
    this.#setAlign(style.align ?? 'left');
    if (style.bold) this.#bytes.push(ESC, 0x45, 1);
    if (style.size === 'double') this.#bytes.push(GS, 0x21, 0x11);
    const encoded = encodeText(text, this.#pages, this.#page);
    this.#page = encoded.page;
    for (const byte of encoded.bytes) this.#bytes.push(byte);
    this.#bytes.push(LINE_FEED);
    if (style.size === 'double') this.#bytes.push(GS, 0x21, 0);
    if (style.bold) this.#bytes.push(ESC, 0x45, 0);
  }

  #qr(text: string): void {
    const data = Buffer.from(text, 'utf8');
    const dots = qrModuleDots(data.length, this.#settings.columns * DOTS_A_COLUMN);
    if (dots === undefined || data.length === 0) {
      // Too much for the paper: the words themselves are better than nothing.
      const lines = layOut({ lines: [{ kind: 'text', text }] }, this.#settings.columns, (each) => this.printable(each));
      for (const line of lines) this.line(line);
      return;
    }
    this.#setAlign('centre');
    this.#qrFunction(0x41, [0x32, 0x00]);
    this.#qrFunction(0x43, [dots]);
    this.#qrFunction(0x45, [0x31]);
    this.#qrFunction(0x50, [0x30, ...data]);
    this.#qrFunction(0x51, [0x30]);
  }

  /**
   * GS ( k for two-dimensional codes, kind 0x31: 0x41 model 2, 0x43 size, 0x45 correction M, 0x50 store, 0x51 print.
   */
  #qrFunction(code: number, parameters: readonly number[]): void {
    const length = parameters.length + 2;
    this.#bytes.push(GS, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, code, ...parameters);
  }

  #setAlign(align: keyof typeof ALIGNMENTS): void {
    if (align === this.#align) return;
    this.#align = align;
    this.#bytes.push(ESC, 0x61, ALIGNMENTS[align]);
  }
}
