import { DeviceError, type DeviceState, type DriverLog, SILENT } from '../device.ts';
import type { BackoffPolicy } from '../protocol/backoff.ts';
import { DeviceLifecycle } from '../protocol/device-lifecycle.ts';
import { SYSTEM_TIMERS, type Timers } from '../protocol/timers.ts';
import type { TransportFactory } from '../transport/transport.ts';
import { type ScanFrame, ScanFrameDecoder, type ScanFramingOptions } from './scan-framing.ts';
import type { DiscardReason, ScanData, Scanner } from './scanner.ts';

/** Quiet time that ends a read when nothing else does. A character takes 1 ms at 9600 baud. */
const IDLE_GAP_MS = 100;
/**
 * When this process was held up, a timer may come due before bytes that have long arrived are read. So the quiet counts
 * only when nothing has come for this much longer.
 */
const CATCH_UP_MS = 10;

/** Sent to the scanner after a good read, where it is set to wait for that. */
const ACKNOWLEDGE = 0x06;
/** bell: BEL, as Zebra and Datalogic know it; good-read: "B" of the Datalogic Magellan. */
const BEEPS = { none: undefined, bell: 0x07, 'good-read': 0x42 } as const;

export interface SerialScannerOptions extends ScanFramingOptions {
  readonly deviceId: string;
  readonly transport: TransportFactory;
  /** 10 to 1000: the quiet that completes a read with idle-gap framing, and gives up one without an end otherwise. */
  readonly idleGapMs?: number | undefined;
  /** Answer each good read with ACK. */
  readonly acknowledge?: boolean | undefined;
  /** Make the scanner beep for each good read; for one whose own beep is off. */
  readonly beep?: keyof typeof BEEPS | undefined;
  readonly backoff?: BackoffPolicy | undefined;
  readonly timers?: Timers | undefined;
  readonly random?: (() => number) | undefined;
  readonly log?: DriverLog | undefined;
}

/** A barcode scanner on a serial line: hand-held, presentation, or in the counter. */
export class SerialScanner implements Scanner {
  readonly deviceId: string;
  readonly #life: DeviceLifecycle;
  readonly #decoder: ScanFrameDecoder;
  readonly #timers: Timers;
  readonly #log: DriverLog;
  readonly #quietMs: number;
  readonly #answer: Uint8Array;
  readonly #scanListeners = new Set<(scan: ScanData) => void>();
  readonly #discardListeners = new Set<(reason: DiscardReason) => void>();
  #cancelQuiet: () => void = () => {};

  constructor(options: SerialScannerOptions) {
    this.deviceId = options.deviceId;
    this.#decoder = new ScanFrameDecoder(options);
    this.#timers = options.timers ?? SYSTEM_TIMERS;
    this.#log = options.log ?? SILENT;
    this.#quietMs = options.idleGapMs ?? IDLE_GAP_MS;
    const beep = BEEPS[options.beep ?? 'none'];
    this.#answer = Uint8Array.from([
      ...(options.acknowledge ? [ACKNOWLEDGE] : []),
      ...(beep === undefined ? [] : [beep]),
    ]);
    this.#life = new DeviceLifecycle({
      ...options,
      protocol: { received: (bytes) => this.#received(bytes), gone: () => this.#gone() },
    });
  }

  get state(): DeviceState {
    return this.#life.state;
  }

  onState(listener: (state: DeviceState) => void): () => void {
    return this.#life.onState(listener);
  }

  onScan(listener: (scan: ScanData) => void): () => void {
    this.#scanListeners.add(listener);
    return () => this.#scanListeners.delete(listener);
  }

  onDiscarded(listener: (reason: DiscardReason) => void): () => void {
    this.#discardListeners.add(listener);
    return () => this.#discardListeners.delete(listener);
  }

  open(): Promise<void> {
    return this.#life.open();
  }

  close(): Promise<void> {
    return this.#life.close();
  }

  #received(bytes: Uint8Array): void {
    this.#cancelQuiet();
    const receivedAt = this.#timers.monotonic();
    this.#decoder.push(bytes, (frame) => this.#take(frame, receivedAt));
    if (this.#decoder.pending) this.#watchQuiet(receivedAt);
  }

  #watchQuiet(lastByteAt: number): void {
    this.#cancelQuiet = this.#timers.after(this.#quietMs, () => {
      this.#cancelQuiet = this.#timers.after(CATCH_UP_MS, () => {
        this.#decoder.idle((frame) => this.#take(frame, lastByteAt));
      });
    });
  }

  #gone(): void {
    this.#cancelQuiet();
    this.#decoder.abandon((frame) => this.#take(frame, this.#timers.monotonic()));
  }

  #take(frame: ScanFrame, receivedAt: number): void {
    if (frame.kind === 'read') {
      void this.#thank();
      for (const listener of this.#scanListeners) listener({ text: frame.text, receivedAt });
    } else {
      this.#log.warn('scanner bytes discarded', { device: this.deviceId, reason: frame.reason, bytes: frame.bytes });
      for (const listener of this.#discardListeners) listener(frame.reason);
    }
  }

  async #thank(): Promise<void> {
    if (this.#answer.length === 0) return;
    try {
      await this.#life.transport().write(this.#answer);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      // The read itself is good; a line that is down shows itself in the device's state.
      this.#log.warn('scanner not answered', { device: this.deviceId, cause: error.message });
    }
  }
}
