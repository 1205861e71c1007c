import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, truncateSync } from 'node:fs';
import { open } from 'node:fs/promises';

const PIECE_BYTES = 1_024 * 1_024;

/** A file that only takes up room, to be given up when the disk is full. */
export class Ballast {
  readonly #file: string;
  readonly #bytes: number;

  constructor(file: string, bytes: number) {
    this.#file = file;
    this.#bytes = bytes;
  }

  get isWhole(): boolean {
    try {
      return this.#bytes > 0 && statSync(this.#file).size >= this.#bytes;
    } catch {
      return false;
    }
  }

  /**
   * Fills the file and flushes it. What it holds is random, so that no file system can store it in less room.
   *
   * @returns false if there is not enough room for it; then none of it stays
   */
  async make(): Promise<boolean> {
    if (this.#bytes === 0) return true;
    const piece = randomBytes(PIECE_BYTES);
    try {
      const file = await open(this.#file, 'w', 0o600);
      try {
        for (let left = this.#bytes; left > 0; left -= PIECE_BYTES) {
          await file.write(piece, 0, Math.min(left, PIECE_BYTES));
        }
        await file.sync();
      } finally {
        await file.close();
      }
      return true;
    } catch {
      this.giveUp();
      return false;
    }
  }

  /** Frees the room at once. */
  giveUp(): void {
    try {
      truncateSync(this.#file);
      const descriptor = openSync(this.#file, 'r+');
      try {
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch {
      // There was none.
    }
    rmSync(this.#file, { force: true });
  }
}

/** What a program may still write to the disk that a folder is on, in bytes; undefined if nobody can tell. */
export function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
