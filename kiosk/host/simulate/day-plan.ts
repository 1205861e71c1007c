import type { Helper, StaffRole } from '#kiosk/core/assist/person.ts';
import type { Random } from './random.ts';

export const PATTERNS = [
  'day',
  'steady',
  'lunch-rush',
  'understaffed',
  'sudden-leave',
  'bursty',
  'night',
  'nobody-for-an-hour',
] as const;

export type Pattern = (typeof PATTERNS)[number];

/** Time on duty; milliseconds since midnight. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface PlannedPerson {
  readonly helper: Helper;
  /** In order, without overlaps; what lies between two is a break. */
  readonly onDuty: readonly Stretch[];
}

export interface DayPlan {
  readonly opensAt: number;
  readonly closesAt: number;
  readonly people: readonly PlannedPerson[];
  /** When somebody is wanted somewhere; rising. */
  readonly calls: readonly number[];
}

export interface DayQuestion {
  readonly lanes: number;
  readonly staff: number;
  readonly calls: number;
  readonly pattern: Pattern;
}

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

const SHIFT_MS = 8 * HOUR_MS;
const BREAK_MS = 30 * MINUTE_MS;

/** How calls spread over the hours from opening on: a supermarket with a peak at noon and one after work. */
const SHAPES: Readonly<Record<Pattern, readonly number[]>> = {
  day: [3, 4, 5, 7, 9, 8, 6, 7, 9, 10, 7, 4],
  steady: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  'lunch-rush': [2, 2, 3, 8, 16, 14, 5, 3, 4, 5, 4, 2],
  understaffed: [3, 4, 5, 7, 9, 8, 6, 7, 9, 10, 7, 4],
  'sudden-leave': [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5],
  bursty: [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5],
  night: [6, 5, 4, 3, 2, 1, 1, 1, 1, 2, 3, 5],
  'nobody-for-an-hour': [3, 4, 5, 7, 9, 8, 6, 7, 9, 10, 7, 4],
};

/** A day is twelve hours long, for all patterns. */
const OPEN_HOURS = 12;

/** At night the shop opens at ten in the evening, else at eight in the morning. */
function opening(pattern: Pattern): number {
  return (pattern === 'night' ? 22 : 8) * HOUR_MS;
}

/** In bursts: so many come within so short a time, as when a train arrives. */
const BURST_CALLS = 8;
const BURST_MS = 90_000;

export function planDay(question: DayQuestion, random: Random): DayPlan {
  const opensAt = opening(question.pattern);
  const closesAt = opensAt + OPEN_HOURS * HOUR_MS;
  return {
    opensAt,
    closesAt,
    people: planPeople(question, opensAt, closesAt),
    calls: planCalls(question, opensAt, random),
  };
}

function planCalls({ calls, pattern }: DayQuestion, opensAt: number, random: Random): readonly number[] {
  const hours = SHAPES[pattern].map((weight, hour) => [hour, weight] as const);
  const times: number[] = [];
  while (times.length < calls) {
    const at = opensAt + (random.pick(hours) + random.next()) * HOUR_MS;
    times.push(at);
    if (pattern !== 'bursty') continue;
    for (let more = 1; more < BURST_CALLS && times.length < calls; more += 1) {
      times.push(Math.min(at + random.between(0, BURST_MS), opensAt + OPEN_HOURS * HOUR_MS - 1));
    }
  }
  return times.map(Math.round).toSorted((a, b) => a - b);
}

function planPeople({ staff, pattern }: DayQuestion, opensAt: number, closesAt: number): readonly PlannedPerson[] {
  return Array.from({ length: staff }, (_, index) => {
    const number = index + 1;
    const helper = { personId: `person-${number}`, firstName: `Person ${number}`, role: roleOf(index) };
    const shift = shiftOf(index, staff, opensAt, closesAt);
    return { helper, onDuty: changedBy(pattern, index, staff, opensAt, withBreaks(shift, index)) };
  });
}

/** In the order in which people are hired: for the morning, for the evening, for the middle of the day. */
const SHIFT_PLACES = [0, 1, 0.5];

/** The first of each shift may decide what an assistant may not, and of every nine people three. */
function roleOf(index: number): StaffRole {
  if (index === 0) return 'manager';
  return index % 9 < SHIFT_PLACES.length ? 'supervisor' : 'assistant';
}

/** Shifts are spread from opening to closing; in a shop of one or two each works through. */
function shiftOf(index: number, staff: number, opensAt: number, closesAt: number): Stretch {
  if (staff <= 2) return { from: opensAt, to: closesAt };
  const place = SHIFT_PLACES[index % SHIFT_PLACES.length] ?? 0;
  const from = opensAt + place * (closesAt - SHIFT_MS - opensAt);
  return { from, to: from + SHIFT_MS };
}

function withBreaks(shift: Stretch, index: number): readonly Stretch[] {
  const length = shift.to - shift.from;
  const stagger = (index % 6) * BREAK_MS;
  const first = shift.from + length * 0.35 + stagger - BREAK_MS;
  return [
    { from: shift.from, to: first },
    { from: first + BREAK_MS, to: shift.to },
  ];
}

function changedBy(
  pattern: Pattern,
  index: number,
  staff: number,
  opensAt: number,
  stretches: readonly Stretch[],
): readonly Stretch[] {
  switch (pattern) {
    case 'understaffed':
      // Two in five did not come.
      return index % 5 === 1 || index % 5 === 3 ? [] : stretches;
    case 'sudden-leave': {
      // Half of those who are there go home at two hours before the middle of the afternoon.
      const leaving = opensAt + 5 * HOUR_MS;
      return index % 2 === 1 && staff > 1
        ? without(stretches, { from: leaving, to: leaving + 4 * HOUR_MS })
        : stretches;
    }
    case 'night':
      // A night is kept by a third of a day's people.
      return index < Math.max(1, Math.ceil(staff / 3)) ? stretches : [];
    case 'nobody-for-an-hour':
      return without(stretches, { from: opensAt + 5 * HOUR_MS, to: opensAt + 6 * HOUR_MS });
    default:
      return stretches;
  }
}

function without(stretches: readonly Stretch[], hole: Stretch): readonly Stretch[] {
  return stretches
    .flatMap(({ from, to }) => [
      { from, to: Math.min(to, hole.from) },
      { from: Math.max(from, hole.to), to },
    ])
    .filter(({ from, to }) => to > from);
}
