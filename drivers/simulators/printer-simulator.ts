import { EscPosPaper, type PaperAction } from './escpos-paper.ts';
import { RealTimeFilter } from './escpos-real-time.ts';
import { type PrinterAddress, type PrinterPlace, type PrinterPort, printerPort } from './printer-port.ts';

/** Receipts that are kept; the oldest go first. */
const RECEIPTS_MAX = 100;
/** Lines of paper that hang out without being cut off, and are kept. */
const UNCUT_LINES_MAX = 10_000;

export type SimulatedPaper = 'ok' | 'near-end' | 'end';

/** What was cut off. */
export interface PrintedReceipt {
  /** Counts from 1. */
  readonly id: number;
  /** As a person sees it; a QR code stands as "[QR] its content". */
  readonly lines: readonly string[];
  /** Which of the lines, from 0, are in characters of twice the size. */
  readonly wideLines: readonly number[];
  readonly qrCodes: readonly string[];
  /** All that was worked off since the cut before. */
  readonly bytes: Uint8Array;
}

export interface PrinterSimulatorOptions {
  readonly at: PrinterPlace;
  /** Default 48. */
  readonly columns?: number | undefined;
  /** Milliseconds that a line of print takes. Default 0. */
  readonly lineDelayMs?: number | undefined;
}

/**
 * A receipt printer at the far end of a real socket or pseudo-terminal. It reads ESC/POS, answers status questions, and
 * misbehaves on demand.
 */
export class PrinterSimulator {
  readonly #port: PrinterPort;
  readonly #columns: number;
  readonly #lineDelayMs: number;
  readonly #receipts: PrintedReceipt[] = [];
  readonly #receiptListeners = new Set<(receipt: PrintedReceipt) => void>();
  readonly #changeListeners = new Set<() => void>();
  #nextId = 1;
  #plugged = false;
  #paper: SimulatedPaper = 'ok';
  #linesLeft = Infinity;
  #coverOpen = false;
  #silent = false;
  #answersInLine = true;

  // What is lost when the power goes.
  #interpreter: EscPosPaper;
  #realTime = new RealTimeFilter();
  #automaticMask = 0;
  #working = false;

  // What hangs out of the printer.
  #lines: { readonly text: string; readonly wide: boolean }[] = [];
  #qrCodes: string[] = [];
  #bytes: number[] = [];

  constructor(options: PrinterSimulatorOptions) {
    this.#columns = options.columns ?? 48;
    this.#lineDelayMs = options.lineDelayMs ?? 0;
    this.#interpreter = new EscPosPaper(this.#columns);
    this.#port = printerPort(options.at, (bytes) => this.#received(bytes));
  }

  /** What a driver opens; the TCP port is known once it is plugged in. */
  get address(): PrinterAddress {
    return this.#port.address;
  }

  /** Those that were cut off, the oldest first. */
  get receipts(): readonly PrintedReceipt[] {
    return this.#receipts;
  }

  /** Lines that have been printed and not been cut off. */
  get uncutLines(): readonly string[] {
    return this.#lines.map(({ text }) => text);
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  get paper(): SimulatedPaper {
    return this.#paper;
  }

  get coverOpen(): boolean {
    return this.#coverOpen;
  }

  onReceipt(listener: (receipt: PrintedReceipt) => void): () => void {
    this.#receiptListeners.add(listener);
    return () => this.#receiptListeners.delete(listener);
  }

  /** Plug, paper or cover have changed, by a person or by printing. */
  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Switches it on. @throws Error when the port is taken */
  async plug(): Promise<void> {
    if (this.#plugged) return;
    this.#plugged = true;
    await this.#port.plug();
    this.#changed();
  }

  /** Pulls the plug: the line breaks, and what waited in the printer is lost. */
  async unplug(): Promise<void> {
    if (!this.#plugged) return;
    this.#plugged = false;
    this.#interpreter = new EscPosPaper(this.#columns);
    this.#realTime = new RealTimeFilter();
    this.#automaticMask = 0;
    await this.#port.unplug();
    this.#changed();
  }

  setPaper(paper: SimulatedPaper): void {
    this.#paper = paper;
    this.#linesLeft = paper === 'end' ? 0 : Infinity;
    this.#changed();
  }

  /** The paper lasts for so many more lines. */
  endPaperAfter(lines: number): void {
    this.#linesLeft = lines;
  }

  setCoverOpen(open: boolean): void {
    this.#coverOpen = open;
    this.#changed();
  }

  /** A printer that takes all bytes and never answers. */
  setSilent(silent: boolean): void {
    this.#silent = silent;
  }

  /** False for a cheap printer that does not know GS r. */
  setAnswersInLine(answers: boolean): void {
    this.#answersInLine = answers;
  }

  /** Sends bytes that no printer should send. */
  sendBytes(bytes: Uint8Array): void {
    this.#port.write(bytes);
  }

  get #stopped(): boolean {
    return this.#coverOpen || this.#paper === 'end' || !this.#plugged;
  }

  #changed(): void {
    if (this.#automaticMask !== 0) this.#answer(this.#automaticStatus());
    for (const listener of this.#changeListeners) listener();
    void this.#workOff();
  }

  #received(bytes: Uint8Array): void {
    const inTurn: number[] = [];
    this.#realTime.push(
      bytes,
      (byte) => inTurn.push(byte),
      (command) => {
        if (command.kind === 'status') {
          this.#answer([this.#statusByte(command.about)]);
        } else {
          inTurn.length = 0;
          this.#interpreter.clear();
          this.#answer([0x37, 0x25, 0x00]);
        }
      },
    );
    this.#interpreter.feed(Uint8Array.from(inTurn));
    void this.#workOff();
  }

  /** Works off what has come, until a person has to do something. */
  async #workOff(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    while (!this.#stopped) {
      const step = this.#interpreter.next();
      if (!step) break;
      for (const byte of step.bytes) this.#bytes.push(byte);
      for (const action of step.actions) {
        if (action.kind === 'line' && this.#lineDelayMs > 0) {
          await new Promise((resolve) => setTimeout(resolve, this.#lineDelayMs));
        }
        this.#act(action);
      }
    }
    this.#working = false;
  }

  #act(action: PaperAction): void {
    switch (action.kind) {
      case 'line':
        this.#printLine(action.text, action.wide);
        break;
      case 'qr':
        this.#qrCodes.push(action.data);
        this.#printLine(`[QR] ${action.data}`);
        break;
      case 'cut':
        this.#cut();
        break;
      case 'in-line-question':
        if (this.#answersInLine) this.#answer([this.#paperBits()]);
        break;
      case 'automatic-status':
        this.#automaticMask = action.mask;
        if (action.mask !== 0) this.#answer(this.#automaticStatus());
        break;
      case 'unknown':
        this.#printLine(`<? ${Buffer.from(action.bytes).toString('hex')}>`);
        break;
    }
  }

  #printLine(text: string, wide = false): void {
    this.#lines.push({ text, wide });
    if (this.#lines.length > UNCUT_LINES_MAX) this.#lines.shift();
    this.#linesLeft -= 1;
    if (this.#linesLeft <= 0 && this.#paper !== 'end') this.setPaper('end');
  }

  #cut(): void {
    const receipt = {
      id: this.#nextId,
      lines: this.uncutLines,
      wideLines: this.#lines.flatMap(({ wide }, index) => (wide ? [index] : [])),
      qrCodes: this.#qrCodes,
      bytes: Uint8Array.from(this.#bytes),
    };
    this.#nextId += 1;
    this.#lines = [];
    this.#qrCodes = [];
    this.#bytes = [];
    this.#receipts.push(receipt);
    if (this.#receipts.length > RECEIPTS_MAX) this.#receipts.shift();
    for (const listener of this.#receiptListeners) listener(receipt);
  }

  #answer(bytes: readonly number[]): void {
    if (!this.#silent && this.#plugged) this.#port.write(Uint8Array.from(bytes));
  }

  /** Answer to DLE EOT n, by Epson's table. */
  #statusByte(about: number): number {
    const end = this.#paper === 'end';
    switch (about) {
      case 1:
        return 0x12 | (this.#stopped ? 0x08 : 0);
      case 2:
        return 0x12 | (this.#coverOpen ? 0x04 : 0) | (end ? 0x20 : 0);
      case 4:
        return 0x12 | (this.#paper === 'ok' ? 0 : 0x0c) | (end ? 0x60 : 0);
      default:
        return 0x12;
    }
  }

  #automaticStatus(): number[] {
    const first = 0x10 | (this.#stopped ? 0x08 : 0) | (this.#coverOpen ? 0x20 : 0);
    return [first, 0x00, this.#paperBits(), 0x0f];
  }

  #paperBits(): number {
    return (this.#paper === 'ok' ? 0 : 0x03) | (this.#paper === 'end' ? 0x0c : 0);
  }
}
