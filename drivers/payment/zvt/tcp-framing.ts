import type { Apdu } from './apdu.ts';

/** Leading bytes that a command or a response can have. Anything else at the start of a unit is not ZVT. */
const KNOWN_CLASSES: ReadonlySet<number> = new Set([0x04, 0x05, 0x06, 0x08, 0x0f, 0x80, 0x84]);
const SHORT_HEADER_BYTES = 3;
const EXTENDED_HEADER_BYTES = 5;
const EXTENDED_LENGTH = 0xff;
/** The largest unit that there can be: an extended header and 65535 bytes of data. */
const UNIT_MAX_BYTES = EXTENDED_HEADER_BYTES + 0xffff;

export type Decoded =
  | { readonly type: 'apdu'; readonly apdu: Apdu }
  /** The stream makes no sense from here on. TCP loses nothing, so there is no next frame to look for. */
  | { readonly type: 'nonsense'; readonly leading: number };

/**
 * Cuts a TCP stream into units: they follow each other with nothing between them (PA00P016, TCP/IP). Takes any split.
 *
 * There is no start mark and no check sum, so a wrong leading byte cannot be skipped safely: a unit found further on
 * might be a piece of another one, and it might say "approved". After `nonsense` the decoder is deaf until reset().
 */
export class TcpApduDecoder {
  #buffer = new Uint8Array(256);
  #length = 0;
  #deaf = false;

  /** Bytes of a unit that is not complete yet. */
  get pendingBytes(): number {
    return this.#length;
  }

  push(chunk: Uint8Array, emit: (decoded: Decoded) => void): void {
    let offset = 0;
    while (offset < chunk.length && !this.#deaf) {
      // Never more than one unit is held, however large the chunk is.
      const taken = Math.min(chunk.length - offset, UNIT_MAX_BYTES - this.#length);
      this.#append(chunk.subarray(offset, offset + taken));
      offset += taken;
      this.#emitWhole(emit);
    }
  }

  reset(): void {
    this.#length = 0;
    this.#deaf = false;
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.min(UNIT_MAX_BYTES, Math.max(needed, this.#buffer.length * 2)));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
  }

  #emitWhole(emit: (decoded: Decoded) => void): void {
    let start = 0;
    while (start < this.#length) {
      const leading = this.#buffer[start] ?? 0;
      if (!KNOWN_CLASSES.has(leading)) {
        this.#length = 0;
        this.#deaf = true;
        emit({ type: 'nonsense', leading });
        return;
      }
      const unit = this.#unitAt(start);
      if (unit === undefined) break;
      start += unit.size;
      emit({ type: 'apdu', apdu: unit.apdu });
    }
    this.#buffer.copyWithin(0, start, this.#length);
    this.#length -= start;
  }

  #unitAt(start: number): { readonly apdu: Apdu; readonly size: number } | undefined {
    const view = this.#buffer.subarray(start, this.#length);
    const [leading = 0, instruction = 0, shortLength = 0, low = 0, high = 0] = view;
    if (view.length < SHORT_HEADER_BYTES) return undefined;
    const extended = shortLength === EXTENDED_LENGTH;
    const header = extended ? EXTENDED_HEADER_BYTES : SHORT_HEADER_BYTES;
    if (view.length < header) return undefined;
    const size = header + (extended ? low + 256 * high : shortLength);
    if (view.length < size) return undefined;
    return { apdu: { code: leading * 256 + instruction, data: view.slice(header, size) }, size };
  }
}
