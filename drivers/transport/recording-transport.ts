import { SYSTEM_TIMERS, type Timers } from '../protocol/timers.ts';
import type { ByteTransport } from './transport.ts';

/** How many bytes a recording keeps; the oldest go first. */
const RECORDING_MAX_BYTES = 65_536;

/** One chunk or one event on the line. */
export interface Recorded {
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly kind: 'sent' | 'received' | 'opened' | 'closed' | 'lost';
  /** As the mask left them; empty for events. */
  readonly bytes: Uint8Array;
  readonly note?: string | undefined;
}

export interface RecordingOptions {
  readonly timers?: Timers | undefined;
  readonly maxBytes?: number | undefined;
  /**
   * Takes out what must not be kept (card data above all) before anything is kept. It must return a new array where it
   * changes something: the device gets the original bytes.
   */
  readonly mask?: ((kind: 'sent' | 'received', bytes: Uint8Array) => Uint8Array) | undefined;
  /** Told of each entry as it is kept, for a log. */
  readonly onEntry?: ((entry: Recorded) => void) | undefined;
}

/**
 * Keeps the last of what went over a line, both ways and with its time. It may outlive the transports that it watches.
 */
export class Recording {
  readonly #entries: Recorded[] = [];
  readonly #timers: Timers;
  readonly #maxBytes: number;
  readonly #options: RecordingOptions;
  #bytes = 0;
  /** Bytes that had to make room. */
  #forgotten = 0;

  constructor(options: RecordingOptions = {}) {
    this.#options = options;
    this.#timers = options.timers ?? SYSTEM_TIMERS;
    this.#maxBytes = options.maxBytes ?? RECORDING_MAX_BYTES;
  }

  get entries(): readonly Recorded[] {
    return this.#entries;
  }

  get forgottenBytes(): number {
    return this.#forgotten;
  }

  /** All bytes of one direction that are still kept, in order. */
  bytes(kind: 'sent' | 'received'): Uint8Array {
    return Buffer.concat(this.#entries.filter((entry) => entry.kind === kind).map((entry) => entry.bytes));
  }

  add(kind: Recorded['kind'], bytes: Uint8Array = new Uint8Array(), note?: string): void {
    const isData = kind === 'sent' || kind === 'received';
    const masked = isData && this.#options.mask ? this.#options.mask(kind, bytes) : bytes;
    const entry = { at: this.#timers.monotonic(), kind, bytes: Uint8Array.from(masked), note };
    this.#entries.push(entry);
    this.#bytes += sizeOf(entry);
    while (this.#bytes > this.#maxBytes) {
      const oldest = this.#entries.shift();
      if (!oldest) break;
      this.#bytes -= sizeOf(oldest);
      this.#forgotten += oldest.bytes.length;
    }
    this.#options.onEntry?.(entry);
  }
}

/** An entry without bytes takes room as well. */
const ENTRY_BYTES = 32;

function sizeOf(entry: Recorded): number {
  return ENTRY_BYTES + entry.bytes.length;
}

/** A transport that writes down what passes through it. */
export class RecordingTransport implements ByteTransport {
  readonly name: string;
  readonly #inner: ByteTransport;
  readonly #recording: Recording;

  constructor(inner: ByteTransport, recording: Recording) {
    this.name = inner.name;
    this.#inner = inner;
    this.#recording = recording;
  }

  async open(): Promise<void> {
    await this.#inner.open();
    this.#recording.add('opened', undefined, this.name);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#recording.add('sent', bytes);
    await this.#inner.write(bytes);
  }

  async close(): Promise<void> {
    await this.#inner.close();
    this.#recording.add('closed', undefined, this.name);
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#inner.onData((bytes) => {
      this.#recording.add('received', bytes);
      listener(bytes);
    });
  }

  onLost(listener: (cause: string) => void): void {
    this.#inner.onLost((cause) => {
      this.#recording.add('lost', undefined, cause);
      listener(cause);
    });
  }
}
