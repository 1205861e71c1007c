import type { ScanFraming } from '../scanner/scan-framing.ts';
import { SerialCable } from './pty.ts';

/** How many bytes from the lane are kept; the oldest go first. */
const RECEIVED_MAX_BYTES = 4_096;
/** Pause between the bytes of a read that is sent in pieces. */
const PIECE_PAUSE_MS = 1;

export interface ScannerSimulatorOptions {
  /** Where the serial port is to appear. */
  readonly path: string;
  /** Default cr. */
  readonly framing?: ScanFraming | undefined;
  /** Send AIM identifiers before the data, as a scanner does that is set to. */
  readonly symbologyIdentifiers?: boolean | undefined;
}

/** A barcode scanner at the far end of a real pseudo-terminal: a person's hand for tests and for the demo. */
export class ScannerSimulator {
  readonly #cable: SerialCable;
  readonly #framing: ScanFraming;
  readonly #symbologyIdentifiers: boolean;
  #received = Buffer.alloc(0);

  constructor(options: ScannerSimulatorOptions) {
    this.#cable = new SerialCable(options.path);
    this.#framing = options.framing ?? 'cr';
    this.#symbologyIdentifiers = options.symbologyIdentifiers ?? false;
    this.#cable.onData((bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]).subarray(-RECEIVED_MAX_BYTES);
    });
  }

  /** The serial port that a driver opens. */
  get path(): string {
    return this.#cable.path;
  }

  get plugged(): boolean {
    return this.#cable.plugged;
  }

  /** What the lane has answered (acknowledgements, beeps). */
  get received(): Uint8Array {
    return this.#received;
  }

  /** Reads a label. Text that starts with "]" brings its own AIM identifier. */
  scan(text: string): void {
    this.#cable.write(this.#frame(text));
  }

  /** Reads a label over a line that delivers it byte by byte. */
  async scanInPieces(text: string): Promise<void> {
    for (const byte of this.#frame(text)) {
      this.#cable.write(Uint8Array.of(byte));
      await new Promise((resolve) => setTimeout(resolve, PIECE_PAUSE_MS));
    }
  }

  /** Line noise, half a read, or anything else that no scanner should send. */
  sendBytes(bytes: Uint8Array): void {
    this.#cable.write(bytes);
  }

  unplug(): void {
    this.#cable.unplug();
  }

  plug(): void {
    this.#cable.plug();
  }

  /** Ends the simulator; its port disappears. */
  close(): void {
    this.#cable.unplug();
  }

  #frame(text: string): Uint8Array {
    const identified = this.#symbologyIdentifiers && !text.startsWith(']') ? withIdentifier(text) : text;
    return Buffer.from(FRAMES[this.#framing](identified), 'latin1');
  }
}

const FRAMES: Readonly<Record<ScanFraming, (text: string) => string>> = {
  cr: (text) => `${text}\r`,
  lf: (text) => `${text}\n`,
  'cr-lf': (text) => `${text}\r\n`,
  'stx-etx': (text) => `\x02${text}\x03`,
  'idle-gap': (text) => text,
};

/**
 * ISO/IEC 15424: EAN-13 and UPC-A (sent as 13 digits) are ]E0, EAN-8 is ]E4; what else is printed on a label is Code
 * 128.
 */
function withIdentifier(text: string): string {
  if (/^\d{13}$/.test(text)) return `]E0${text}`;
  if (/^\d{12}$/.test(text)) return `]E00${text}`;
  if (/^\d{8}$/.test(text)) return `]E4${text}`;
  return `]C0${text}`;
}
