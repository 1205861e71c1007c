import { stat } from 'node:fs/promises';
import {
  type AutoDetectTypes,
  type DarwinPortBinding,
  type LinuxPortBinding,
  type WindowsPortBinding,
  autoDetect,
} from '@serialport/bindings-cpp';
import { DeviceError } from '../device.ts';
import { SYSTEM_TIMERS, type Timers, withinTime } from '../protocol/timers.ts';
import type { ByteTransport } from './transport.ts';
import { UnixPort } from './unix-port.ts';

type BaudRate = 9600 | 19200 | 38400 | 57600 | 115200;

/** Data bits, parity, stop bits. */
type CharacterFormat = '8N1' | '7E1' | '8N2';

type FlowControl = 'none' | 'rts-cts' | 'xon-xoff';

const OPEN_TIMEOUT_MS = 5_000;
const WRITE_TIMEOUT_MS = 5_000;
/** How often it is looked whether the path still exists: a half-dead adapter gives neither an error nor an end. */
const WATCH_INTERVAL_MS = 1_000;
const READ_BUFFER_BYTES = 4_096;
/** Bytes that may wait for a slow device. More means that somebody writes without waiting. */
const PENDING_MAX_BYTES = 1_048_576;

export interface SerialTransportOptions {
  /** "/dev/serial/by-id/…" on Linux, "COM3" on Windows. */
  readonly path: string;
  readonly baudRate: BaudRate;
  readonly format?: CharacterFormat | undefined;
  readonly flowControl?: FlowControl | undefined;
  readonly writeTimeoutMs?: number | undefined;
  readonly timers?: Timers | undefined;
}

/** The part of an open port that we use, on every platform. */
interface Port {
  read(buffer: Buffer): Promise<number>;
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * A device on a serial port, USB adapters included. It stands on the binding alone: the stream over it loses unplugs,
 * is silent about writes to a closed port, and keeps the port locked after destroy().
 */
export class SerialTransport implements ByteTransport {
  readonly name: string;
  readonly #options: SerialTransportOptions;
  readonly #timers: Timers;
  #port: Port | undefined;
  #opening: Promise<Port> | undefined;
  #closed: Promise<void> | undefined;
  #gone: string | undefined;
  /** Which device the path led to when it was opened. */
  #device: string | undefined;
  #pendingBytes = 0;
  #lastWrite: Promise<void> = Promise.resolve();
  #failPending = new Set<(error: DeviceError) => void>();
  #stopWatch: () => void = () => {};
  #data: (bytes: Uint8Array) => void = () => {};
  #lost: (cause: string) => void = () => {};

  constructor(options: SerialTransportOptions) {
    this.name = `${options.path} at ${options.baudRate} ${options.format ?? '8N1'}`;
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
    if (this.#opening || this.#closed) throw new DeviceError('illegal', `${this.name}: a transport opens once`);
    this.#opening = openPort(this.#options);
    try {
      this.#port = await withinTime(
        this.#timers,
        OPEN_TIMEOUT_MS,
        this.#opening,
        () => new DeviceError('offline', `${this.name}: did not open within ${OPEN_TIMEOUT_MS} ms`),
      );
    } catch (error) {
      throw error instanceof DeviceError ? error : openError(this.#options.path, error);
    }
    this.#device = await deviceAt(this.#options.path);
    if (this.#closed) throw new DeviceError('offline', `${this.name}: closed while it was being opened`);
    void this.#readOn(this.#port);
    this.#watch();
  }

  async write(bytes: Uint8Array): Promise<void> {
    const port = this.#port;
    if (!port || this.#closed) throw new DeviceError('offline', `${this.name}: not open`);
    if (this.#gone !== undefined) throw new DeviceError('offline', this.#gone);
    if (this.#pendingBytes + bytes.length > PENDING_MAX_BYTES) {
      throw new DeviceError('busy', `${this.name}: more than ${PENDING_MAX_BYTES} bytes would wait to be sent`);
    }
    const limitMs = this.#options.writeTimeoutMs ?? WRITE_TIMEOUT_MS;
    const ended = Promise.withResolvers<never>();
    this.#failPending.add(ended.reject);
    try {
      await withinTime(
        this.#timers,
        limitMs,
        Promise.race([this.#inTurn(port, bytes), ended.promise]),
        () => new DeviceError('timeout', `${this.name}: did not take ${bytes.length} bytes within ${limitMs} ms`),
      );
    } catch (error) {
      if (error instanceof DeviceError) throw error;
      this.#end(`${this.name}: gone while we wrote (${messageOf(error)})`);
      throw new DeviceError('offline', this.#gone ?? `${this.name}: closed`, { cause: error });
    } finally {
      this.#failPending.delete(ended.reject);
    }
  }

  async close(): Promise<void> {
    this.#closed ??= this.#release();
    await this.#closed;
  }

  /** The operating system takes one write at a time; the next one starts when it has the last one's bytes. */
  #inTurn(port: Port, bytes: Uint8Array): Promise<void> {
    this.#pendingBytes += bytes.length;
    const turn = this.#lastWrite.then(() => port.write(bytes)).finally(() => (this.#pendingBytes -= bytes.length));
    // Whoever comes next only waits; the failure itself is this writer's to see.
    this.#lastWrite = turn.catch(() => {});
    return turn;
  }

  async #readOn(port: Port): Promise<void> {
    const buffer = Buffer.allocUnsafe(READ_BUFFER_BYTES);
    try {
      while (!this.#closed) {
        const count = await port.read(buffer);
        this.#data(Uint8Array.from(buffer.subarray(0, count)));
      }
    } catch (error) {
      this.#end(`${this.name}: unplugged (${messageOf(error)})`);
    }
  }

  #watch(): void {
    // A Windows port is a name, not a file.
    if (!this.#options.path.startsWith('/')) return;
    this.#stopWatch = this.#timers.after(WATCH_INTERVAL_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    const now = await deviceAt(this.#options.path);
    if (now === undefined) this.#end(`${this.name}: unplugged (the path is gone)`);
    // A by-id path that leads to another device means that this one was replugged while its old line looked alive.
    else if (now !== this.#device) this.#end(`${this.name}: unplugged (the path leads to another device)`);
    if (this.#gone === undefined && !this.#closed) this.#watch();
  }

  #end(cause: string): void {
    if (this.#gone !== undefined || this.#closed) return;
    this.#gone = cause;
    this.#stopWatch();
    this.#rejectPending(new DeviceError('offline', cause));
    this.#lost(cause);
  }

  async #release(): Promise<void> {
    this.#stopWatch();
    this.#rejectPending(new DeviceError('offline', `${this.name}: closed`));
    // An open that is late still gives a port, which nobody wants any more.
    const port = await this.#opening?.catch(() => undefined);
    await port?.close().catch(() => {});
  }

  #rejectPending(error: DeviceError): void {
    for (const reject of this.#failPending) reject(error);
    this.#failPending.clear();
  }
}

/** Number and inode of the device that a path leads to; undefined when there is none. */
async function deviceAt(path: string): Promise<string | undefined> {
  try {
    const { rdev, dev, ino } = await stat(path);
    return `${rdev} ${dev} ${ino}`;
  } catch {
    return undefined;
  }
}

async function openPort(options: SerialTransportOptions): Promise<Port> {
  const binding: AutoDetectTypes = autoDetect();
  const flowControl = options.flowControl ?? 'none';
  const port: LinuxPortBinding | DarwinPortBinding | WindowsPortBinding = await binding.open({
    path: options.path,
    baudRate: options.baudRate,
    ...characterFormat(options.format ?? '8N1'),
    rtscts: flowControl === 'rts-cts',
    xon: flowControl === 'xon-xoff',
    xoff: flowControl === 'xon-xoff',
    lock: true,
  });
  if ('poller' in port) return new UnixPort(port);
  return {
    read: async (buffer) => (await port.read(buffer, 0, buffer.length)).bytesRead,
    write: (bytes) => port.write(Buffer.from(bytes)),
    close: () => port.close(),
  };
}

function characterFormat(format: CharacterFormat) {
  switch (format) {
    case '8N1':
      return { dataBits: 8, parity: 'none', stopBits: 1 } as const;
    case '7E1':
      return { dataBits: 7, parity: 'even', stopBits: 1 } as const;
    case '8N2':
      return { dataBits: 8, parity: 'none', stopBits: 2 } as const;
  }
}

/** The binding knows only texts; here is what they mean to somebody who stands before the lane. */
function openError(path: string, error: unknown): DeviceError {
  const text = messageOf(error);
  const options = { cause: error };
  if (/no such (file|device)|file not found/i.test(text)) {
    const hint = 'is it plugged in and switched on? "ls -l /dev/serial/by-id" shows what is there';
    return new DeviceError('offline', `${path}: not there (${hint})`, options);
  }
  if (/cannot lock|resource (temporarily unavailable|busy)|access denied/i.test(text)) {
    return new DeviceError('busy', `${path}: another program has this port open`, options);
  }
  if (/permission denied/i.test(text)) {
    const hint = 'add the user to the group "dialout" and log in again';
    return new DeviceError('failure', `${path}: this user may not open it (${hint})`, options);
  }
  if (/inappropriate ioctl|not a (tty|character device)|is a directory/i.test(text)) {
    return new DeviceError('illegal', `${path}: is not a serial port`, options);
  }
  return new DeviceError('failure', `${path}: cannot be opened (${text})`, options);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^Error:? /, '') : String(error);
}
