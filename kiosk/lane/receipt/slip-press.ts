import type { CommandInput } from '#kiosk/api/commands.ts';
import type { CommandContext } from '#kiosk/api/server/ports.ts';
import type { PrintedSlip } from '#kiosk/api/slips.ts';
import { reject, type Rejection } from '#kiosk/core/rejection.ts';
import type { ArticleId } from '#kiosk/core/values/identifiers.ts';
import type { PosPrinter, PrintJob } from '#drivers/printer/pos-printer.ts';
import type { LaneCore } from '../lane-core.ts';
import { askedByStore } from '../store-line.ts';
import type { SlipHead } from './slip-layout.ts';

/** How slips leave the lane. */
export interface SlipOutlets {
  readonly printer: PosPrinter | undefined;
  readonly layOutSlip: (slip: PrintedSlip, head: SlipHead) => PrintJob;
}

/**
 * Prints slips that the store has written down. What does not come out is no loss: the code stands on the staff page,
 * and any lane prints it again.
 */
export class SlipPress {
  readonly #core: LaneCore;
  readonly #outlets: SlipOutlets;
  #work: Promise<void> = Promise.resolve();

  constructor(core: LaneCore, outlets: SlipOutlets) {
    this.#core = core;
    this.#outlets = outlets;
  }

  /** Resolves when the printer is not at work for a slip any more. */
  async atRest(): Promise<void> {
    let waited: Promise<void> | undefined;
    while (waited !== this.#work) {
      waited = this.#work;
      await waited;
    }
  }

  /** @returns why it does not even begin */
  print({ slip }: CommandInput<'printSlip'>, context: CommandContext): Record<string, never> | Rejection {
    if (askedByStore(context) === undefined) return reject('not-signed-in');
    const { printer, layOutSlip } = this.#outlets;
    if (printer?.state.state !== 'ready') return reject('printer-away');
    const { settings, clock, catalogue, log } = this.#core.parts;
    const at = clock.now();
    const job = layOutSlip(slip, {
      storeName: settings.storeName,
      laneNumber: settings.laneNumber,
      currency: settings.currency,
      at,
      test: settings.testMode,
      nameOf: (articleId) => catalogue.findById(articleId as ArticleId, at)?.name,
    });
    const printing = printer.print(job).then(
      (outcome) => {
        if (!outcome.printed) log.warn('a slip did not print', { cause: outcome.cause });
      },
      // A receipt was quicker: paper in a shopper's hand comes first.
      (error: unknown) => log.warn('a slip did not print', { error: String(error) }),
    );
    this.#work = Promise.all([this.#work, printing]).then(() => undefined);
    return {};
  }
}
