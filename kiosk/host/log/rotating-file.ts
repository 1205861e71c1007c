import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

export interface RotatingFileLimits {
  /** A file that has reached this size is put aside, in bytes. */
  readonly fileBytes: number;
  /** How many files are kept, the one that is written included. */
  readonly files: number;
  /** What may wait for a slow disk, in bytes; beyond that, lines are dropped and counted. */
  readonly waitingBytes: number;
}

const LOG_LIMITS: RotatingFileLimits = { fileBytes: 5 * 1024 * 1024, files: 5, waitingBytes: 1024 * 1024 };

/**
 * A log file that cannot fill a disk and never holds up the lane: lines are written behind, whole files move to .1, .2
 * and so on. A disk that does not take the lines costs the lines, not the lane.
 */
export class RotatingFile {
  readonly #file: string;
  readonly #limits: RotatingFileLimits;
  readonly #onTrouble: (error: unknown) => void;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #handle: FileHandle | undefined;
  #size = 0;
  #writing: Promise<void> | undefined;

  constructor(file: string, limits: RotatingFileLimits = LOG_LIMITS, onTrouble: (error: unknown) => void = () => {}) {
    this.#file = file;
    this.#limits = limits;
    this.#onTrouble = onTrouble;
  }

  /** Takes one line with its line feed. */
  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#waitingBytes + bytes > this.#limits.waitingBytes) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(line);
    this.#waitingBytes += bytes;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves once all that was taken is written, or given up. */
  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #writeAll(): Promise<void> {
    // The lines of one turn of the event loop go out together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const text = this.#waiting.join('') + this.#droppedLine();
      this.#waiting = [];
      this.#waitingBytes = 0;
      try {
        await this.#append(Buffer.from(text));
      } catch (error) {
        this.#handle = undefined;
        this.#onTrouble(error);
      }
    }
    this.#writing = undefined;
  }

  #droppedLine(): string {
    if (this.#dropped === 0) return '';
    const line = `{"level":"warn","msg":"log lines were dropped because the disk was slow","lines":${this.#dropped}}\n`;
    this.#dropped = 0;
    return line;
  }

  async #append(bytes: Buffer): Promise<void> {
    if (this.#handle !== undefined && this.#size + bytes.length > this.#limits.fileBytes) await this.#rotate();
    if (this.#handle === undefined) await this.#open();
    await this.#handle?.appendFile(bytes);
    this.#size += bytes.length;
  }

  async #open(): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true });
    this.#handle = await open(this.#file, 'a', 0o640);
    this.#size = (await this.#handle.stat()).size;
    if (this.#size >= this.#limits.fileBytes) {
      await this.#rotate();
      await this.#open();
    }
  }

  async #rotate(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
    await rm(`${this.#file}.${this.#limits.files - 1}`, { force: true });
    for (let number = this.#limits.files - 2; number >= 1; number -= 1) {
      await rename(`${this.#file}.${number}`, `${this.#file}.${number + 1}`).catch(() => {});
    }
    if (this.#limits.files > 1) await rename(this.#file, `${this.#file}.1`);
    else await rm(this.#file, { force: true });
    this.#size = 0;
  }
}
