import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { PaymentDetails } from '#kiosk/core/payment/payment.ts';
import type { TransactionEvent } from '#kiosk/core/transaction/events.ts';
import { evolve } from '#kiosk/core/transaction/evolve.ts';
import { IDLE, type TransactionState } from '#kiosk/core/transaction/state.ts';
import type { LogName } from '../log/log.ts';
import { finishedSale, type FinishedSale } from './finished-sale.ts';

/** What a row tells of a sale. */
export type SaleFact =
  | {
      readonly type: 'sale';
      readonly transactionId: string;
      readonly event: TransactionEvent;
      /** The row repeats what an earlier life of the journal holds: it counts for nothing by itself. */
      readonly isRepeat: boolean;
    }
  | { readonly type: 'payment'; readonly attemptId: string; readonly details: PaymentDetails };

/** Reads a row; undefined for what no sale is made of. What it throws says why the row cannot be read. */
export type ReadFact = (row: JournalRow) => SaleFact | undefined;

/** The rows of one sale that is over, and what they amount to. */
export interface AssembledSale {
  readonly transactionId: string;
  readonly businessDay: string;
  readonly firstSeq: number;
  readonly seq: number;
  /** Empty if they were too many to be kept. */
  readonly rows: readonly JournalRow[];
  readonly result:
    | { readonly type: 'sale'; readonly sale: FinishedSale }
    | { readonly type: 'broken'; readonly reason: string };
}

interface OpenSale {
  readonly transactionId: string;
  readonly businessDay: string;
  readonly firstSeq: number;
  readonly payments: Map<string, PaymentDetails>;
  rows: JournalRow[];
  bytes: number;
  lastSeq: number;
  state: TransactionState;
  /** As the event that gave it up says. */
  voidedAt: number | undefined;
  problem: string | undefined;
}

const ROWS_MAX = 20_000;
const BYTES_MAX = 8 * 1_024 * 1_024;

const STARTED = 'transaction.transaction-started';
const SETTLED = 'transaction.transaction-settled';
const VOIDED = 'transaction.transaction-voided';
const CARRIED_OVER = 'lane.carried-over';
/** What comes after a sale was paid changes nothing of it. */
const AFTERWARDS: ReadonlySet<string> = new Set([
  'transaction.receipt-chosen',
  'transaction.receipt-issued',
  'transaction.receipt-failed',
  'transaction.transaction-closed',
]);

/**
 * Puts the rows of one log together to sales, by the core's own evolve: what is handed on is what was shown, printed
 * and paid. Rows that do not make a sale are handed out as a broken one, and never lost.
 */
export class SaleAssembler {
  readonly #log: LogName;
  readonly #read: ReadFact;
  #open: OpenSale | undefined;

  constructor(log: LogName, read: ReadFact) {
    this.#log = log;
    this.#read = read;
  }

  /** The first row of the sale that is not over yet; undefined between sales. */
  get openSince(): number | undefined {
    return this.#open?.firstSeq;
  }

  /** Rows are missing before the next one. */
  gap(reason: string): void {
    if (this.#open !== undefined) this.#open.problem ??= reason;
  }

  /** @returns the sale that is over with this row, if one is */
  take(row: JournalRow): AssembledSale | undefined {
    if (!row.kind.startsWith('transaction.') && !row.kind.startsWith('payment.') && row.kind !== CARRIED_OVER) {
      if (row.kind === 'log.tombstone') this.gap(`row ${row.seq} was set aside where it was written`);
      return undefined;
    }
    let fact: SaleFact | undefined;
    try {
      fact = this.#read(row);
    } catch (error) {
      return this.#unreadable(row, error instanceof Error ? error.message : String(error));
    }
    if (fact === undefined) return undefined;
    if (fact.type === 'payment') {
      if (this.#open !== undefined) {
        this.#keep(this.#open, row);
        this.#open.payments.set(fact.attemptId, fact.details);
      }
      return undefined;
    }
    return this.#takeEvent(row, fact);
  }

  #takeEvent(row: JournalRow, fact: Extract<SaleFact, { type: 'sale' }>): AssembledSale | undefined {
    const { event, transactionId, isRepeat } = fact;
    if (event.type === 'transaction-started') return this.#start(row, transactionId, event);
    const kind = `transaction.${event.type}`;
    if (this.#open === undefined || this.#open.transactionId !== transactionId) {
      if (AFTERWARDS.has(kind)) return undefined;
      const left = this.#close('it has no end');
      this.#begin(row, transactionId, 'its beginning is missing');
      return left ?? this.#endIfOver(kind, isRepeat);
    }
    const open = this.#open;
    this.#keep(open, row);
    if (open.problem === undefined) {
      try {
        open.state = evolve(open.state, event);
        if (event.type === 'transaction-voided') open.voidedAt = event.voidedAt;
      } catch (error) {
        open.problem = `row ${row.seq} does not fit: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    return this.#endIfOver(kind, isRepeat);
  }

  #start(row: JournalRow, transactionId: string, event: TransactionEvent): AssembledSale | undefined {
    const left = this.#close('it has no end');
    const open = this.#begin(row, transactionId, undefined);
    open.state = evolve(IDLE, event);
    return left;
  }

  #unreadable(row: JournalRow, why: string): AssembledSale | undefined {
    const problem = `row ${row.seq} cannot be read: ${why}`;
    if (row.kind.startsWith('payment.') || row.kind === CARRIED_OVER) {
      this.gap(problem);
      return undefined;
    }
    if (this.#open === undefined && AFTERWARDS.has(row.kind)) return undefined;
    const left = row.kind === STARTED ? this.#close('it has no end') : undefined;
    const open = this.#open ?? this.#begin(row, `row-${row.seq}`, undefined);
    if (open.lastSeq < row.seq) this.#keep(open, row);
    open.problem ??= problem;
    return left ?? this.#endIfOver(row.kind, false);
  }

  #begin(row: JournalRow, transactionId: string, problem: string | undefined): OpenSale {
    this.#open = {
      transactionId,
      businessDay: row.businessDay,
      firstSeq: row.seq,
      payments: new Map(),
      rows: [],
      bytes: 0,
      lastSeq: row.seq,
      state: IDLE,
      voidedAt: undefined,
      problem,
    };
    this.#keep(this.#open, row);
    return this.#open;
  }

  #keep(open: OpenSale, row: JournalRow): void {
    open.lastSeq = row.seq;
    open.bytes += row.body.length;
    if (open.rows.length < ROWS_MAX && open.bytes <= BYTES_MAX) {
      open.rows.push(row);
      return;
    }
    open.problem ??= 'it has more rows than a sale may have';
    open.rows = [];
  }

  #endIfOver(kind: string, isRepeat: boolean): AssembledSale | undefined {
    if (kind !== SETTLED && kind !== VOIDED) return undefined;
    if (!isRepeat) return this.#close(undefined);
    // The earlier journal holds this very sale and its end: it is handed on from there.
    this.#open = undefined;
    return undefined;
  }

  #close(problem: string | undefined): AssembledSale | undefined {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return undefined;
    const { transactionId, businessDay, firstSeq, lastSeq: seq, rows } = open;
    const found = { transactionId, businessDay, firstSeq, seq, rows };
    const reason = open.problem ?? problem;
    if (reason !== undefined) return { ...found, result: { type: 'broken', reason } };
    try {
      return { ...found, result: { type: 'sale', sale: this.#finish(open) } };
    } catch (error) {
      return { ...found, result: { type: 'broken', reason: error instanceof Error ? error.message : String(error) } };
    }
  }

  #finish({ state, payments, lastSeq, voidedAt = 0 }: OpenSale): FinishedSale {
    const endedAt = state.status === 'settled' ? state.settledAt : voidedAt;
    return finishedSale(state, { log: this.#log, seq: lastSeq, endedAt, payments });
  }
}

/** The sale that rows which were kept make today. */
export function assembleAgain(log: LogName, rows: readonly JournalRow[], read: ReadFact): AssembledSale | undefined {
  const assembler = new SaleAssembler(log, read);
  for (const row of rows) {
    const over = assembler.take(row);
    if (over !== undefined) return over;
  }
  return undefined;
}
