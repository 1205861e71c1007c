import type { EntriesChange } from '#kiosk/api/server/topic-hub.ts';
import type { LineView } from '#kiosk/api/views.ts';
import { promotionsOn } from '#kiosk/core/transaction/reprice.ts';
import type { PromotionHint } from '#kiosk/core/promotions/price-modifier.ts';
import type { PromotionSet } from '#kiosk/core/promotions/compile.ts';
import type { SaleLineItem } from '#kiosk/core/transaction/line-item.ts';
import type { TransactionBody, TransactionState } from '#kiosk/core/transaction/state.ts';
import type { LocalTime } from '#kiosk/core/values/local-time.ts';
import { lineView } from './view-projector.ts';

const NOTHING: EntriesChange<LineView> = {};

/**
 * The lines of the basket as keyed entries. It remembers what it has shown, so that a change of one line in a long
 * basket costs one entry.
 */
export class LinesProjector {
  /** Whose lines are shown; null as long as nothing was, when another life of the lane may have left some behind. */
  #transactionId: string | undefined | null = null;
  #lines: readonly SaleLineItem[] = [];
  #shown = new Map<number, { readonly line: SaleLineItem; readonly hint: PromotionHint | undefined }>();

  project(transaction: TransactionState, promotions: PromotionSet, localTime: LocalTime): EntriesChange<LineView> {
    if (transaction.status === 'idle' || transaction.status === 'closed' || transaction.status === 'voided') {
      return this.#forget();
    }
    const reset = this.#transactionId !== transaction.transactionId;
    if (!reset && this.#lines === transaction.lines) return NOTHING;
    if (reset) this.#shown = new Map();
    this.#transactionId = transaction.transactionId;
    this.#lines = transaction.lines;
    const hints = transaction.status === 'open' ? hintsByLine(transaction, promotions, localTime) : NO_HINTS;
    return { reset, ...this.#changes(transaction.lines, hints) };
  }

  #changes(
    lines: readonly SaleLineItem[],
    hints: ReadonlyMap<number, PromotionHint>,
  ): Pick<EntriesChange<LineView>, 'set' | 'drop'> {
    const set: [string, LineView][] = [];
    const drop: string[] = [];
    for (const line of lines) {
      const { lineNumber } = line;
      const shown = this.#shown.get(lineNumber);
      if (line.voided) {
        if (shown !== undefined) drop.push(String(lineNumber));
        this.#shown.delete(lineNumber);
        continue;
      }
      const hint = hints.get(lineNumber);
      if (shown?.line === line && sameHint(shown.hint, hint)) continue;
      this.#shown.set(lineNumber, { line, hint });
      set.push([String(lineNumber), lineView(line, hint)]);
    }
    return { set, drop };
  }

  #forget(): EntriesChange<LineView> {
    if (this.#transactionId === undefined) return NOTHING;
    this.#transactionId = undefined;
    this.#lines = [];
    this.#shown = new Map();
    return { reset: true };
  }
}

const NO_HINTS: ReadonlyMap<number, PromotionHint> = new Map();

/** One hint a line, on the last line that it is about: there the shopper's eye is. */
function hintsByLine(
  basket: Pick<TransactionBody, 'lines' | 'shopper'>,
  promotions: PromotionSet,
  localTime: LocalTime,
): ReadonlyMap<number, PromotionHint> {
  const byLine = new Map<number, PromotionHint>();
  for (const hint of promotionsOn(basket, promotions, localTime).hints) {
    const last = hint.lineNumbers.at(-1);
    if (last !== undefined && !byLine.has(last)) byLine.set(last, hint);
  }
  return byLine;
}

function sameHint(a: PromotionHint | undefined, b: PromotionHint | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const isSameStep = a.promotionId === b.promotionId && a.missingCount === b.missingCount && a.isPart === b.isPart;
  return isSameStep && a.saves === b.saves;
}
