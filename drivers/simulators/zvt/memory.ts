import { ascii, byte, counted, digits, tlv } from './bytes.ts';
import type { Behaviour } from './behaviour.ts';

/** A transaction that the terminal has in its journal. */
export interface Booking {
  readonly receipt: number;
  readonly trace: number;
  /** Minor units. */
  readonly amount: number;
  readonly currency: number;
  readonly date: string;
  readonly time: string;
  /** Taken back again. */
  reversed: boolean;
  /** The trace number of what this one takes back. */
  readonly reversalOf: number | undefined;
}

const TERMINAL_ID = '29001006';
const RECEIPT_MAX = 9_999;

/** What a terminal knows when the power stays on. */
export class TerminalMemory {
  readonly journal: Booking[] = [];
  #receipt: number;
  #trace: number;

  constructor(firstReceipt = 1, firstTrace = 1) {
    this.#receipt = firstReceipt;
    this.#trace = firstTrace;
  }

  /** Charges that stand. */
  get booked(): readonly Booking[] {
    return this.journal.filter((booking) => !booking.reversed && booking.reversalOf === undefined);
  }

  book(amount: number, currency: number, at: Date): Booking {
    return this.#write(amount, currency, at, undefined);
  }

  /** Takes a charge back, with or without a record of doing so. */
  reverse(booking: Booking, at: Date, leavesRecord: boolean): void {
    booking.reversed = true;
    if (leavesRecord) this.#write(booking.amount, booking.currency, at, booking.trace);
    else this.journal.splice(this.journal.indexOf(booking), 1);
  }

  #write(amount: number, currency: number, at: Date, reversalOf: number | undefined): Booking {
    const booking: Booking = {
      receipt: this.#receipt,
      trace: this.#trace,
      amount,
      currency,
      date: digits((at.getMonth() + 1) * 100 + at.getDate(), 2),
      time: digits(at.getHours() * 10_000 + at.getMinutes() * 100 + at.getSeconds(), 3),
      reversed: false,
      reversalOf,
    };
    this.#receipt = (this.#receipt % RECEIPT_MAX) + 1;
    this.#trace += 1;
    this.journal.push(booking);
    return booking;
  }
}

/** The fields of a report about a booking (04 0F). */
export function report(booking: Booking, behaviour: Pick<Behaviour, 'fields' | 'wantsSignature'>): string {
  if (behaviour.fields === 'result-only') return '2700';
  const common = [
    '2700',
    `04${digits(booking.amount, 6)}`,
    `49${digits(booking.currency, 2)}`,
    `0c${booking.time}`,
    `0d${booking.date}`,
    `87${digits(booking.receipt, 2)}`,
    `0b${digits(booking.trace, 3)}`,
    `29${TERMINAL_ID}`,
    booking.reversalOf === undefined ? '' : `37${digits(booking.reversalOf, 3)}`,
    counted('22', 'eeeeeeeeeeee4242', 2),
    `3b${ascii('512345')}0000`,
    counted('8b', `${ascii('Debit Mastercard')}00`, 2),
    '8a06',
  ];
  const verification = tlv('1f10', behaviour.wantsSignature ? '01' : '02');
  const strange = behaviour.fields === 'strange';
  const container = strange ? tlv('df7e', 'c0ffee') + verification + tlv('ff40', tlv('df41', '00')) : verification;
  // BMP EE is in no table: what stands behind it cannot be read.
  return `${common.join('')}06${byte(container.length / 2)}${container}${strange ? 'ee0102' : ''}`;
}

/** The fields of a report that no money has moved. */
export function failure(code: number, text: string): string {
  return `27${byte(code)}29${TERMINAL_ID}${counted('3c', ascii(text), 3)}`;
}

/** What the customer's card receipt says. */
export function receiptText(booking: Booking): readonly string[] {
  return [
    '* CUSTOMER RECEIPT *',
    `Terminal ${TERMINAL_ID}`,
    `Trace ${digits(booking.trace, 3)}  Receipt ${digits(booking.receipt, 2)}`,
    'Debit Mastercard ############4242',
    `Amount ${(booking.amount / 100).toFixed(2)}`,
    'APPROVED',
  ];
}
