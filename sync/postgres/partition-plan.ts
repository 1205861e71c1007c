/** How many days a partition holds: a calendar month, or one day where a month would be too much for one table. */
export type PartitionSpan = 'month' | 'day';

/** Days from `from` up to, but not with, `to`. YYYY-MM-DD. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What is missing for a number of days from a day on, so that each of these days lies in exactly one partition. */
export function missingRanges(
  existing: readonly DayRange[],
  from: string,
  days: number,
  span: PartitionSpan,
): readonly DayRange[] {
  const missing: DayRange[] = [];
  for (let count = 0; count < days; count += 1) {
    const day = addDays(from, count);
    const taken = [...existing, ...missing];
    if (!taken.some((range) => holds(range, day))) missing.push(freeAround(day, taken, span));
  }
  return missing;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, DAY_LENGTH);
}

const DAY_LENGTH = 'YYYY-MM-DD'.length;

/** The month or the day around a day, cut off where other partitions begin. */
function freeAround(day: string, taken: readonly DayRange[], span: PartitionSpan): DayRange {
  const whole = span === 'day' ? { from: day, to: addDays(day, 1) } : monthOf(day);
  const before = taken.filter((range) => range.to <= day).map((range) => range.to);
  const after = taken.filter((range) => range.from > day).map((range) => range.from);
  return {
    from: [whole.from, ...before].reduce((latest, each) => (each > latest ? each : latest)),
    to: [whole.to, ...after].reduce((earliest, each) => (each < earliest ? each : earliest)),
  };
}

function monthOf(day: string): DayRange {
  const from = `${day.slice(0, 'YYYY-MM'.length)}-01`;
  const inNext = addDays(from, 31);
  return { from, to: `${inNext.slice(0, 'YYYY-MM'.length)}-01` };
}

function holds(range: DayRange, day: string): boolean {
  return range.from <= day && day < range.to;
}
