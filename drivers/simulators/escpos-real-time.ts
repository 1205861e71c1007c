/** A command that a printer obeys at once, also while it is stopped. */
export type RealTimeCommand =
  /** DLE EOT n. */
  | { readonly kind: 'status'; readonly about: number }
  /** DLE DC4 8 …: throw away what is waiting. */
  | { readonly kind: 'clear' };

const DLE = 0x10;
const EOT = 0x04;
const CLEAR = [DLE, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];

/** Takes real-time commands out of the stream; all other bytes are handed on in their order. */
export class RealTimeFilter {
  #held: number[] = [];

  push(bytes: Uint8Array, other: (byte: number) => void, command: (command: RealTimeCommand) => void): void {
    for (const byte of bytes) {
      this.#held.push(byte);
      const [, second, third] = this.#held;
      if (second === EOT && third !== undefined) {
        command({ kind: 'status', about: third });
        this.#held = [];
      } else if (this.#held.length === CLEAR.length && startsClear(this.#held)) {
        command({ kind: 'clear' });
        this.#held = [];
      } else {
        this.#letGo(other);
      }
    }
  }

  /** Hands on what can no longer become a command. */
  #letGo(other: (byte: number) => void): void {
    while (this.#held.length > 0 && !startsClear(this.#held) && !startsStatus(this.#held)) {
      const [first = 0, ...rest] = this.#held;
      this.#held = rest;
      other(first);
    }
  }
}

function startsClear(bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => byte === CLEAR[index]);
}

function startsStatus(bytes: readonly number[]): boolean {
  return bytes[0] === DLE && (bytes.length === 1 || (bytes.length === 2 && bytes[1] === EOT));
}
