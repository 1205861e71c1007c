import type { FinishedSale } from './finished-sale.ts';

/**
 * What became of a batch.
 *
 * `delivered`: the other system has all of it, however often it was offered.
 * `retry-later`: nobody knows, or not now; the same batch comes again. `isAnswered` says that the other system is there
 * and failed over just this batch: a sale that it fails over again and again is set aside.
 * `refused`: it will never take this batch as it is. A batch of several is halved until the sale is found.
 * `paused`: nothing will be taken before a person has mended something: a key, an address, a right.
 */
export type Delivery =
  | { readonly type: 'delivered' }
  | {
      readonly type: 'retry-later';
      readonly reason: string;
      readonly isAnswered: boolean;
      /** It is certain that nothing was taken. */
      readonly isUntouched?: boolean | undefined;
      /** What the other system asked for, in milliseconds. */
      readonly afterMs?: number | undefined;
    }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'paused'; readonly reason: string };

/**
 * A system that gets finished sales: a folder of files, a webhook, an ERP. It keeps no cursor, decides on no retries
 * and holds nothing back; the runner does. Sales of one lane come in their order, one batch at a time.
 *
 * A batch may come again after it was taken, because the answer was lost or the process was killed before it noted it.
 * So each sale has to carry its transaction id to where the other system recognises it, or be looked up first.
 */
export interface Connector {
  /** The most sales that one call gets, 1 or more. */
  readonly batchMax: number;
  /** Whether it also gets baskets that were given up as a whole. */
  readonly wantsCancelled: boolean;
  /**
   * How long after a try the other system may not yet show what it took, in milliseconds; a repeated try waits for
   * that, also after a restart. 0 for a system that knows at once.
   */
  readonly settleMs: number;
  /** Never takes longer than its own time-outs; heeds the signal. What it throws counts as refused. */
  deliver(sales: readonly FinishedSale[], signal: AbortSignal): Promise<Delivery>;
}

export const DELIVERED: Delivery = { type: 'delivered' };

export function refused(reason: string): Delivery {
  return { type: 'refused', reason: bounded(reason) };
}

export function paused(reason: string): Delivery {
  return { type: 'paused', reason: bounded(reason) };
}

/** Nobody answered: this says nothing about the sale. */
export function notReached(reason: string, afterMs?: number): Delivery {
  return { type: 'retry-later', reason: bounded(reason), isAnswered: false, afterMs };
}

/** It said that it takes nothing now. */
export function notNow(reason: string, afterMs?: number): Delivery {
  return { type: 'retry-later', reason: bounded(reason), isAnswered: false, isUntouched: true, afterMs };
}

/** It is there, and failed over this. */
export function failedThere(reason: string): Delivery {
  return { type: 'retry-later', reason: bounded(reason), isAnswered: true };
}

const REASON_LENGTH_MAX = 500;

/** What another system says may be long, and is shown to people on one line. */
function bounded(reason: string): string {
  return reason.replaceAll(/\p{Cc}+/gu, ' ').slice(0, REASON_LENGTH_MAX);
}
