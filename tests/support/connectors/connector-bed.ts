import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { TransactionCommand } from '#kiosk/core/transaction/commands.ts';
import type { Totals } from '#kiosk/core/transaction/line-item.ts';
import type { TransactionState } from '#kiosk/core/transaction/state.ts';
import type { AttemptId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import { grams, pieces } from '#kiosk/core/values/quantity.ts';
import { saleFact } from '#kiosk/host/connectors/sale-fact.ts';
import { inboxTakenIn } from '#kiosk/host/connectors/taken-in.ts';
import { openConnectorStore, type ConnectorStore } from '#kiosk/storage/connectors/connector-store.ts';
import { openInboxStore } from '#kiosk/storage/inbox/inbox-store.ts';
import { SaleAssembler } from '#sync/connectors/assemble-sales.ts';
import type { Connector } from '#sync/connectors/connector.ts';
import type { FinishedSale } from '#sync/connectors/finished-sale.ts';
import { type ConnectorEvent, ConnectorRunner, type RunnerParts } from '#sync/connectors/runner.ts';
import { ARTICLES, SaleWriter } from '../postgres-sales.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

/** A sale that was paid, with the totals that the core came to. */
export interface SoldSale {
  readonly transactionId: string;
  readonly totals: Totals;
}

const PAUSE_MS_MAX = 3;

export function newLane(origin = '0042.lane-1'): SaleWriter {
  return new SaleWriter({ origin, epoch: randomUUID() });
}

export function scan(name: keyof typeof ARTICLES, count = 1): TransactionCommand {
  return {
    type: 'add-article',
    article: ARTICLES[name],
    entry: 'scanned',
    code: `code-${name}`,
    quantity: name === 'apples' ? grams(count * 252) : pieces(count),
  };
}

/** Sells a basket to its end: discounts, a deposit, something weighed, a line that was taken off again. */
export function sell(writer: SaleWriter, commands: readonly TransactionCommand[] = BASKET): SoldSale {
  for (const command of commands) writer.run(command);
  writer.run({ type: 'start-tender' });
  const { transactionId, totals } = writer.state as Extract<TransactionState, { status: 'tendering' }>;
  const attemptId = `attempt-${writer.rows.length}` as AttemptId;
  writer.write({
    kind: 'payment',
    event: {
      type: 'payment-approved',
      attemptId,
      amount: totals.total,
      details: {
        cardName: 'girocard',
        cardLast4: '1234',
        authorisationCode: 'A1B2',
        fingerprint: { receiptNumber: '1', traceNumber: '1', time: '143000', date: '0921', terminalId: 't' },
        customerReceipt: [],
      },
      settledBy: 'terminal',
    },
  });
  if (totals.total > 0) writer.run({ type: 'add-tender', attemptId, amount: minorUnits(totals.total) });
  writer.run({ type: 'choose-receipt', medium: 'paper' });
  writer.run({ type: 'record-receipt', medium: 'paper' });
  writer.run({ type: 'close' });
  return { transactionId, totals };
}

const BASKET: readonly TransactionCommand[] = [
  scan('milk', 3),
  scan('beer', 2),
  scan('apples', 2),
  { type: 'void-line', lineNumber: 2, by: 'shopper' },
  scan('beer', 1),
];

/** What the assembler makes of a lane's rows. */
export function salesOf(writer: SaleWriter): readonly FinishedSale[] {
  const assembler = new SaleAssembler(writer.log, saleFact);
  return writer.rows.flatMap((row) => {
    const result = assembler.take(row)?.result;
    if (result?.type === 'broken') throw new Error(result.reason);
    return result === undefined ? [] : [result.sale];
  });
}

/** The data folder of headquarters: an inbox with what lanes sent, and connectors that read it. */
export class ConnectorBed {
  readonly directory = temporaryDirectory();
  readonly store: ConnectorStore;
  readonly events: ConnectorEvent[] = [];
  /** Time that was waited for and did not go by: tests are not made to wait. Milliseconds. */
  #skippedMs = 0;
  readonly #inboxFile = path.join(this.directory, 'inbox.db');

  constructor() {
    this.store = openConnectorStore(path.join(this.directory, 'connectors.db'));
    onTestFinished(() => this.store.close());
  }

  takeIn(writer: SaleWriter, rows: readonly JournalRow[] = writer.rows): void {
    takeIn(this.#inboxFile, writer, rows);
  }

  /** A clock on which whoever waits has waited at once. */
  readonly clock = {
    now: (): number => Date.now(),
    monotonic: (): number => performance.now() + this.#skippedMs,
    after: (delayMs: number, callback: () => void): (() => void) => {
      const pauseMs = Math.min(delayMs, PAUSE_MS_MAX);
      const timer = setTimeout(() => {
        this.#skippedMs += delayMs - pauseMs;
        callback();
      }, pauseMs);
      return () => clearTimeout(timer);
    },
  };

  runner(connector: Connector, more: Partial<RunnerParts> = {}): ConnectorRunner {
    return new ConnectorRunner({
      name: 'it',
      connector,
      takenIn: inboxTakenIn(this.#inboxFile),
      ledger: this.store,
      readFact: saleFact,
      clock: this.clock,
      random: Math.random,
      onEvent: (event) => this.events.push(event),
      ...more,
    });
  }

  /** Delivers what there is. */
  async deliver(connector: Connector, more: Partial<RunnerParts> = {}): Promise<boolean> {
    return this.runner(connector, more).runOnce(new AbortController().signal);
  }

  /** Runs until the returned function is called. */
  start(connector: Connector, more: Partial<RunnerParts> = {}): () => Promise<void> {
    const ended = new AbortController();
    const running = this.runner(connector, more).run(ended.signal);
    const stop = async (): Promise<void> => {
      ended.abort();
      await running;
    };
    onTestFinished(stop);
    return stop;
  }
}

/** Commits rows to the inbox in a folder, as a receiver does. */
export function takeIn(file: string, writer: SaleWriter, rows: readonly JournalRow[] = writer.rows): void {
  const inbox = openInboxStore(file, { isFinal: true });
  try {
    inbox.commit(() => inbox.appendRows({ log: writer.log, rows, suspects: [], at: Date.now() }));
  } finally {
    inbox.close();
  }
}
