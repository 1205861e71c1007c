import { randomBytes } from 'node:crypto';
import type { PaymentOutcome } from '#drivers/payment/payment-terminal.ts';
import { ZvtTerminal } from '#drivers/payment/zvt/zvt-terminal.ts';
import { TcpTransport } from '#drivers/transport/tcp-transport.ts';
import { openAttempts } from '#kiosk/core/payment/evolve.ts';
import type { PaymentAttempt } from '#kiosk/core/payment/payment.ts';
import { assert } from '#kiosk/core/values/assert.ts';
import { currencyByCode } from '#kiosk/core/values/currencies.ts';
import type { Currency } from '#kiosk/core/values/money.ts';
import { PaymentCoordinator, type SettledAttempt } from '#kiosk/lane/payment/payment-coordinator.ts';
import { UUID_RANDOM_BYTES, uuidV7 } from '#kiosk/storage/journal/uuid-v7.ts';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { systemClock } from '../system-clock.ts';
import { PaymentBook, type PaymentEnd } from './payment-book.ts';
import { PaymentReport, type WriteLine, exitCodeOf } from './report.ts';
import {
  type TerminalCommandOptions,
  readCharge,
  readPassword,
  readRecoverTimeoutMs,
  readUrl,
} from './terminal-options.ts';

/** Charges once. Settles what is open in the journal first, and charges nothing while that is not possible. */
export async function payCommand(options: TerminalCommandOptions, write: WriteLine): Promise<number> {
  const { amount, currency } = readCharge(options);
  const report = new PaymentReport(options.json === true, write);
  return atTerminal(options, currency, report, async ({ coordinator, book, stopWanted }) => {
    const settled = await coordinator.recoverOpen((status) => report.status(status));
    for (const { attempt, outcome } of settled) report.outcome('recovered', attempt, outcome);
    const [open] = openAttempts(book.state);
    if (open !== undefined) {
      const cause = `payment ${open.attemptId} of this journal is not settled, nothing was charged`;
      report.outcome('outcome', { amount, currency: currency.code }, { outcome: 'unknown', cause }, { started: false });
      return EXIT.unknown;
    }
    if (stopWanted()) {
      const outcome = { outcome: 'cancelled', reason: 'lane-cancelled' } as const;
      report.outcome('outcome', { amount, currency: currency.code }, outcome, { started: false });
      return EXIT.no;
    }
    const outcome = await charge(coordinator, book, report, { amount, currency });
    const attemptId = [...book.state.attempts.keys()].at(-1);
    report.outcome('outcome', { amount, currency: currency.code, attemptId }, outcome);
    return exitCodeOf(outcome.outcome);
  });
}

/** Settles every open payment of the journal, as far as the terminal can tell. */
export async function recoverCommand(options: TerminalCommandOptions, write: WriteLine): Promise<number> {
  const report = new PaymentReport(options.json === true, write);
  return atTerminal(options, undefined, report, async ({ coordinator, book }) => {
    if (openAttempts(book.state).length === 0) return reportLast(book, report);
    const settled = await coordinator.recoverOpen((status) => report.status(status));
    for (const { attempt, outcome } of settled) report.outcome('outcome', attempt, outcome);
    return exitCodeOfAll(settled);
  });
}

function exitCodeOfAll(settled: readonly SettledAttempt[]): number {
  if (settled.some(({ outcome }) => outcome.outcome === 'unknown')) return EXIT.unknown;
  return exitCodeOf(settled.at(-1)?.outcome.outcome ?? 'failed');
}

/** A caller that was killed after the end was on disk, but before it read it, gets it now. */
function reportLast(book: PaymentBook, report: PaymentReport): number {
  const { lastEnd } = book;
  const attempt = lastEnd && book.state.attempts.get(lastEnd.attemptId);
  if (lastEnd === undefined || attempt === undefined) {
    report.nothingOpen();
    return EXIT.ok;
  }
  const outcome = outcomeOf(lastEnd);
  report.outcome('outcome', attempt, outcome, { settled: 'earlier' });
  return exitCodeOf(outcome.outcome);
}

function outcomeOf(end: PaymentEnd): PaymentOutcome {
  if (end.type === 'payment-approved') return { outcome: 'approved', amount: end.amount, details: end.details };
  return { outcome: end.outcome, reason: end.reason, terminalText: end.terminalText };
}

async function charge(
  coordinator: PaymentCoordinator,
  book: PaymentBook,
  report: PaymentReport,
  request: Parameters<PaymentCoordinator['pay']>[0],
): Promise<PaymentOutcome> {
  try {
    return await coordinator.pay(request, (status) => report.status(status));
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    const [open] = openAttempts(book.state);
    // What could not be written before the first byte was never sent; after it, nobody knows.
    if (open === undefined || open.phase === 'intended') {
      throw new CommandFailure(`--journal ${error.message}; nothing was charged`);
    }
    return { outcome: 'unknown', cause: `the journal could not be written: ${error.message}` };
  }
}

interface Desk {
  readonly coordinator: PaymentCoordinator;
  readonly book: PaymentBook;
  /** Whether somebody has pressed Ctrl-C. */
  readonly stopWanted: () => boolean;
}

/** Opens journal and terminal, listens for Ctrl-C, and lets go of everything in the end. */
async function atTerminal(
  options: TerminalCommandOptions,
  chargeCurrency: Currency | undefined,
  report: PaymentReport,
  work: (desk: Desk) => Promise<number>,
): Promise<number> {
  const address = readUrl(options.url);
  const recoverTimeoutMs = readRecoverTimeoutMs(options);
  const password = readPassword(options);
  const book = await PaymentBook.open(options.journal, options.workstation, chargeCurrency !== undefined);
  const terminal = new ZvtTerminal({
    deviceId: 'terminal',
    terminalId: `zvt:${address.host}:${address.port}`,
    currency: chargeCurrency ?? currencyOfOpen(openAttempts(book.state)),
    settings: { password, codePage: options.codePage },
    transport: () => new TcpTransport(address),
  });
  const coordinator = new PaymentCoordinator({
    terminal,
    clock: systemClock,
    ids: { next: () => uuidV7(Date.now(), randomBytes(UUID_RANDOM_BYTES)) },
    state: () => book.state,
    record: (events) => book.record(events),
    recoverTimeoutMs,
  });
  let stopWanted = false;
  const stopListening = onStopSignals(() => {
    stopWanted = true;
    report.status({ step: 'other', text: 'asking the terminal to stop' });
    void coordinator.cancel();
  });
  // Whoever reads our output may leave; the payment is followed all the same.
  process.stdout.on('error', ignore);
  try {
    await terminal.open();
    return await work({ coordinator, book, stopWanted: () => stopWanted });
  } finally {
    stopListening();
    await terminal.close();
    await book.close();
  }
}

/** Questions carry no currency, but a registration does: that of what is asked about. */
function currencyOfOpen(open: readonly PaymentAttempt[]): Currency {
  const currency = currencyByCode(open[0]?.currency ?? 'EUR');
  assert(currency !== undefined, 'an attempt was recorded in a currency that nobody knows');
  return currency;
}

function onStopSignals(stop: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}

function ignore(): void {}
