import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { NO_PAYMENTS, evolvePayment } from '#kiosk/core/payment/evolve.ts';
import type { PaymentEvent, PaymentState } from '#kiosk/core/payment/payment.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import type { Journal } from '#kiosk/lane/ports.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { openLaneJournal } from '../journal-adapter.ts';

export type PaymentEnd = Extract<PaymentEvent, { type: 'payment-approved' | 'payment-ended' }>;

/** The payments of a journal file, with a pen. */
export class PaymentBook {
  readonly #journal: Journal & { close(): Promise<void> };
  #state: PaymentState = NO_PAYMENTS;
  #lastEnd: PaymentEnd | undefined;

  private constructor(journal: Journal & { close(): Promise<void> }) {
    this.#journal = journal;
  }

  /**
   * @param mayMake whether a journal is begun where there is no file; else a mistyped name would look settled
   * @throws CommandFailure when the file cannot be used; the message names it
   */
  static async open(file: string, workstationId: string, mayMake: boolean): Promise<PaymentBook> {
    if (!mayMake && !existsSync(file)) throw new CommandFailure(`--journal ${file}: there is no such journal`);
    refuseWhatIsNoDatabase(file);
    try {
      const book = new PaymentBook(await openLaneJournal(file, { workstationId }));
      await book.#read();
      return book;
    } catch (error) {
      if (error instanceof StorageError) throw new CommandFailure(`--journal ${error.message}`, EXIT.usage);
      throw error;
    }
  }

  get state(): PaymentState {
    return this.#state;
  }

  /** How the last payment that is settled ended. */
  get lastEnd(): PaymentEnd | undefined {
    return this.#lastEnd;
  }

  /** Resolves when the events are on disk. @throws StorageError */
  async record(events: readonly PaymentEvent[]): Promise<void> {
    await this.#journal.append(
      today(),
      events.map((event) => ({ kind: 'payment', event })),
    );
    for (const event of events) this.#take(event);
  }

  async close(): Promise<void> {
    await this.#journal.close();
  }

  async #read(): Promise<void> {
    for await (const { entry } of this.#journal.read()) if (entry.kind === 'payment') this.#take(entry.event);
  }

  #take(event: PaymentEvent): void {
    this.#state = evolvePayment(this.#state, event);
    if (event.type === 'payment-approved' || event.type === 'payment-ended') this.#lastEnd = event;
  }
}

const MAGIC = 'SQLite format 3\0';

/**
 * A lane sets a damaged journal aside and sells on. Here a person may have named the wrong file, or the journal that
 * knows of a payment that is still open: neither is moved out of the way.
 */
function refuseWhatIsNoDatabase(file: string): void {
  if (!existsSync(file) || !statSync(file).isFile() || statSync(file).size === 0) return;
  const start = Buffer.alloc(MAGIC.length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  if (start.toString('latin1') !== MAGIC)
    throw new CommandFailure(`--journal ${file}: not a journal; it was left as it is`);
}

/** The day on this machine's calendar, YYYY-MM-DD. */
function today(): BusinessDay {
  return new Date().toLocaleDateString('sv-SE') as BusinessDay;
}
