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

  /** @throws CommandFailure when the file cannot be used; the message names it */
  static async open(file: string, workstationId: string): Promise<PaymentBook> {
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

/** The day on this machine's calendar, YYYY-MM-DD. */
function today(): BusinessDay {
  return new Date().toLocaleDateString('sv-SE') as BusinessDay;
}
