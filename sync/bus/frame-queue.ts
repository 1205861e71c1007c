import { WebSocket } from 'ws';
import { LATEST_VALUE_PATTERNS } from './bus.ts';
import { matches } from './subjects.ts';

/** Bytes that may wait for a slow listener; then only the newest of each latest-value subject is kept for it. */
export const WAITING_BYTES_MAX = 1_024 * 1_024;
/** Subjects that are kept for a slow listener. */
const LATEST_MAX = 1_000;

/** What goes out over one connection. It never grows, however slow the other end is. */
export class FrameQueue {
  readonly #socket: WebSocket;
  readonly #latest = new Map<string, string>();
  #dropped = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Messages that were dropped since the connection began. */
  get dropped(): number {
    return this.#dropped;
  }

  /** @returns false if the frame cannot go out now and will not later */
  send(frame: string): boolean {
    if (this.#isFull()) return false;
    this.#hand(frame);
    return true;
  }

  publish(subject: string, frame: string): void {
    const isLatest = LATEST_VALUE_PATTERNS.some((pattern) => matches(pattern, subject));
    if (isLatest && (this.#latest.has(subject) || (this.#isFull() && this.#latest.size < LATEST_MAX))) {
      this.#latest.set(subject, frame);
    } else if (!this.send(frame)) {
      this.#dropped += 1;
    }
  }

  #isFull(): boolean {
    return this.#socket.bufferedAmount > WAITING_BYTES_MAX || this.#socket.readyState !== WebSocket.OPEN;
  }

  #hand(frame: string): void {
    this.#socket.send(frame, this.#sent);
  }

  readonly #sent = (): void => {
    if (this.#latest.size === 0) return;
    for (const [subject, frame] of this.#latest) {
      if (this.#isFull()) return;
      this.#latest.delete(subject);
      this.#hand(frame);
    }
  };
}
