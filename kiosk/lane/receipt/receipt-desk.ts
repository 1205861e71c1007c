import type { ReceiptView } from '#kiosk/api/views.ts';
import { type ReceiptDocument, receiptDocument, type Seller } from '#kiosk/core/receipt/receipt-document.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { ReceiptMedium } from '#kiosk/core/transaction/events.ts';
import type { LanguageTag } from '#kiosk/core/values/identifiers.ts';
import type { PosPrinter, PrintJob } from '#drivers/printer/pos-printer.ts';
import type { LaneCore } from '../lane-core.ts';

/** How receipts leave the lane, besides on paper. */
export interface ReceiptOutlets {
  readonly printer: PosPrinter | undefined;
  readonly seller: Seller;
  readonly layOut: (document: ReceiptDocument) => PrintJob;
  /** Puts the receipt where the shopper's phone can fetch it; the address is not guessable. */
  readonly publish: (document: ReceiptDocument) => Promise<string>;
}

/**
 * How long a shopper may think about the receipt before the screen moves on; the thanks screen then closes by itself.
 */
const CHOOSING_MS = 45_000;

/**
 * Gives the shopper the receipt in the way she likes. The sale is settled before this begins and stays settled whatever
 * the printer does; a receipt that did not print is offered on the screen, and staff are called where the law wants
 * paper.
 */
export class ReceiptDesk {
  readonly #core: LaneCore;
  readonly #outlets: ReceiptOutlets;
  #cancel: () => void = () => {};
  #servedTransaction: string | undefined;

  constructor(core: LaneCore, outlets: ReceiptOutlets) {
    this.#core = core;
    this.#outlets = outlets;
    core.parts.writer.onWritten(() => this.#follow());
  }

  stop(): void {
    this.#cancel();
  }

  async choose(medium: ReceiptMedium): Promise<Rejection | undefined> {
    const refusal = await this.#core.command({ type: 'choose-receipt', medium });
    if (refusal !== undefined) return refusal;
    switch (medium) {
      case 'paper':
        void this.#print();
        return undefined;
      case 'screen':
        await this.#show();
        return undefined;
      case 'none':
        return this.finish();
    }
  }

  async finish(): Promise<Rejection | undefined> {
    // The record of a receipt belongs to its sale: the next one begins when the printer has said how it went.
    if (this.#core.session.receipt.state === 'printing') return reject('wrong-state', { state: 'printing' });
    this.#cancel();
    return this.#core.command({ type: 'close' });
  }

  /** A freshly settled sale opens the desk; so does one that a restart found settled. */
  #follow(): void {
    const { transaction } = this.#core.state;
    if (transaction.status !== 'settled') {
      if (this.#servedTransaction !== undefined) this.#reset();
      return;
    }
    if (this.#servedTransaction === transaction.transactionId) return;
    this.#servedTransaction = transaction.transactionId;
    this.#core.effect('thanks');
    this.#update({ state: 'choosing', failure: null, url: null, closesAt: null });
    this.#later(CHOOSING_MS, () => void this.#noChoice());
  }

  /** Called once after a restart, when nothing new is written for a sale that was settled before. */
  resume(): void {
    this.#follow();
  }

  #reset(): void {
    this.#servedTransaction = undefined;
    this.#cancel();
    this.#update({ state: 'none', failure: null, url: null, closesAt: null });
  }

  async #noChoice(): Promise<void> {
    if (this.#core.parts.settings.receiptAlwaysIssued) await this.choose('paper');
    else await this.finish();
  }

  async #print(): Promise<void> {
    const { printer } = this.#outlets;
    const document = this.#document();
    if (document === undefined) return;
    this.#cancel();
    this.#update({ state: 'printing', failure: null, url: null, closesAt: null });
    const outcome =
      printer === undefined
        ? ({ printed: false, cause: 'offline', started: false } as const)
        : await printer.print(this.#outlets.layOut(document));
    if (outcome.printed) {
      await this.#core.command({ type: 'record-receipt', medium: 'paper' });
      this.#closeSoon('printed', null);
      return;
    }
    await this.#core.command({ type: 'record-receipt', medium: 'paper', failure: outcome.cause });
    await this.#callStaff(outcome.cause);
    this.#update({ state: 'failed', failure: outcome.cause, url: null, closesAt: null });
    this.#later(CHOOSING_MS, () => void this.finish());
  }

  async #show(): Promise<void> {
    const document = this.#document();
    if (document === undefined) return;
    const url = await this.#outlets.publish(document);
    await this.#core.command({ type: 'record-receipt', medium: 'screen' });
    // A code must stay long enough to be found, unlocked for, and read by a phone.
    this.#cancel();
    this.#update({ state: 'shown', failure: null, url, closesAt: null });
    this.#later(CHOOSING_MS, () => void this.finish());
  }

  #document(): ReceiptDocument | undefined {
    const { state, parts } = this.#core;
    const { transaction, payments } = state;
    if (transaction.status !== 'settled') return undefined;
    const details = new Map(
      [...payments.attempts.values()].flatMap((attempt) =>
        attempt.details === undefined ? [] : [[attempt.attemptId, attempt.details] as const],
      ),
    );
    return receiptDocument(transaction, {
      seller: this.#outlets.seller,
      laneNumber: parts.settings.laneNumber,
      softwareVersion: parts.settings.softwareVersion,
      currency: parts.settings.currency,
      paymentDetails: details,
      test: parts.settings.testMode,
    });
  }

  #language(): LanguageTag {
    const { transaction } = this.#core.state;
    return transaction.status === 'settled' ? transaction.language : this.#core.session.language;
  }

  async #callStaff(cause: string): Promise<void> {
    const { transaction } = this.#core.state;
    await this.#core.assist({
      type: 'raise',
      ticketId: this.#core.newTicketId(),
      reason: 'receipt-not-printed',
      raisedBy: 'lane',
      transactionId: transaction.status === 'idle' ? undefined : transaction.transactionId,
      language: this.#language(),
      context: { cause },
    });
  }

  #closeSoon(state: ReceiptView['state'], url: string | null): void {
    const { thanksCloseAfterMs } = this.#core.parts.settings;
    this.#update({ state, failure: null, url, closesAt: this.#core.parts.clock.now() + thanksCloseAfterMs });
    this.#later(thanksCloseAfterMs, () => void this.finish());
  }

  #update(receipt: LaneCore['session']['receipt']): void {
    this.#core.updateSession({ receipt });
  }

  #later(delayMs: number, callback: () => void): void {
    this.#cancel();
    this.#cancel = this.#core.parts.clock.after(delayMs, callback);
  }
}
