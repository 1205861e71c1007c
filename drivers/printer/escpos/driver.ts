import { DeviceError, type DeviceState, type DriverLog, SILENT } from '../../device.ts';
import type { BackoffPolicy } from '../../protocol/backoff.ts';
import { DeviceLifecycle } from '../../protocol/device-lifecycle.ts';
import { ReplyWaiter } from '../../protocol/reply-waiter.ts';
import { SYSTEM_TIMERS, type Timers } from '../../protocol/timers.ts';
import type { ByteTransport, TransportFactory } from '../../transport/transport.ts';
import type { PosPrinter, PrinterStatus, PrintJob, PrintOutcome } from '../pos-printer.ts';
import { type EncoderSettings, encodeJob, INITIALISE } from './encoder.ts';
import {
  CLEAR_BUFFER,
  IN_LINE_QUESTION,
  type Obstacle,
  obstacleIn,
  PrinterReplyDecoder,
  type PrinterReply,
  realTimeQuestion,
  type RealTimeSubject,
  statusFromAnswers,
  statusFromAutomatic,
} from './status.ts';

/** Real-time answers come within milliseconds; a network may hold them up. */
const ANSWER_TIMEOUT_MS = 2_000;
/** An idle printer answers in line at once. One that has not by now never does. */
const IN_LINE_PROBE_MS = 500;
/** How often an idle printer is asked how it is. */
const HEARTBEAT_MS = 2_000;
/** How often it is asked while it works off a job. */
const WATCH_INTERVAL_MS = 250;
/** From the last byte sent to the word that it has been printed. */
const CONFIRM_TIMEOUT_MS = 20_000;
/** How long a printer that does not answer in line must go on saying that all is well. */
const ASSUME_PRINTED_MS = 3_000;
/** Bytes sent at once, so that a printer that stops in the middle is noticed. */
const CHUNK_BYTES = 512;

export interface EscPosPrinterOptions extends EncoderSettings {
  readonly deviceId: string;
  readonly transport: TransportFactory;
  readonly backoff?: BackoffPolicy | undefined;
  readonly timers?: Timers | undefined;
  readonly random?: (() => number) | undefined;
  readonly log?: DriverLog | undefined;
}

/** A receipt printer that speaks ESC/POS and answers status questions, on a serial line or a TCP socket. */
export class EscPosPrinter implements PosPrinter {
  readonly deviceId: string;
  readonly #settings: EncoderSettings;
  readonly #life: DeviceLifecycle;
  readonly #timers: Timers;
  readonly #log: DriverLog;
  readonly #realTime: ReplyWaiter<number>;
  readonly #inLine: ReplyWaiter<number>;
  readonly #statusListeners = new Set<(status: PrinterStatus) => void>();
  #decoder = new PrinterReplyDecoder();
  #status: PrinterStatus = { online: false, coverOpen: false, paper: 'ok', error: false };
  /** Undefined until it has been tried on this connection. */
  #answersInLine: boolean | undefined;
  #polling: Promise<void> | undefined;
  /** The transport that we talk on now. */
  #line: ByteTransport | undefined;
  #cancelHeartbeat: () => void = () => {};
  /** Ends the wait between two looks at a job. */
  #wake: () => void = () => {};

  constructor(options: EscPosPrinterOptions) {
    this.deviceId = options.deviceId;
    this.#settings = options;
    this.#timers = options.timers ?? SYSTEM_TIMERS;
    this.#log = options.log ?? SILENT;
    this.#realTime = new ReplyWaiter(this.#timers);
    this.#inLine = new ReplyWaiter(this.#timers);
    this.#life = new DeviceLifecycle({
      ...options,
      protocol: {
        greet: (transport) => this.#greet(transport),
        received: (bytes) => this.#decoder.push(bytes, (reply) => this.#take(reply)),
        gone: (cause) => this.#gone(cause),
      },
    });
  }

  get state(): DeviceState {
    return this.#life.state;
  }

  get status(): PrinterStatus {
    return this.#status;
  }

  onState(listener: (state: DeviceState) => void): () => void {
    return this.#life.onState(listener);
  }

  onStatus(listener: (status: PrinterStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  open(): Promise<void> {
    return this.#life.open();
  }

  close(): Promise<void> {
    return this.#life.close();
  }

  /** @throws DeviceError busy while another job is being printed; all else is an outcome */
  async print(job: PrintJob): Promise<PrintOutcome> {
    const bytes = encodeJob(job, this.#settings);
    try {
      return await this.#life.whileBusy((transport) => this.#run(transport, bytes));
    } catch (error) {
      if (!(error instanceof DeviceError) || error.code !== 'offline') throw error;
      return { printed: false, cause: 'offline', started: false };
    }
  }

  async #run(transport: ByteTransport, bytes: Uint8Array): Promise<PrintOutcome> {
    let started = false;
    try {
      const obstacle = await this.#prepare(transport);
      if (obstacle) return { printed: false, cause: obstacle, started };
      started = true;
      const stopped = await this.#send(transport, bytes);
      if (!stopped) return { printed: true };
      // What is still in the printer must not come out with the next shopper's receipt.
      await transport.write(CLEAR_BUFFER);
      this.#answersInLine = undefined;
      return { printed: false, cause: stopped, started };
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#log.warn('print failed', { device: this.deviceId, cause: error.message, started });
      // A printer that holds the line may have said why before the write ran out of time.
      const cause = obstacleIn(this.#status) ?? (error.code === 'failure' ? 'error' : 'offline');
      this.#life.drop(transport, error);
      return { printed: false, cause, started };
    }
  }

  /** Asks how the printer is, and whether it works commands off, before the first byte of a job. */
  async #prepare(transport: ByteTransport): Promise<Obstacle | undefined> {
    await this.#poll(transport);
    const obstacle = obstacleIn(this.#status);
    if (obstacle) return obstacle;
    if (this.#answersInLine === undefined) {
      this.#answersInLine = await this.#probeInLine(transport);
      this.#log.debug('printer confirms in line', { device: this.deviceId, answers: this.#answersInLine });
    }
    return undefined;
  }

  async #probeInLine(transport: ByteTransport): Promise<boolean> {
    const none = new DeviceError('timeout', `${transport.name}: does not answer in line`);
    try {
      await this.#inLine.ask(transport.write(IN_LINE_QUESTION), IN_LINE_PROBE_MS, () => none);
      return true;
    } catch (error) {
      if (error === none) return false;
      throw error;
    }
  }

  /** Resolves with what stopped the job, or with nothing when it is in the tray. */
  async #send(transport: ByteTransport, bytes: Uint8Array): Promise<Obstacle | undefined> {
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      await transport.write(bytes.subarray(start, start + CHUNK_BYTES));
      const obstacle = obstacleIn(this.#status);
      if (obstacle) return obstacle;
    }
    if (this.#answersInLine) return this.#confirmInLine(transport);
    const until = this.#timers.monotonic() + ASSUME_PRINTED_MS;
    return this.#watch(transport, () => this.#timers.monotonic() >= until);
  }

  /**
   * The answer to a question behind the job comes when the job has been worked off, and never from one that stopped.
   */
  async #confirmInLine(transport: ByteTransport): Promise<Obstacle | undefined> {
    let over = false;
    const late = new DeviceError('failure', `${transport.name}: not printed within ${CONFIRM_TIMEOUT_MS} ms`);
    const answer = this.#inLine.ask(transport.write(IN_LINE_QUESTION), CONFIRM_TIMEOUT_MS, () => late);
    const watch = this.#watch(transport, () => over);
    try {
      return await Promise.race([answer.then(() => undefined), watch]);
    } finally {
      over = true;
      this.#wake();
      this.#inLine.fail(late);
      await Promise.allSettled([answer, watch]);
    }
  }

  /** Keeps asking until there is nothing to ask for any more or the printer has stopped. */
  async #watch(transport: ByteTransport, over: () => boolean): Promise<Obstacle | undefined> {
    while (!over()) {
      await this.#poll(transport);
      const obstacle = obstacleIn(this.#status);
      if (obstacle) return obstacle;
      if (!over()) await this.#pause(WATCH_INTERVAL_MS);
    }
    return undefined;
  }

  async #pause(delayMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#timers.after(delayMs, resolve);
    this.#wake = resolve;
    await promise;
    cancel();
  }

  async #greet(transport: ByteTransport): Promise<void> {
    this.#line = transport;
    this.#decoder = new PrinterReplyDecoder();
    this.#answersInLine = undefined;
    await transport.write(Uint8Array.from(INITIALISE));
    await this.#poll(transport);
    this.#log.debug('printer status', { device: this.deviceId, ...this.#status });
    this.#startHeartbeat(transport);
  }

  #startHeartbeat(transport: ByteTransport): void {
    if (this.#line !== transport) return;
    this.#cancelHeartbeat = this.#timers.after(HEARTBEAT_MS, () => void this.#beat(transport));
  }

  async #beat(transport: ByteTransport): Promise<void> {
    try {
      // A job asks often enough by itself.
      if (this.#life.state.state !== 'busy') await this.#poll(transport);
      this.#startHeartbeat(transport);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#life.drop(transport, error);
    }
  }

  /** Asks for the whole status. Who comes while it is being asked shares the answer. */
  #poll(transport: ByteTransport): Promise<void> {
    this.#polling ??= this.#askStatus(transport).finally(() => (this.#polling = undefined));
    return this.#polling;
  }

  async #askStatus(transport: ByteTransport): Promise<void> {
    const printer = await this.#ask(transport, 'printer');
    const offline = await this.#ask(transport, 'offline');
    const paper = await this.#ask(transport, 'paper');
    this.#statusIs(statusFromAnswers({ printer, offline, paper }));
  }

  #ask(transport: ByteTransport, about: RealTimeSubject): Promise<number> {
    const late = () =>
      new DeviceError('timeout', `${transport.name}: no answer to a status question within ${ANSWER_TIMEOUT_MS} ms`);
    return this.#realTime.ask(transport.write(realTimeQuestion(about)), ANSWER_TIMEOUT_MS, late);
  }

  #take(reply: PrinterReply): void {
    switch (reply.kind) {
      case 'real-time':
        if (!this.#realTime.answer(reply.byte)) this.#unexpected(reply.kind);
        break;
      case 'in-line':
        if (!this.#inLine.answer(reply.byte)) this.#unexpected(reply.kind);
        break;
      case 'automatic':
        this.#statusIs(statusFromAutomatic(reply.bytes));
        break;
      case 'discarded':
        this.#unexpected(`${reply.bytes} bytes that are no status`);
        break;
    }
  }

  #unexpected(what: string): void {
    this.#log.warn('printer sent what nobody asked for', { device: this.deviceId, what });
  }

  #statusIs(status: PrinterStatus): void {
    const before = this.#status;
    this.#status = status;
    const obstacle = obstacleIn(status);
    if (obstacle) {
      this.#life.fault(OBSTACLES[obstacle]);
      this.#wake();
    } else {
      this.#life.recovered();
    }
    this.#tell(before);
  }

  #gone(cause: DeviceError): void {
    this.#line = undefined;
    this.#cancelHeartbeat();
    this.#realTime.fail(cause);
    this.#inLine.fail(cause);
    this.#wake();
    const before = this.#status;
    this.#status = { ...before, online: false };
    this.#tell(before);
  }

  /** In a microtask, as with a device's state: never from within the caller's own call. */
  #tell(before: PrinterStatus): void {
    const status = this.#status;
    if (sameStatus(before, status)) return;
    for (const listener of this.#statusListeners) {
      queueMicrotask(() => {
        if (this.#statusListeners.has(listener)) listener(status);
      });
    }
  }
}

const OBSTACLES: Readonly<Record<Obstacle, string>> = {
  'paper-end': 'no paper',
  'cover-open': 'the cover is open',
  error: 'the printer reports an error (knife, print head)',
  offline: 'the printer is switched off-line',
};

function sameStatus(a: PrinterStatus, b: PrinterStatus): boolean {
  return a.online === b.online && a.coverOpen === b.coverOpen && a.paper === b.paper && a.error === b.error;
}
