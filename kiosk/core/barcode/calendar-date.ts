import type { CalendarDate } from './scan.ts';

const MONTHS = 12;
const FEBRUARY = 2;
const SHORT_MONTHS: ReadonlySet<number> = new Set([4, 6, 9, 11]);

function daysIn(month: number, year: number): number {
  if (month === FEBRUARY) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return SHORT_MONTHS.has(month) ? 30 : 31;
}

/**
 * The century of a two-digit year (GS1 General Specifications, 7.12): from 49 years back to 50 years ahead of this
 * year.
 * @param shortYear 0 to 99
 */
export function fullYear(shortYear: number, thisYear: number): number {
  const century = thisYear - (thisYear % 100);
  const ahead = shortYear - (thisYear % 100);
  if (ahead >= 51) return century - 100 + shortYear;
  if (ahead <= -50) return century + 100 + shortYear;
  return century + shortYear;
}

/**
 * @param monthAndDay MMDD; a day of 00 stands for the last day of the month where the identifier allows it
 * @returns undefined when the calendar has no such day
 */
function calendarDate(year: number, monthAndDay: string, allowsDayZero: boolean): CalendarDate | undefined {
  const month = Number(monthAndDay.slice(0, 2));
  if (month < 1 || month > MONTHS) return undefined;
  const last = daysIn(month, year);
  const printed = Number(monthAndDay.slice(2));
  const day = printed === 0 && allowsDayZero ? last : printed;
  if (day < 1 || day > last) return undefined;
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** @param digits YYMMDD */
export function readShortDate(digits: string, thisYear: number, allowsDayZero: boolean): CalendarDate | undefined {
  return calendarDate(fullYear(Number(digits.slice(0, 2)), thisYear), digits.slice(2), allowsDayZero);
}

/** @param digits YYYYMMDD */
export function readLongDate(digits: string): CalendarDate | undefined {
  return calendarDate(Number(digits.slice(0, 4)), digits.slice(4), false);
}

/** @param today YYYY-MM-DD */
export function yearOf(today: CalendarDate): number {
  return Number(today.slice(0, 4));
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
