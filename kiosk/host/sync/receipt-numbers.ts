import type { JournalEntry } from '#kiosk/lane/ports.ts';

/** 1 January 2020, 0:00 UTC; milliseconds since 1970. Before there was any receipt. */
const BEGINNING = 1_577_836_800_000;
const MS_PER_MINUTE = 60_000;

/** The highest number for a receipt that an entry tells was given; 0 if it tells of none. */
export function receiptNumberIn(entry: JournalEntry): number {
  if (entry.kind === 'transaction' && entry.event.type === 'transaction-settled') return entry.event.receiptNumber;
  if (entry.kind === 'lane' && entry.event.type === 'epoch-started') return (entry.event.receiptNumbersFrom ?? 1) - 1;
  return 0;
}

/**
 * The first number for receipts of a lane whose earlier record ended, when it may have lost rows: one that was never
 * given before. Nobody knows how many numbers were given in rows that are gone, but a lane that began at 1 and sells
 * less than once a minute day and night has not come as far as the number of minutes since 2020.
 *
 * @param highest the highest number that is known of
 * @param wall milliseconds since 1970; with a clock that is wrong by years only what is known of counts
 */
export function receiptNumbersAfter(highest: number, wall: number): number {
  return Math.max(highest + 1, Math.floor((wall - BEGINNING) / MS_PER_MINUTE));
}
