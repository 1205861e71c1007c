import type { PrinterStatus } from '../pos-printer.ts';

/** What a printer says, cut out of the bytes that it sends. */
export type PrinterReply =
  /** Answer to DLE EOT n. It does not say to which n. */
  | { readonly kind: 'real-time'; readonly byte: number }
  /** Four bytes that come by themselves when something changes (automatic status back). */
  | { readonly kind: 'automatic'; readonly bytes: readonly [number, number, number, number] }
  /** Answer to GS r 1: it comes when all that was sent before it has been worked off. */
  | { readonly kind: 'in-line'; readonly byte: number }
  | { readonly kind: 'discarded'; readonly bytes: number };

const AUTOMATIC_LENGTH = 4;
/** Blocks that end with NUL: 0x37 responses (buffer cleared, process number), 0x3D and 0x5F information. */
const BLOCK_STARTS: ReadonlySet<number> = new Set([0x37, 0x3d, 0x5f]);
const BLOCK_MAX_BYTES = 80;
const XON = 0x11;
const XOFF = 0x13;

/**
 * Takes the stream from an ESC/POS printer apart. Pure and bounded. The fixed bits of each kind of answer keep them
 * apart:
 *
 *   0xx1xx10  real-time answer            0xx1xx00  first of four automatic bytes
 *   0xx0xxxx  the other automatic bytes, or an in-line answer when no automatic status is running
 *   0x37 0x3D 0x5F … 0  blocks              0x11, 0x13  flow control
 */
export class PrinterReplyDecoder {
  #automatic: number[] = [];
  /** Bytes of a block so far; 0 when outside of one. */
  #block = 0;

  push(bytes: Uint8Array, emit: (reply: PrinterReply) => void): void {
    for (const byte of bytes) this.#take(byte, emit);
  }

  #take(byte: number, emit: (reply: PrinterReply) => void): void {
    if (this.#block > 0) {
      this.#takeInBlock(byte, emit);
    } else if ((byte & 0x93) === 0x12) {
      emit({ kind: 'real-time', byte });
    } else if ((byte & 0x93) === 0x10) {
      this.#dropAutomatic(emit);
      this.#automatic.push(byte);
    } else if ((byte & 0x90) === 0) {
      this.#takeUnmarked(byte, emit);
    } else if (BLOCK_STARTS.has(byte)) {
      this.#block = 1;
    } else if (byte !== XON && byte !== XOFF) {
      this.#dropAutomatic(emit);
      emit({ kind: 'discarded', bytes: 1 });
    }
  }

  #takeUnmarked(byte: number, emit: (reply: PrinterReply) => void): void {
    if (this.#automatic.length === 0) {
      emit({ kind: 'in-line', byte });
      return;
    }
    this.#automatic.push(byte);
    if (this.#automatic.length < AUTOMATIC_LENGTH) return;
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#automatic;
    this.#automatic = [];
    emit({ kind: 'automatic', bytes: [first, second, third, fourth] });
  }

  /** What blocks say is of no use here; they only must not be taken for status. */
  #takeInBlock(byte: number, emit: (reply: PrinterReply) => void): void {
    this.#block += 1;
    if (byte === 0) {
      this.#block = 0;
    } else if (this.#block > BLOCK_MAX_BYTES) {
      emit({ kind: 'discarded', bytes: this.#block });
      this.#block = 0;
    }
  }

  #dropAutomatic(emit: (reply: PrinterReply) => void): void {
    if (this.#automatic.length > 0) emit({ kind: 'discarded', bytes: this.#automatic.length });
    this.#automatic = [];
  }
}

/** DLE EOT n: asks in real time, also while the printer is off-line or busy. */
export const realTimeQuestion = (about: RealTimeSubject): Uint8Array => Uint8Array.of(0x10, 0x04, SUBJECTS[about]);

/** GS r 1: asks in line with what is being printed. */
export const IN_LINE_QUESTION = Uint8Array.of(0x1d, 0x72, 0x01);

/** DLE DC4 8: throws away what is waiting in the printer, also while it is off-line. */
export const CLEAR_BUFFER = Uint8Array.of(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08);

const SUBJECTS = { printer: 1, offline: 2, paper: 4 } as const;
export type RealTimeSubject = keyof typeof SUBJECTS;

/** From the answers to DLE EOT 1, 2 and 4. */
export function statusFromAnswers(answers: Readonly<Record<RealTimeSubject, number>>): PrinterStatus {
  const paperEnd = (answers.paper & 0x60) !== 0 || (answers.offline & 0x20) !== 0;
  const nearEnd = (answers.paper & 0x0c) !== 0;
  return {
    online: (answers.printer & 0x08) === 0,
    coverOpen: (answers.offline & 0x04) !== 0,
    paper: paperEnd ? 'end' : nearEnd ? 'near-end' : 'ok',
    error: (answers.offline & 0x40) !== 0,
  };
}

/** From the four bytes of an automatic status. */
export function statusFromAutomatic(bytes: readonly [number, number, number, number]): PrinterStatus {
  const [printer, errors, paper] = bytes;
  return {
    online: (printer & 0x08) === 0,
    coverOpen: (printer & 0x20) !== 0,
    paper: (paper & 0x0c) !== 0 ? 'end' : (paper & 0x03) !== 0 ? 'near-end' : 'ok',
    error: (errors & 0x6c) !== 0,
  };
}

export type Obstacle = 'paper-end' | 'cover-open' | 'offline' | 'error';

/** Why nothing can be printed, or undefined when it can. The cause that a person can do something about comes first. */
export function obstacleIn(status: PrinterStatus): Obstacle | undefined {
  if (status.coverOpen) return 'cover-open';
  if (status.paper === 'end') return 'paper-end';
  if (status.error) return 'error';
  if (!status.online) return 'offline';
  return undefined;
}
