import type { PaymentOutcome, PaymentRequest } from '../payment-terminal.ts';
import type { Exchange, ExchangeEnd } from './machine.ts';
import { customerReceipt } from './receipt-lines.ts';
import { RESULT_SUCCESS, endingOf } from './result-codes.ts';
import { type StatusInformation, detailsOf } from './status-information.ts';

/** Why a report of success is not what the lane asked for; undefined when it is. */
export function objection(report: StatusInformation, request: PaymentRequest): string | undefined {
  if (contradicts(report, request)) {
    const { amount, currency } = report;
    return `the terminal approved ${amount} in currency ${currency} instead of ${request.amount}`;
  }
  // Nobody can check a signature at an unattended lane.
  return report.signature ? 'the terminal wants a signature' : undefined;
}

/** Another amount or currency than asked for. Neither tips nor partial approvals are offered to the terminal. */
function contradicts({ amount, currency }: StatusInformation, request: PaymentRequest): boolean {
  return (
    (amount !== undefined && amount !== request.amount) ||
    (currency !== undefined && currency !== request.currency.numeric)
  );
}

/** What a report of success is worth, with what the terminal left out filled in from the request. */
export function approvedBy(
  report: StatusInformation,
  request: PaymentRequest,
  lines: readonly string[],
): PaymentOutcome & { readonly outcome: 'approved' } {
  const details = detailsOf(report, lines);
  const amount = request.amount;
  return { outcome: 'approved', amount, details: { ...details, fingerprint: { ...details.fingerprint, amount } } };
}

/**
 * What became of a charge whose exchange has ended (rules of PA00P015 for 04 0F, 06 0F and 06 1E). Whatever is not
 * plainly one of the known ends is unknown.
 */
export function outcomeOf(exchange: Exchange, end: ExchangeEnd, request: PaymentRequest): PaymentOutcome {
  switch (end.end) {
    case 'refused':
      return { ...endingOf(end.code, false), terminalText: `refused with code ${hex(end.code)}` };
    case 'completed':
      return outcomeOfCompleted(exchange, request);
    case 'aborted':
      return outcomeOfAborted(exchange, end.code);
    case 'lost': {
      const failure = failureReported(exchange);
      // A reported decline stands, also when the line went dead before the closing word.
      return failure ?? { outcome: 'unknown', cause: end.cause };
    }
  }
}

function outcomeOfCompleted(exchange: Exchange, request: PaymentRequest): PaymentOutcome {
  const { confirmed, reports } = exchange;
  if (confirmed === undefined) return failureReported(exchange) ?? UNREPORTED;
  // Every report after the one on record must agree with it; a failure among them may mean that the money went back.
  const agreed = reports.every((report) => report.result === RESULT_SUCCESS && !contradicts(report, request));
  if (agreed && !exchange.turnedDown) return approvedBy(confirmed, request, customerReceipt(exchange.receipts));
  return { outcome: 'unknown', cause: 'the terminal contradicts itself' };
}

const UNREPORTED: PaymentOutcome = { outcome: 'unknown', cause: 'completed without a result' };

function outcomeOfAborted(exchange: Exchange, code: number): PaymentOutcome {
  if (exchange.turnedDown) return { outcome: 'failed', reason: 'reversed-by-terminal' };
  const failure = failureReported(exchange);
  if (failure !== undefined) return failure;
  if (exchange.confirmed !== undefined)
    return { outcome: 'unknown', cause: `aborted with ${hex(code)} after approval` };
  return { ...endingOf(code, exchange.abortSent), terminalText: exchange.reports.at(-1)?.text };
}

/** The end that the last report tells of, when it reports a failure and no success came before it. */
function failureReported(exchange: Exchange): PaymentOutcome | undefined {
  const last = exchange.reports.at(-1);
  if (last?.result === undefined || last.result === RESULT_SUCCESS) return undefined;
  const { text: terminalText, fingerprint } = last;
  if (exchange.confirmed === undefined && !exchange.turnedDown) {
    return { ...endingOf(last.result, exchange.abortSent), terminalText, fingerprint };
  }
  return undefined;
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(2, '0');
}
