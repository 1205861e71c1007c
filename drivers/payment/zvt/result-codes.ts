import type { PaymentEndReason } from '#kiosk/core/payment/payment.ts';

/** How a payment ended without money moving. */
export interface Ending {
  readonly outcome: 'declined' | 'cancelled' | 'failed';
  readonly reason: PaymentEndReason;
}

const DECLINED: Ending = { outcome: 'declined', reason: 'card-declined' };
const OTHER_CARD: Ending = { outcome: 'declined', reason: 'card-not-accepted' };
const UNREADABLE: Ending = { outcome: 'failed', reason: 'card-unreadable' };
const NOT_READY: Ending = { outcome: 'failed', reason: 'terminal-not-ready' };
const REFUSED: Ending = { outcome: 'failed', reason: 'terminal-refused' };

/** Result codes that the kiosk treats alike (PA00P015). Codes that are not listed mean technical trouble. */
const ENDINGS: readonly (readonly [readonly number[], Ending])[] = [
  [[0x64, 0x65, 0x66], UNREADABLE],
  [[0x67, 0x68, 0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7e, 0xd2], OTHER_CARD],
  [[0x6e, 0x71, 0x72, 0x73, 0x76], DECLINED],
  // Maximum exceeded, amount too small, maximum too small: this card or this amount does not go, another may.
  [[0xc3, 0xc8, 0xc9], OTHER_CARD],
  // Turnover file full, not registered, end of day needed, please wait, host not reached, memory full, maintenance,
  // diagnosis or activation required, printer not ready, card still inserted: passes, or staff can make it pass.
  [
    [0x6a, 0x6b, 0x77, 0x7d, 0x9b, 0x9c, 0xa0, 0xa1, 0xa3, 0xb1, 0xb2, 0xc2, 0xcc, 0xdc, 0xdf, 0xe0, 0xe4, 0xf0],
    NOT_READY,
  ],
];

const ENDING_BY_CODE: ReadonlyMap<number, Ending> = new Map(
  ENDINGS.flatMap(([codes, ending]) => codes.map((code) => [code, ending] as const)),
);

export const RESULT_SUCCESS = 0x00;
export const RESULT_FUNCTION_NOT_POSSIBLE = 0x83;
export const RESULT_PLEASE_WAIT = 0x9c;
/** Stop key, time-out at the terminal, or an abort by the lane: one code for all three. */
const RESULT_ABORTED = 0x6c;
/** Codes below this one are the host's own reasons to decline. */
const FIRST_TERMINAL_CODE = 0x64;

/** @param abortedByLane whether the lane had asked for the abort, which the terminal reports like a stop key */
export function endingOf(code: number, abortedByLane: boolean): Ending {
  if (code === RESULT_ABORTED) {
    return { outcome: 'cancelled', reason: abortedByLane ? 'lane-cancelled' : 'shopper-cancelled' };
  }
  if (code > RESULT_SUCCESS && code < FIRST_TERMINAL_CODE) return DECLINED;
  return ENDING_BY_CODE.get(code) ?? REFUSED;
}

/** Why a terminal is not ready although it answers (last byte of the completion of a status enquiry). */
const NOT_READY_REASONS: ReadonlyMap<number, string> = new Map([
  [0x51, 'initialisation needed'],
  [0x62, 'clock is wrong'],
  [0xb1, 'memory full, end of day needed'],
  [0xb2, 'journal full'],
  [0xbf, 'supply voltage too low'],
  [0xc0, 'card reader locked'],
  [0xc1, 'merchant card missing'],
  [0xc2, 'diagnosis needed'],
  [0xc4, 'card profiles missing'],
  [0xcc, 'printer not ready'],
  [0xe0, 'remote maintenance running'],
  [0xe2, 'card reader defective'],
  [0xe3, 'shutter closed'],
  [0xe4, 'activation needed'],
  [0xf0, 'end of day needed'],
]);

/** @returns undefined when the terminal can take a payment with this status, or will in a moment */
export function terminalTrouble(status: number): string | undefined {
  return NOT_READY_REASONS.get(status);
}

/** Statuses at which something may still be running: wait, remote maintenance, a card that is still inserted. */
const BUSY_STATUSES: ReadonlySet<number> = new Set([RESULT_PLEASE_WAIT, 0xdc, 0xe0, 0xe1]);

export function isBusyStatus(status: number): boolean {
  return BUSY_STATUSES.has(status);
}
