import type { JournalEntry } from '#kiosk/lane/ports.ts';
import { receiptNumberIn } from './receipt-numbers.ts';

/** Places that are remembered; beyond it every second one is forgotten, which only makes trims coarser. */
const PLACES_MAX = 4_096;

/**
 * Follows a journal and knows the places before which nothing is needed to bring the lane back: a sale begins there, no
 * call and no payment from before is open, and the last receipt number and what the terminal last reported come later.
 */
export class CutPoints {
  readonly #openCalls = new Set<string>();
  readonly #openPayments = new Set<string>();
  #places: number[] = [];
  #lastSeq: number;
  #highestNumber = 0;
  /** The row that the highest number for a receipt comes from. */
  #lastNumbered = 0;
  #lastSeen: number | undefined;

  /** @param startSeq the last row that was trimmed before */
  constructor(startSeq: number) {
    this.#lastSeq = startSeq;
  }

  /** The last row that was followed. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The entries of one row after the other; several entries may come of one row, and none of some. */
  take(seq: number, entry: JournalEntry): void {
    const before = seq - 1;
    this.#lastSeq = seq;
    this.#takeNumber(seq, receiptNumberIn(entry));
    switch (entry.kind) {
      case 'transaction':
        if (entry.event.type === 'transaction-started' && this.#nothingIsOpen()) this.#remember(before);
        return;
      case 'assist':
        if (entry.event.type === 'ticket-raised') this.#openCalls.add(entry.event.ticketId);
        if (isOver(entry.event.type)) this.#openCalls.delete(entry.event.ticketId);
        return;
      case 'payment':
        return this.#takePayment(seq, entry.event);
      case 'lane':
    }
  }

  /** The last place up to a row from which the lane could be brought back; 0 if there is none. */
  upTo(limit: number): number {
    const last = Math.min(limit, this.#lastNumbered - 1, (this.#lastSeen ?? Infinity) - 1);
    return this.#places.findLast((place) => place <= last) ?? 0;
  }

  #takeNumber(seq: number, receiptNumber: number): void {
    if (receiptNumber === 0 || receiptNumber < this.#highestNumber) return;
    this.#highestNumber = receiptNumber;
    this.#lastNumbered = seq;
  }

  #takePayment(seq: number, event: Extract<JournalEntry, { kind: 'payment' }>['event']): void {
    if (event.type === 'terminal-observed') {
      this.#lastSeen = seq;
      return;
    }
    if (event.type === 'payment-intended') this.#openPayments.add(event.attemptId);
    if (event.type === 'payment-approved' || event.type === 'payment-ended') {
      this.#openPayments.delete(event.attemptId);
    }
    if (event.type === 'payment-approved') this.#lastSeen = seq;
  }

  #nothingIsOpen(): boolean {
    return this.#openCalls.size === 0 && this.#openPayments.size === 0;
  }

  #remember(place: number): void {
    this.#places.push(place);
    if (this.#places.length > PLACES_MAX) this.#places = this.#places.filter((_, index) => index % 2 === 0);
  }
}

function isOver(type: string): boolean {
  return type === 'ticket-resolved' || type === 'ticket-withdrawn' || type === 'ticket-expired';
}
