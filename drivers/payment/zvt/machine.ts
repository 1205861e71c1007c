import { assert } from '#kiosk/core/values/assert.ts';
import { type TerminalStatus } from '../payment-terminal.ts';
import { type Apdu, COMMAND, NOT_ISSUED, POSITIVE, UNKNOWN_COMMAND, isResponse, refusalOf } from './apdu.ts';
import { ABORT } from './commands.ts';
import { parseIntermediateStatus } from './intermediate-status.ts';
import { NO_RECEIPT, type ReceiptLines, addPrintLine, addTextBlock } from './receipt-lines.ts';
import { RESULT_SUCCESS } from './result-codes.ts';
import { type StatusInformation, parseStatusInformation } from './status-information.ts';
import type { CodePage } from './text.ts';

/**
 * One exchange: a command of the lane, and everything that the terminal says until it hands the word back (06 0F done,
 * 06 1E not done). Pure: what comes in is an input, what must happen is an output.
 *
 *   awaiting-response → following ⇄ confirming → ended;  abort is a wish on the way, never an end
 */
export interface Exchange {
  readonly rules: ExchangeRules;
  readonly command: Apdu;
  readonly phase: 'awaiting-response' | 'following' | 'confirming' | 'ended';
  /** Commands of ours that the terminal has not responded to, oldest first. */
  readonly unanswered: readonly ('command' | 'abort')[];
  /** An abort that waits until the terminal has accepted the command. */
  readonly abortWanted: boolean;
  readonly abortSent: boolean;
  /** The time was over once already, and an abort was sent for it. */
  readonly overdue: boolean;
  /** What the terminal reported, in order. */
  readonly reports: readonly StatusInformation[];
  /** The report that the lane has made durable and answered positively. */
  readonly confirmed: StatusInformation | undefined;
  /** A report of success that the lane turned down. */
  readonly turnedDown: boolean;
  readonly receipts: ReceiptLines;
}

export interface ExchangeRules {
  /**
   * - charge: success is confirmed only when the lane says so; it may be aborted
   * - question: it may be lost, and asked again
   * - wish: over with its response (06 B0)
   */
  readonly kind: 'charge' | 'question' | 'wish';
  readonly codePage: CodePage;
  readonly responseTimeoutMs: number;
  readonly progressTimeoutMs: number;
  readonly abortGraceMs: number;
}

export type ExchangeInput =
  | { readonly type: 'received'; readonly apdu: Apdu }
  | { readonly type: 'confirmed'; readonly accepted: boolean }
  | { readonly type: 'abort' }
  | { readonly type: 'time-over' }
  | { readonly type: 'lost'; readonly cause: string };

export type ExchangeOutput =
  | { readonly do: 'write'; readonly apdu: Apdu }
  /** Starts the one timer anew. */
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'status'; readonly status: TerminalStatus }
  /** Make this durable, then come back with `confirmed`. Nothing else may come in between. */
  | { readonly do: 'confirm'; readonly report: StatusInformation }
  | { readonly do: 'end'; readonly end: ExchangeEnd };

export type ExchangeEnd =
  /** 06 0F, with its data. */
  | { readonly end: 'completed'; readonly data: Uint8Array }
  /** 06 1E. */
  | { readonly end: 'aborted'; readonly code: number; readonly data: Uint8Array }
  /** 84 xx: the command was not started. */
  | { readonly end: 'refused'; readonly code: number }
  /** Nobody heard its end: the line broke, or the terminal fell silent on a line that still stood. */
  | { readonly end: 'lost'; readonly cause: string; readonly silent: boolean };

export type Step = readonly [Exchange, readonly ExchangeOutput[]];

/** More reports than any terminal has to make; what comes after is answered and not kept. */
const REPORTS_MAX = 16;
/** Silence of a terminal may be announced (04 FF) to last as long as this. */
const ANNOUNCED_SILENCE_MAX_MS = 900_000;

/** The first step: the command goes out. */
export function beginExchange(command: Apdu, rules: ExchangeRules): Step {
  const exchange: Exchange = {
    rules,
    command,
    phase: 'awaiting-response',
    unanswered: ['command'],
    abortWanted: false,
    abortSent: false,
    overdue: false,
    reports: [],
    confirmed: undefined,
    turnedDown: false,
    receipts: NO_RECEIPT,
  };
  return [exchange, [{ do: 'write', apdu: command }, wait(rules.responseTimeoutMs)]];
}

export function stepExchange(exchange: Exchange, input: ExchangeInput): Step {
  if (exchange.phase === 'ended') return [exchange, []];
  switch (input.type) {
    case 'received':
      assert(exchange.phase !== 'confirming', 'a unit was taken while a report waits to be confirmed');
      return isResponse(input.apdu) ? onResponse(exchange, input.apdu) : onCommand(exchange, input.apdu);
    case 'confirmed':
      return onConfirmed(exchange, input.accepted);
    case 'abort':
      return onAbortWish(exchange);
    case 'time-over':
      return onTimeOver(exchange);
    case 'lost':
      return end(exchange, { end: 'lost', cause: input.cause, silent: false });
  }
}

/** Whether the terminal still owes a response, which a later command must not mistake for its own. */
export function leavesLooseEnds(exchange: Exchange): boolean {
  return exchange.unanswered.length > 0;
}

/** Whether the terminal has said anything beyond a response: then it has surely taken the command. */
function hasStarted(exchange: Exchange): boolean {
  return exchange.phase !== 'awaiting-response';
}

function onResponse(exchange: Exchange, apdu: Apdu): Step {
  const [answered, ...unanswered] = exchange.unanswered;
  // One response too many is harmless here: there is no other command that it could be taken for.
  if (answered === undefined) return [exchange, []];
  const next: Exchange = { ...exchange, unanswered };
  const refusal = refusalOf(apdu);
  if (answered === 'abort') return [next, []];
  if (refusal === undefined) {
    return exchange.rules.kind === 'wish' ? end(next, { end: 'completed', data: apdu.data }) : follow(next);
  }
  if (hasStarted(exchange)) {
    return end(next, { end: 'lost', cause: `refused with ${refusal.toString(16)} after it had begun`, silent: false });
  }
  return end(next, { end: 'refused', code: refusal });
}

/** The terminal has accepted: from now on it leads, and a wish to abort can go out. */
function follow(exchange: Exchange, silenceMs: number = exchange.rules.progressTimeoutMs): Step {
  const following: Exchange = { ...exchange, phase: 'following' };
  const waitMs = exchange.overdue ? exchange.rules.abortGraceMs : silenceMs;
  if (!exchange.abortWanted) return [following, [wait(waitMs)]];
  return sendAbort({ ...following, abortWanted: false }, waitMs);
}

function onCommand(exchange: Exchange, apdu: Apdu): Step {
  const { codePage } = exchange.rules;
  switch (apdu.code) {
    case COMMAND.intermediateStatus: {
      const { status, silenceMs } = parseIntermediateStatus(apdu.data, codePage);
      const patience = Math.min(ANNOUNCED_SILENCE_MAX_MS, Math.max(exchange.rules.progressTimeoutMs, silenceMs ?? 0));
      const [next, outputs] = follow(exchange, patience);
      return [next, [write(POSITIVE), { do: 'status', status }, ...outputs]];
    }
    case COMMAND.statusInformation:
      return onReport(exchange, parseStatusInformation(apdu.data, codePage));
    case COMMAND.printLine:
      return answer({ ...exchange, receipts: addPrintLine(exchange.receipts, apdu.data, codePage) }, POSITIVE);
    case COMMAND.printTextBlock:
      return answer({ ...exchange, receipts: addTextBlock(exchange.receipts, apdu.data, codePage) }, POSITIVE);
    case COMMAND.setDateTime:
      return answer(exchange, POSITIVE);
    case COMMAND.completion:
      return endAnswered(exchange, { end: 'completed', data: apdu.data });
    case COMMAND.abortByTerminal:
      return endAnswered(exchange, { end: 'aborted', code: apdu.data[0] ?? RESULT_SUCCESS, data: apdu.data });
    default:
      return answer(exchange, UNKNOWN_COMMAND);
  }
}

function onReport(exchange: Exchange, report: StatusInformation): Step {
  const reports = [...exchange.reports, report].slice(-REPORTS_MAX);
  const next: Exchange = { ...exchange, reports };
  const isSuccess = exchange.rules.kind === 'charge' && report.result === RESULT_SUCCESS;
  // A terminal that missed our answer reports again; what is on record is not recorded twice.
  if (!isSuccess || exchange.confirmed !== undefined) return answer(next, POSITIVE);
  return [{ ...next, phase: 'confirming' }, [{ do: 'confirm', report }]];
}

function onConfirmed(exchange: Exchange, accepted: boolean): Step {
  assert(exchange.phase === 'confirming', `nothing waits to be confirmed while ${exchange.phase}`);
  const report = exchange.reports.at(-1);
  if (accepted) return answer({ ...exchange, confirmed: report }, POSITIVE);
  return answer({ ...exchange, turnedDown: true }, NOT_ISSUED);
}

function onAbortWish(exchange: Exchange): Step {
  if (exchange.rules.kind !== 'charge' || exchange.unanswered.includes('abort')) return [exchange, []];
  if (exchange.phase !== 'following') return [{ ...exchange, abortWanted: true }, []];
  return sendAbort(exchange, exchange.rules.progressTimeoutMs);
}

function sendAbort(exchange: Exchange, waitMs: number): Step {
  const unanswered = [...exchange.unanswered, 'abort' as const];
  return [{ ...exchange, unanswered, abortSent: true }, [write(ABORT), wait(waitMs)]];
}

function onTimeOver(exchange: Exchange): Step {
  if (exchange.phase === 'awaiting-response') {
    return end(exchange, { end: 'lost', cause: 'no response in time', silent: true });
  }
  if (exchange.rules.kind !== 'charge' || exchange.overdue) {
    return end(exchange, { end: 'lost', cause: 'the terminal fell silent', silent: true });
  }
  // One abort, then a last wait: the terminal may still have an end to tell (PA00P015, T4).
  const overdue: Exchange = { ...exchange, overdue: true };
  if (exchange.unanswered.includes('abort')) return [overdue, [wait(exchange.rules.abortGraceMs)]];
  return sendAbort(overdue, exchange.rules.abortGraceMs);
}

function answer(exchange: Exchange, apdu: Apdu): Step {
  const [next, outputs] = follow(exchange);
  return [next, [write(apdu), ...outputs]];
}

function endAnswered(exchange: Exchange, ended: ExchangeEnd): Step {
  const [next, outputs] = end(exchange, ended);
  return [next, [write(POSITIVE), ...outputs]];
}

function end(exchange: Exchange, ended: ExchangeEnd): Step {
  return [{ ...exchange, phase: 'ended' }, [{ do: 'end', end: ended }]];
}

function write(apdu: Apdu): ExchangeOutput {
  return { do: 'write', apdu };
}

function wait(ms: number): ExchangeOutput {
  return { do: 'wait', ms };
}
