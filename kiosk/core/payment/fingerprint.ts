import type { TerminalFingerprint } from './payment.ts';

/** How two fingerprints relate. Unclear: the fields that both have contradict each other, or there are none. */
export type Likeness = 'same' | 'different' | 'unclear';

type FieldLikeness = 'equal' | 'unequal' | 'absent';

/**
 * Compares what both sides carry; terminals leave fields out, and a repeated record may have fewer than the first.
 *
 * The receipt number counts most, then the trace number, then the time. Equal numbers with an unequal time are no proof
 * of either: a terminal without memory counts from one again, and some report the time of the repeat.
 */
export function compareFingerprints(a: TerminalFingerprint, b: TerminalFingerprint): Likeness {
  const receipt = compareNumbers(a.receiptNumber, b.receiptNumber);
  const trace = compareNumbers(a.traceNumber, b.traceNumber);
  const moment = compareMoments(a, b);
  const amount = a.amount === undefined || b.amount === undefined ? 'absent' : likeness(a.amount === b.amount);
  const contradicted = moment === 'unequal' || amount === 'unequal';

  if (receipt === 'unequal') return 'different';
  if (receipt === 'equal') {
    if (trace === 'unequal') return moment === 'unequal' ? 'different' : 'unclear';
    return contradicted ? 'unclear' : 'same';
  }
  if (trace === 'unequal') return 'different';
  if (trace === 'equal') return contradicted ? 'unclear' : 'same';
  if (moment === 'unequal') return 'different';
  return moment === 'equal' && amount === 'equal' ? 'same' : 'unclear';
}

/** Whether both name a terminal and it is not the same one. */
export function fromOtherTerminal(a: TerminalFingerprint, b: TerminalFingerprint): boolean {
  return a.terminalId !== '' && b.terminalId !== '' && a.terminalId !== b.terminalId;
}

const SECONDS_PER_DAY = 86_400;
const SECONDS_PER_YEAR = 372 * SECONDS_PER_DAY;

/** A moment by a terminal's clock: MMDD and HHMMSS. */
export interface TerminalMoment {
  readonly date: string;
  readonly time: string;
}

/**
 * Seconds from one moment to the other, negative when `to` lies before `from`; undefined when a part is missing. The
 * year is unknown, so the nearest one is meant; months count 31 days, which keeps the order and is exact within a
 * month.
 */
export function secondsBetween(from: TerminalMoment, to: TerminalMoment): number | undefined {
  const start = secondOfYear(from);
  const end = secondOfYear(to);
  if (start === undefined || end === undefined) return undefined;
  const ahead = (((end - start) % SECONDS_PER_YEAR) + SECONDS_PER_YEAR) % SECONDS_PER_YEAR;
  return ahead > SECONDS_PER_YEAR / 2 ? ahead - SECONDS_PER_YEAR : ahead;
}

function secondOfYear({ date, time }: TerminalMoment): number | undefined {
  if (!/^\d{4}$/.test(date) || !/^\d{6}$/.test(time)) return undefined;
  const days = (pair(date, 0) - 1) * 31 + (pair(date, 2) - 1);
  return days * SECONDS_PER_DAY + pair(time, 0) * 3_600 + pair(time, 2) * 60 + pair(time, 4);
}

function pair(text: string, at: number): number {
  return Number(text.slice(at, at + 2));
}

function compareNumbers(a: string, b: string): FieldLikeness {
  // All zeros stand for "does not fit in this field" (ZVT: a trace number of more than six digits).
  if (/^0*$/.test(a) || /^0*$/.test(b)) return 'absent';
  return likeness(a === b);
}

function compareMoments(a: TerminalMoment, b: TerminalMoment): FieldLikeness {
  if (a.time === '' || b.time === '') return 'absent';
  if (a.time !== b.time) return 'unequal';
  return a.date === '' || b.date === '' ? 'equal' : likeness(a.date === b.date);
}

function likeness(equal: boolean): FieldLikeness {
  return equal ? 'equal' : 'unequal';
}
