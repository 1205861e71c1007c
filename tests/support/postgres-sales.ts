import type { AssistEvent } from '#kiosk/core/assist/ticket.ts';
import type { Article } from '#kiosk/core/catalogue/article.ts';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import { compilePromotions } from '#kiosk/core/promotions/compile.ts';
import { isRejection } from '#kiosk/core/rejection.ts';
import type { TransactionCommand } from '#kiosk/core/transaction/commands.ts';
import type { TransactionContext } from '#kiosk/core/transaction/context.ts';
import { decide } from '#kiosk/core/transaction/decide.ts';
import { evolveAll } from '#kiosk/core/transaction/evolve.ts';
import { NO_HISTORY } from '#kiosk/core/transaction/shopper.ts';
import { IDLE, type TransactionState } from '#kiosk/core/transaction/state.ts';
import type { ArticleId, BusinessDay, TransactionId, WorkstationId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { entryToRow } from '#kiosk/host/journal-adapter.ts';
import type { JournalEntry } from '#kiosk/lane/ports.ts';
import type { LogName, Mark } from '#sync/log/log.ts';
import { genesisMark, hashOfRow, markOf } from '#sync/log/row-hash.ts';

export const ARTICLES = {
  milk: article('milk', 219),
  beer: article('beer', 149, {
    groups: ['drinks'],
    tax: { code: 'B', rateBasisPoints: 2100 },
    deposit: { name: { en: 'Deposit' }, amount: minorUnits(15), tax: { code: 'B', rateBasisPoints: 2100 } },
  }),
  apples: article('apples', 299, { pricedPer: 'weight' }),
  wine: article('wine', 899, { restrictions: { minimumAge: 18 } }),
} as const;

const START = 1_790_000_000_000;

/**
 * Till and journal of one lane in memory: sales are decided by the core, and their rows are those that a lane
 * writes.
 */
export class SaleWriter {
  readonly log: LogName;
  readonly rows: JournalRow[] = [];
  businessDay = '2026-09-21';
  #state: TransactionState = IDLE;
  #last: Mark;
  #sales = 0;

  constructor(log: LogName) {
    this.log = log;
    this.#last = genesisMark(log);
  }

  get state(): TransactionState {
    return this.#state;
  }

  /** @returns whether the sale took the command; what it refuses leaves no row */
  run(command: TransactionCommand): boolean {
    const events = decide(this.#state, command, this.#context());
    if (isRejection(events)) return false;
    for (const event of events) {
      if (event.type === 'transaction-started') this.#sales += 1;
      this.#state = evolveAll(this.#state, [event]);
      const { transactionId } = this.#state as { transactionId: TransactionId };
      this.write({ kind: 'transaction', transactionId, event });
    }
    return true;
  }

  assist(event: AssistEvent): void {
    this.write({ kind: 'assist', event });
  }

  write(entry: JournalEntry): void {
    const { kind, body } = entryToRow(entry, 'unused');
    this.writeRow(kind, body);
  }

  /** A row as any program may write one. */
  writeRow(kind: string, body: string): JournalRow {
    const seq = this.#last.seq + 1;
    const id = `01900000-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`;
    const place = { seq, id, kind, businessDay: this.businessDay, wall: START + seq, boot: 'boot-1', monotonic: seq };
    const row = { ...place, body, hash: hashOfRow({ ...place, body }, this.#last.hash) };
    this.rows.push(row);
    this.#last = markOf(row);
    return row;
  }

  #context(): TransactionContext {
    return {
      now: START + this.#last.seq * 1_000,
      localTime: { date: '2026-09-21', time: '14:30' },
      businessDay: this.businessDay as BusinessDay,
      workstationId: this.log.origin as WorkstationId,
      newTransactionId: `${this.log.epoch}-${this.#sales + 1}` as TransactionId,
      currency: 'EUR',
      language: 'en',
      catalogueRevision: 'r1',
      promotions,
      linesMax: 50,
      nextReceiptNumber: this.#sales,
      depositReturn: {
        max: minorUnits(2_500),
        name: { en: 'Deposit returned' },
        tax: { code: 'B', rateBasisPoints: 2100 },
      },
      history: NO_HISTORY,
      receiptMedia: ['paper', 'screen', 'none'],
    };
  }
}

const promotions = compilePromotions([
  {
    kind: 'n-for-price',
    promotionId: 'milk-2-for-4',
    label: { en: '2 for 4.00' },
    target: { articles: ['milk'] },
    take: 2,
    price: minorUnits(400),
  },
  {
    kind: 'percent-off',
    promotionId: 'drinks-25',
    label: { en: '25% off' },
    target: { groups: ['drinks'] },
    basisPoints: 2500,
  },
]);

function article(id: string, price: number, more: Partial<Article> = {}): Article {
  return {
    id: id as ArticleId,
    name: { en: id },
    price: minorUnits(price),
    pricedPer: 'pieces',
    tax: { code: 'A', rateBasisPoints: 900 },
    groups: [],
    ...more,
  };
}
