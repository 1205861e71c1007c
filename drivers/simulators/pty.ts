import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, renameSync, rmSync, symlinkSync, write } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { ReadStream } from 'node:tty';

/** The native part of node-pty that opens a pair without starting a process. */
interface PtyNative {
  open(columns: number, rows: number): { master: number; slave: number; pty: string };
}

/** Bytes that may wait for a lane that does not read. A real line would have lost them long before. */
const PENDING_MAX_BYTES = 65_536;

/** One pair of a pseudo-terminal. */
interface PtyPair {
  readonly master: number;
  readonly slave: number;
  readonly path: string;
  readonly line: ReadStream;
  /** Bytes that are on their way, and when the last of them has gone. */
  pending: number;
  sent: Promise<void>;
}

/**
 * The far end of a serial cable: a kernel pseudo-terminal, with a path that a real driver opens like any serial port
 * (Linux and macOS). The path stays the same over unplug and replug, as a by-id path does.
 */
export class SerialCable {
  /** What the driver opens: a symbolic link that is there while the cable is plugged. */
  readonly path: string;
  #pair: PtyPair | undefined;
  #data: (bytes: Uint8Array) => void = () => {};

  /**
   * @param path where the link is to appear; its folder is made. Starts plugged in.
   * @throws Error on a platform without pseudo-terminals
   */
  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.plug();
  }

  get plugged(): boolean {
    return this.#pair !== undefined;
  }

  /** What the lane wrote. */
  onData(listener: (bytes: Uint8Array) => void): void {
    this.#data = listener;
  }

  plug(): void {
    if (this.#pair) return;
    const pair = openPair();
    this.#pair = pair;
    pair.line.on('data', (bytes: Uint8Array) => this.#data(bytes));
    // A torn line is what unplug() is for; the driver's end is the one that has to notice.
    pair.line.on('error', () => {});
    // Renaming puts the link in place at once, also over one that a killed process has left.
    const fresh = `${this.path}.${process.pid}`;
    rmSync(fresh, { force: true });
    symlinkSync(pair.path, fresh);
    renameSync(fresh, this.path);
  }

  /** Pulls the plug: the driver's line is hung up and the path disappears. */
  unplug(): void {
    const pair = this.#pair;
    if (!pair) return;
    this.#pair = undefined;
    rmSync(this.path, { force: true });
    closeSync(pair.slave);
    pair.line.destroy();
  }

  /** Stops taking bytes from the lane, as a device does that has to work them off first, or takes them again. */
  hold(holding: boolean): void {
    if (holding) this.#pair?.line.pause();
    else this.#pair?.line.resume();
  }

  /** Sends bytes to the lane. Without a plug, or without a reader for long, they go nowhere, as on a real cable. */
  write(bytes: Uint8Array): void {
    const pair = this.#pair;
    if (!pair || pair.pending + bytes.length > PENDING_MAX_BYTES) return;
    pair.pending += bytes.length;
    pair.sent = pair.sent.then(() => this.#send(pair, bytes));
  }

  /**
   * Writing to a pseudo-terminal whose reader is away blocks once its small buffer is full. In the thread pool that
   * holds up nobody; pulling the plug ends it.
   */
  #send(pair: PtyPair, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#pair !== pair) return resolve();
      write(pair.master, bytes, () => {
        pair.pending -= bytes.length;
        resolve();
      });
    });
  }
}

function openPair(): PtyPair {
  const require = createRequire(import.meta.url);
  const native = require(`@lydell/node-pty-${process.platform}-${process.arch}/pty.node`) as PtyNative;
  const { master, slave, pty } = native.open(80, 25);
  // A fresh terminal echoes and translates line ends, which a serial line does not.
  execFileSync('stty', [process.platform === 'darwin' ? '-f' : '-F', pty, 'raw', '-echo'], { stdio: 'ignore' });
  // One open slave of our own keeps the line up while the lane has its end closed.
  return { master, slave, path: pty, line: new ReadStream(master), pending: 0, sent: Promise.resolve() };
}
