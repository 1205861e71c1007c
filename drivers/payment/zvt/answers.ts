import type { LastTransaction } from '#kiosk/core/payment/judge.ts';
import type { Baseline } from '#kiosk/core/payment/payment.ts';
import { readDigitLength } from './bmp.ts';
import type { FinishedExchange } from './exchange-runner.ts';
import { RESULT_PLEASE_WAIT, RESULT_SUCCESS, isBusyStatus } from './result-codes.ts';
import type { StatusInformation } from './status-information.ts';

/**
 * What a status enquiry (05 01) found. Only a status byte says "ready": a terminal that does not know the command, or
 * leaves the byte out, has not said that it is at rest.
 */
export type StatusAnswer =
  | { readonly answer: 'ready'; readonly status: number }
  | { readonly answer: 'busy'; readonly status: number }
  | { readonly answer: 'cannot-tell'; readonly cause: string }
  | { readonly answer: 'lost'; readonly cause: string };

export function statusAnswer({ end }: FinishedExchange): StatusAnswer {
  switch (end.end) {
    case 'completed': {
      const status = statusByte(end.data);
      if (status === undefined) return { answer: 'cannot-tell', cause: 'the terminal leaves out its status' };
      return { answer: isBusyStatus(status) ? 'busy' : 'ready', status };
    }
    case 'refused':
    case 'aborted':
      if (end.code === RESULT_PLEASE_WAIT) return { answer: 'busy', status: end.code };
      return { answer: 'cannot-tell', cause: `the terminal does not answer a status enquiry (${hex(end.code)})` };
    case 'lost':
      return { answer: 'lost', cause: end.cause };
  }
}

/** What a repeat receipt (06 20) found. */
export type RepeatAnswer =
  | { readonly answer: 'transaction'; readonly last: LastTransaction; readonly report: StatusInformation }
  | { readonly answer: 'none'; readonly cause: string }
  | { readonly answer: 'busy' }
  | { readonly answer: 'lost'; readonly cause: string };

export function repeatAnswer({ exchange, end }: FinishedExchange): RepeatAnswer {
  const report = exchange.reports.findLast(({ result }) => result !== undefined);
  switch (end.end) {
    case 'completed':
      if (report === undefined) return { answer: 'none', cause: 'the terminal repeats no result' };
      return transaction(report);
    case 'refused':
    case 'aborted':
      // A report before an abort tells of the question that failed, not of the last transaction.
      if (end.code === RESULT_PLEASE_WAIT) return { answer: 'busy' };
      return { answer: 'none', cause: `the terminal does not repeat its last result (${hex(end.code)})` };
    case 'lost':
      // A success has been told in full; a failure could be that of the question itself.
      if (report?.result === RESULT_SUCCESS) return transaction(report);
      return { answer: 'lost', cause: end.cause };
  }
}

/** What the lane compares with later; undefined when the terminal may have something to tell, only not now. */
export function baselineOf(answer: RepeatAnswer): Baseline | undefined {
  switch (answer.answer) {
    case 'transaction':
      return answer.last.fingerprint;
    case 'none':
      return 'none';
    case 'busy':
    case 'lost':
      return undefined;
  }
}

function transaction(report: StatusInformation): RepeatAnswer {
  return {
    answer: 'transaction',
    report,
    last: {
      fingerprint: report.fingerprint,
      successful: report.result === RESULT_SUCCESS,
      reversalOf: report.reversalOf,
    },
  };
}

/** The completion of a status enquiry: perhaps a software version with its length in three digits, then the status. */
function statusByte(data: Uint8Array): number | undefined {
  const version = data.length > 3 ? readDigitLength(data, 0, 3) : undefined;
  return data[version === undefined ? 0 : version.start + version.length];
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(2, '0');
}
