import { type DiscardReason, SCAN_LENGTH_MAX } from './scanner.ts';

/**
 * How a scanner marks the end of a read. Two-dimensional codes may hold line ends: with them use stx-etx or idle-gap.
 *
 * - cr: ends with CR; an LF right after it is dropped, so CR LF works too
 * - lf: ends with LF; a CR right before it is dropped
 * - cr-lf: ends with the pair; either of them alone is data
 * - stx-etx: between STX and ETX; line ends between two reads are dropped
 * - idle-gap: ends when the line has been quiet for a while; line ends at its end are dropped
 */
export const SCAN_FRAMINGS = ['cr', 'lf', 'cr-lf', 'stx-etx', 'idle-gap'] as const;
export type ScanFraming = (typeof SCAN_FRAMINGS)[number];

export interface ScanFramingOptions {
  readonly framing: ScanFraming;
  /** The scanner sends "]cm" (ISO/IEC 15424) before the data. It stays in the text; a read without it is discarded. */
  readonly symbologyIdentifiers: boolean;
}

/** What came out of the stream of bytes. Content that is thrown away is counted, never kept: it may be personal. */
export type ScanFrame =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'discarded'; readonly reason: DiscardReason; readonly bytes: number };

const STX = 0x02;
const ETX = 0x03;
const LF = 0x0a;
const CR = 0x0d;

const SYMBOLOGY_IDENTIFIER = /^\][A-Za-z][0-9A-Za-z]./s;
const FIRST_PRINTABLE = 0x20;
const DEL = 0x7f;

/**
 * Cuts the stream of bytes from a scanner into reads. Pure: it knows no time; whoever feeds it says when the line has
 * been quiet. It holds at most one read, and is in step again after the next end or the next quiet moment.
 */
export class ScanFrameDecoder {
  readonly #framing: ScanFraming;
  readonly #symbologyIdentifiers: boolean;
  readonly #buffer = new Uint8Array(SCAN_LENGTH_MAX);
  #length = 0;
  /** Bytes that found no room in the buffer. */
  #overflow = 0;
  /** Bytes outside of STX and ETX. */
  #stray = 0;
  #insideFrame = false;
  /** A CR of which it is not known yet whether an LF follows. */
  #heldCr = false;

  constructor(options: ScanFramingOptions) {
    this.#framing = options.framing;
    this.#symbologyIdentifiers = options.symbologyIdentifiers;
  }

  /** Whether bytes wait for their end, so that the quiet of the line must be watched. */
  get pending(): boolean {
    return this.#length > 0 || this.#stray > 0 || this.#insideFrame || this.#heldCr;
  }

  push(bytes: Uint8Array, emit: (frame: ScanFrame) => void): void {
    for (const byte of bytes) this.#take(byte, emit);
  }

  /** The line has been quiet: an idle-gap read is complete now, any other one will not be completed any more. */
  idle(emit: (frame: ScanFrame) => void): void {
    if (this.#framing === 'idle-gap') this.#finish(emit);
    else this.abandon(emit);
  }

  /** Forgets what has not been completed, because the line is quiet or gone. */
  abandon(emit: (frame: ScanFrame) => void): void {
    this.#reportStray(emit);
    const bytes = this.#length + this.#overflow + (this.#heldCr ? 1 : 0);
    if (bytes > 0 || this.#insideFrame) emit({ kind: 'discarded', reason: 'unfinished', bytes });
    this.#reset();
  }

  #take(byte: number, emit: (frame: ScanFrame) => void): void {
    switch (this.#framing) {
      case 'cr':
        if (byte === CR) this.#finish(emit);
        else if (byte !== LF || this.#length > 0) this.#append(byte);
        break;
      case 'lf':
        if (byte === LF) this.#finish(emit);
        else this.#takeAfterHeldCr(byte);
        break;
      case 'cr-lf':
        if (byte === LF && this.#heldCr) this.#finish(emit);
        else this.#takeAfterHeldCr(byte);
        break;
      case 'stx-etx':
        this.#takeBetweenMarks(byte, emit);
        break;
      case 'idle-gap':
        this.#append(byte);
        break;
    }
  }

  #takeAfterHeldCr(byte: number): void {
    if (this.#heldCr) this.#append(CR);
    this.#heldCr = byte === CR;
    if (byte !== CR) this.#append(byte);
  }

  #takeBetweenMarks(byte: number, emit: (frame: ScanFrame) => void): void {
    if (byte === STX) {
      this.abandon(emit);
      this.#insideFrame = true;
    } else if (this.#insideFrame) {
      if (byte === ETX) this.#finish(emit);
      else this.#append(byte);
    } else if (byte !== CR && byte !== LF) {
      this.#stray += 1;
    }
  }

  #append(byte: number): void {
    if (this.#length < this.#buffer.length) {
      this.#buffer[this.#length] = byte;
      this.#length += 1;
    } else {
      this.#overflow += 1;
    }
  }

  #finish(emit: (frame: ScanFrame) => void): void {
    const text = Buffer.from(this.#buffer.buffer, 0, this.#length).toString('latin1');
    const overflow = this.#overflow;
    this.#reset();
    if (overflow > 0) emit({ kind: 'discarded', reason: 'too-long', bytes: text.length + overflow });
    else this.#interpret(text, emit);
  }

  #interpret(raw: string, emit: (frame: ScanFrame) => void): void {
    const framed = this.#framing === 'idle-gap' ? raw.replace(/[\r\n]+$/, '') : raw;
    const noise = leadingControls(framed);
    const text = framed.slice(noise);
    // Some scanners send STX before a read that ends with CR; that is no noise, but what was before it is.
    const lost = noise > 0 && framed.charCodeAt(noise - 1) === STX ? noise - 1 : noise;
    if (lost > 0) emit({ kind: 'discarded', reason: 'noise', bytes: lost });
    if (text === '') return;
    if (this.#symbologyIdentifiers && !SYMBOLOGY_IDENTIFIER.test(text)) {
      emit({ kind: 'discarded', reason: 'no-symbology-identifier', bytes: text.length });
    } else {
      emit({ kind: 'read', text });
    }
  }

  #reportStray(emit: (frame: ScanFrame) => void): void {
    if (this.#stray > 0) emit({ kind: 'discarded', reason: 'outside-frame', bytes: this.#stray });
    this.#stray = 0;
  }

  #reset(): void {
    this.#length = 0;
    this.#overflow = 0;
    this.#heldCr = false;
    this.#insideFrame = false;
  }
}

function leadingControls(text: string): number {
  let count = 0;
  while (count < text.length && (text.charCodeAt(count) < FIRST_PRINTABLE || text.charCodeAt(count) === DEL))
    count += 1;
  return count;
}
