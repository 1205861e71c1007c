import { type Socket, connect } from 'node:net';
import { DeviceError } from '../device.ts';
import { SYSTEM_TIMERS, type Timers, withinTime } from '../protocol/timers.ts';
import type { ByteTransport } from './transport.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const WRITE_TIMEOUT_MS = 5_000;
/** Quiet time after which the kernel starts to probe (then once a second, ten times), so a pulled cable is noticed. */
const KEEP_ALIVE_MS = 5_000;
/** How long the other side may take to say goodbye before the socket is torn down. */
const GOODBYE_MS = 300;
/** Bytes that may wait for a slow device. More means that somebody writes without waiting. */
const PENDING_MAX_BYTES = 1_048_576;

export interface TcpTransportOptions {
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  readonly connectTimeoutMs?: number | undefined;
  readonly writeTimeoutMs?: number | undefined;
  readonly timers?: Timers | undefined;
}

/** A device behind a TCP socket: a payment terminal, a network printer, a serial-to-network converter. */
export class TcpTransport implements ByteTransport {
  readonly name: string;
  readonly #options: TcpTransportOptions;
  readonly #timers: Timers;
  #socket: Socket | undefined;
  #connected = false;
  #closing = false;
  #failure: Error | undefined;
  #data: (bytes: Uint8Array) => void = () => {};
  #lost: (cause: string) => void = () => {};
  /** Rejects what waits for the socket when the socket ends. */
  #failPending = new Set<(error: DeviceError) => void>();

  constructor(options: TcpTransportOptions) {
    this.name = `tcp ${options.host}:${options.port}`;
    this.#options = options;
    this.#timers = options.timers ?? SYSTEM_TIMERS;
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#data = listener;
  }

  onLost(listener: (cause: string) => void): void {
    this.#lost = listener;
  }

  async open(): Promise<void> {
    if (this.#closing || this.#socket) throw new DeviceError('illegal', `${this.name}: a transport opens once`);
    const limitMs = this.#options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
    const socket = connect({ host: this.#options.host, port: this.#options.port, noDelay: true });
    this.#socket = socket;
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', (bytes) => this.#data(bytes));
    socket.on('error', (error) => {
      this.#failure = error;
    });
    socket.on('close', () => this.#ended());
    try {
      await this.#settle(
        limitMs,
        (done) => socket.once('connect', () => done()),
        () => new DeviceError('offline', `${this.name}: no connection within ${limitMs} ms`),
      );
      this.#connected = true;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    const socket = this.#socket;
    if (!socket || !this.#connected || this.#closing || socket.destroyed) {
      throw new DeviceError('offline', `${this.name}: not connected`);
    }
    if (socket.writableLength + bytes.length > PENDING_MAX_BYTES) {
      throw new DeviceError('busy', `${this.name}: more than ${PENDING_MAX_BYTES} bytes would wait to be sent`);
    }
    const limitMs = this.#options.writeTimeoutMs ?? WRITE_TIMEOUT_MS;
    await this.#settle(
      limitMs,
      (done) => socket.write(bytes, (error) => (error ? undefined : done())),
      () => new DeviceError('timeout', `${this.name}: did not take ${bytes.length} bytes within ${limitMs} ms`),
    );
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#closing = true;
    this.#rejectPending(new DeviceError('offline', `${this.name}: closed`));
    if (!socket || socket.closed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.once('close', () => resolve());
    if (this.#connected) socket.end();
    else socket.destroy();
    const cancel = this.#timers.after(GOODBYE_MS, () => socket.destroy());
    await promise;
    cancel();
  }

  /** Waits for `start` to call back, for the end of the socket, or for the time to be over, whichever comes first. */
  async #settle(limitMs: number, start: (done: () => void) => void, late: () => DeviceError): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#failPending.add(reject);
    try {
      start(resolve);
      await withinTime(this.#timers, limitMs, promise, late);
    } finally {
      this.#failPending.delete(reject);
    }
  }

  #ended(): void {
    const cause = `${this.name}: ${this.#failure ? reasonOf(this.#failure) : 'the other side closed the connection'}`;
    this.#rejectPending(new DeviceError('offline', cause, { cause: this.#failure }));
    const wasConnected = this.#connected;
    this.#connected = false;
    if (wasConnected && !this.#closing) this.#lost(cause);
  }

  #rejectPending(error: DeviceError): void {
    for (const reject of this.#failPending) reject(error);
    this.#failPending.clear();
  }
}

/** What the operating system's code means to somebody who stands before the device. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (is the device on, is the port right?)',
  ECONNRESET: 'the other side broke the connection off',
  EPIPE: 'the other side has closed the connection',
  EHOSTUNREACH: 'no way to this address (is the network cable in?)',
  ENETUNREACH: 'no way to this network (is the network up?)',
  ENOTFOUND: 'this name is not known (is the host name right?)',
  EAI_AGAIN: 'the name service does not answer',
  ETIMEDOUT: 'no answer from this address',
};

function reasonOf(error: Error & { code?: string }): string {
  const known = error.code === undefined ? undefined : REASONS[error.code];
  if (known !== undefined) return `${known} [${error.code}]`;
  return error.message || error.code || 'the connection failed';
}
