import type { ReceiptView } from '#kiosk/api/views.ts';
import { type ReceiptDocument, receiptDocument, type Seller } from '#kiosk/core/receipt/receipt-document.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { ReceiptMedium } from '#kiosk/core/transaction/events.ts';
import type { PrintJob } from '#drivers/printer/pos-printer.ts';
import type { LaneCore } from '../lane-core.ts';
import { NO_RECEIPT } from '../lane-session.ts';
import type { SlipOutlets, SlipPress } from './slip-press.ts';

/** How receipts leave the lane, besides on paper. */
export interface ReceiptOutlets extends SlipOutlets {
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
  readonly #slips: Pick<SlipPress, 'atRest'>;
  #cancel: () => void = () => {};
  #servedTransaction: string | undefined;
  /** The receipt that is on its way, on whatever medium: there is one at a time. */
  #making: Promise<void> | undefined;

  constructor(core: LaneCore, outlets: ReceiptOutlets, slips: Pick<SlipPress, 'atRest'>) {
    this.#core = core;
    this.#outlets = outlets;
    this.#slips = slips;
    core.parts.writer.onWritten(() => this.#follow());
  }

  stop(): void {
    this.#cancel();
  }

  /** Resolves when the printer is not at work for this lane any more. */
  async atRest(): Promise<void> {
    await this.#making?.catch(() => {});
  }

  async choose(medium: ReceiptMedium): Promise<Rejection | undefined> {
    if (this.#making !== undefined) return reject('wrong-state', { state: 'printing' });
    const choice = this.#core.command({ type: 'choose-receipt', medium });
    this.#making = this.#makeOnce(choice, medium);
    this.#core.follow('a receipt', this.#making);
    return choice;
  }

  /** The shopper is done, or has gone. Where the law wants a receipt issued, it is issued first. */
  async finish(): Promise<Rejection | undefined> {
    // The record of a receipt belongs to its sale: the next one begins when the printer has said how it went.
    if (this.#making !== undefined) return reject('wrong-state', { state: 'printing' });
    const owed = this.#owed();
    return owed === undefined ? this.#close() : this.choose(owed);
  }

  /**
   * The next shopper is scanning already: a sale whose receipt is in a hand makes way for hers, and no other one does.
   */
  async makeWay(): Promise<Rejection | undefined> {
    const isInHand = this.#making === undefined && this.#core.session.receipt.state === 'printed';
    return isInHand ? this.#close() : reject('wrong-state', { state: 'settled' });
  }

  /** Called once after a restart, when nothing new is written for a sale that was settled before. */
  resume(): void {
    this.#follow();
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
    this.#finishAfter(CHOOSING_MS);
  }

  #reset(): void {
    this.#servedTransaction = undefined;
    this.#cancel();
    this.#update(NO_RECEIPT);
  }

  /** The medium of a receipt that must be issued and was not yet. One that failed is a person's matter by now. */
  #owed(): ReceiptMedium | undefined {
    const { state, parts } = this.#core;
    if (!parts.settings.receiptAlwaysIssued || state.transaction.status !== 'settled') return undefined;
    const { issued, failure } = state.transaction.receipt;
    if (issued > 0 || failure !== undefined) return undefined;
    return (['paper', 'screen'] as const).find((medium) => parts.settings.receiptMedia.includes(medium));
  }

  async #close(): Promise<Rejection | undefined> {
    this.#cancel();
    return this.#core.command({ type: 'close' });
  }

  async #makeOnce(choice: Promise<Rejection | undefined>, medium: ReceiptMedium): Promise<void> {
    try {
      if ((await choice) !== undefined) return;
      if (medium === 'none') await this.#close();
      else if (medium === 'paper') await this.#print();
      else await this.#show();
    } finally {
      this.#making = undefined;
    }
  }

  async #print(): Promise<void> {
    const { printer } = this.#outlets;
    const document = this.#document();
    if (document === undefined) return;
    this.#cancel();
    this.#update({ state: 'printing', failure: null, url: null, closesAt: null });
    await this.#slips.atRest();
    const outcome =
      printer === undefined
        ? ({ printed: false, cause: 'offline', started: false } as const)
        : await printer.print(this.#outlets.layOut(document));
    if (!outcome.printed) return this.#failed('paper', outcome.cause);
    await this.#core.command({ type: 'record-receipt', medium: 'paper' });
    const { thanksCloseAfterMs } = this.#core.parts.settings;
    const closesAt = this.#core.parts.clock.now() + thanksCloseAfterMs;
    this.#update({ state: 'printed', failure: null, url: null, closesAt });
    this.#finishAfter(thanksCloseAfterMs);
  }

  async #show(): Promise<void> {
    const document = this.#document();
    if (document === undefined) return;
    this.#cancel();
    let url: string;
    try {
      url = await this.#outlets.publish(document);
    } catch (error) {
      this.#core.parts.log.error('a receipt could not be put on the shelf', { error: String(error) });
      return this.#failed('screen', 'error');
    }
    await this.#core.command({ type: 'record-receipt', medium: 'screen' });
    this.#update({ state: 'shown', failure: null, url, closesAt: null });
    // A code must stay long enough to be found, unlocked for, and read by a phone.
    this.#finishAfter(CHOOSING_MS);
  }

  async #failed(medium: ReceiptMedium, cause: NonNullable<ReceiptView['failure']>): Promise<void> {
    await this.#core.command({ type: 'record-receipt', medium, failure: cause });
    await this.#core.raise('receipt-not-printed', 'lane', { cause });
    this.#update({ state: 'failed', failure: cause, url: null, closesAt: null });
    this.#finishAfter(CHOOSING_MS);
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

  #update(receipt: LaneCore['session']['receipt']): void {
    this.#core.updateSession({ receipt });
  }

  #finishAfter(delayMs: number): void {
    this.#cancel();
    this.#cancel = this.#core.parts.clock.after(delayMs, () => this.#core.follow('closing a paid sale', this.finish()));
  }
}
