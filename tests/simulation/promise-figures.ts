import { assistSchema, floorSettings } from '#config/assist/assist-settings.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import { quantile, shareOf, type ShareOf } from '#kiosk/core/assist/statistics.ts';
import type { AssistEvent } from '#kiosk/core/assist/ticket.ts';
import { simulateDay } from '#kiosk/host/simulate/assist-day.ts';
import { type DayQuestion, HOUR_MS } from '#kiosk/host/simulate/day-plan.ts';

/**
 * What became of the promises of simulated days: the figures of kiosk/docs/waiting-promise.md, and what the test of
 * them looks at.
 */

/** A promise from the first time that the shopper read it until somebody was there or it was missed. */
interface Outcome {
  readonly madeAt: number;
  /** As first read, and as last read before it was known; both from the moment of the first reading. */
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  /** From that moment until somebody was there; undefined when nobody came while the call was open. */
  readonly waitedSeconds: number | undefined;
  /** By what the shopper read last, and by what she read first. */
  readonly kept: boolean;
  readonly keptAsFirstRead: boolean | undefined;
  /** Calls before this one when it was made. */
  readonly ahead: number;
}

export interface Scene {
  readonly name: string;
  readonly question: DayQuestion;
  readonly seeds: readonly number[];
}

const SETTINGS = floorSettings(assistSchema.parse(undefined));

const SHOP = { lanes: 20, staff: 8, calls: 2000 };
const FIVE_DAYS = [1, 2, 3, 4, 5];

export const SCENES: readonly Scene[] = [
  { name: 'steady', question: { ...SHOP, pattern: 'steady' }, seeds: FIVE_DAYS },
  { name: 'two peaks', question: { ...SHOP, pattern: 'day' }, seeds: FIVE_DAYS },
  { name: 'lunch rush', question: { ...SHOP, pattern: 'lunch-rush' }, seeds: FIVE_DAYS },
  { name: 'understaffed', question: { ...SHOP, pattern: 'understaffed' }, seeds: FIVE_DAYS },
  { name: 'sudden leave', question: { ...SHOP, pattern: 'sudden-leave' }, seeds: FIVE_DAYS },
  { name: 'in bursts', question: { ...SHOP, pattern: 'bursty' }, seeds: FIVE_DAYS },
  { name: 'night', question: { ...SHOP, calls: 600, pattern: 'night' }, seeds: FIVE_DAYS },
  { name: 'nobody for an hour', question: { ...SHOP, pattern: 'nobody-for-an-hour' }, seeds: FIVE_DAYS },
  { name: 'small shop', question: { lanes: 5, staff: 1, calls: 300, pattern: 'day' }, seeds: FIVE_DAYS },
  { name: 'large shop', question: { lanes: 60, staff: 20, calls: 6000, pattern: 'day' }, seeds: [1, 2] },
];

/** A day takes a good part of a second, and each is looked at in several ways. */
const played = new Map<string, readonly Outcome[]>();

export function outcomesOf({ question, seeds }: Scene): readonly (readonly Outcome[])[] {
  return seeds.map((seed) => {
    const key = JSON.stringify([question, seed]);
    const outcomes = played.get(key) ?? readOutcomes(simulateDay(question, seed, SETTINGS).journal);
    played.set(key, outcomes);
    return outcomes;
  });
}

const TEN_DAYS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const FIRST_PROMISES = 100;

/** The first promises of days on which nothing was known. */
export function coldStarts(): readonly Outcome[] {
  const scene = { name: 'cold start', question: { ...SHOP, pattern: 'day' }, seeds: TEN_DAYS } as const;
  return outcomesOf(scene).flatMap((outcomes) => outcomes.slice(0, FIRST_PROMISES));
}

/** Half of the people leave at one o'clock: the promises of the hour after that. */
export function afterSuddenLeave(): readonly Outcome[] {
  const [from, to] = [13 * HOUR_MS, 14 * HOUR_MS];
  const scene = { name: 'sudden leave', question: { ...SHOP, pattern: 'sudden-leave' }, seeds: TEN_DAYS } as const;
  return outcomesOf(scene)
    .flat()
    .filter(({ madeAt }) => madeAt >= from && madeAt < to);
}

export function keptShare(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ kept }) => kept).length / outcomes.length;
}

export function keptAsFirstReadShare(outcomes: readonly Outcome[]): number {
  const known = outcomes.filter(({ keptAsFirstRead }) => keptAsFirstRead !== undefined);
  return known.filter(({ keptAsFirstRead }) => keptAsFirstRead).length / known.length;
}

/** Of each group with enough in it to say something. */
export function keptBy(outcomes: readonly Outcome[], group: (outcome: Outcome) => number): readonly ShareOf[] {
  const groups = new Map<number, Outcome[]>();
  for (const outcome of outcomes) {
    const key = group(outcome);
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  return [...groups.values()]
    .filter((members) => members.length >= GROUP_COUNTED)
    .map((members) => shareOf(members.filter(({ kept }) => kept).length, members.length))
    .filter((share) => share !== undefined);
}

/** Fewer say more about chance than about the promise. */
const GROUP_COUNTED = 100;

export function hourOf({ madeAt }: Outcome): number {
  return Math.floor(madeAt / HOUR_MS);
}

/** 0, 1, 2-3, 4-7, 8 and more calls before. */
export function lineOf({ ahead }: Outcome): number {
  return ahead <= 1 ? ahead : Math.min(8, 2 ** Math.floor(Math.log2(ahead)));
}

/** The table of kiosk/docs/waiting-promise.md. */
export function figuresTable(): string {
  const rows = SCENES.map((scene) => {
    const days = outcomesOf(scene);
    return [scene.name, sizeOf(scene.question), ...figures(days)];
  });
  const cold = coldStarts();
  const left = afterSuddenLeave();
  const all = [
    ...rows,
    ['first 100 of a cold start', `${sizeOf(SHOP)}, ten days`, ...figures([cold])],
    ['hour after half have left', `${sizeOf(SHOP)}, ten days`, ...figures([left])],
  ];
  const head = [
    'Pattern',
    'Lanes / people / calls',
    'Promises',
    'Kept',
    'Kept as first read',
    'Kept, by day',
    'Kept, by hour',
    'Kept, by place in line',
    'First read (half, 4 of 5)',
    'Waited (half, 4 of 5)',
    'Off by (mean)',
  ];
  return [head, head.map(() => '---'), ...all].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function sizeOf({ lanes, staff, calls }: Omit<DayQuestion, 'pattern'>): string {
  return `${lanes} / ${staff} / ${calls}`;
}

function figures(days: readonly (readonly Outcome[])[]): readonly string[] {
  const all = days.flat();
  const first = all.map(({ firstSeconds }) => firstSeconds);
  const came = all.filter((outcome) => outcome.waitedSeconds !== undefined);
  const waited = came.map(({ waitedSeconds = 0 }) => waitedSeconds);
  const off = came.map(({ waitedSeconds = 0, lastSeconds }) => Math.abs(waitedSeconds - lastSeconds));
  return [
    String(all.length),
    percent(keptShare(all)),
    percent(keptAsFirstReadShare(all)),
    days.length === 1 ? '' : range(days.map(keptShare)),
    range(keptBy(all, hourOf).map(({ share }) => share)),
    range(keptBy(all, lineOf).map(({ share }) => share)),
    `${seconds(quantile(first, 0.5))}, ${seconds(quantile(first, 0.8))}`,
    `${seconds(quantile(waited, 0.5))}, ${seconds(quantile(waited, 0.8))}`,
    seconds(off.reduce((sum, value) => sum + value, 0) / Math.max(1, off.length)),
  ];
}

function readOutcomes(journal: readonly (AssistEvent | FloorEvent)[]): readonly Outcome[] {
  const made = new Map<string, { madeAt: number; firstSeconds: number; dueAt: number; ahead: number }>();
  const kept = new Map<string, boolean>();
  const keptFirst = new Map<string, boolean>();
  const cameAt = new Map<string, number>();
  for (const event of journal) {
    if (event.type === 'promise-made' && event.situation.stage !== 'late') {
      const { at: madeAt, seconds: firstSeconds, dueAt, situation } = event;
      const before = made.get(event.ticketId);
      if (before === undefined) made.set(event.ticketId, { madeAt, firstSeconds, dueAt, ahead: situation.ahead });
      else before.dueAt = dueAt;
    }
    if (event.type === 'promise-learned' && event.situation.stage === 'first' && !keptFirst.has(event.ticketId)) {
      keptFirst.set(event.ticketId, event.kept);
    }
    if (event.type === 'promise-missed' && !kept.has(event.ticketId)) kept.set(event.ticketId, false);
    if (event.type === 'promise-ended' && !kept.has(event.ticketId)) kept.set(event.ticketId, event.kept);
    const isThere = event.type === 'ticket-attended' || event.type === 'ticket-resolved';
    if (isThere && !cameAt.has(event.ticketId)) cameAt.set(event.ticketId, event.at);
  }
  return [...made].flatMap(([ticketId, { madeAt, firstSeconds, dueAt, ahead }]) => {
    const isKept = kept.get(ticketId);
    if (isKept === undefined) return [];
    const came = cameAt.get(ticketId);
    const waitedSeconds = came === undefined ? undefined : (came - madeAt) / 1000;
    const lastSeconds = (dueAt - madeAt) / 1000;
    const keptAsFirstRead = keptFirst.get(ticketId);
    return [{ madeAt, firstSeconds, lastSeconds, waitedSeconds, kept: isKept, keptAsFirstRead, ahead }];
  });
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function seconds(value: number | undefined): string {
  return value === undefined ? '' : `${Math.round(value)} s`;
}

function range(shares: readonly number[]): string {
  if (shares.length === 0) return '';
  return `${Math.round(Math.min(...shares) * 100)} to ${percent(Math.max(...shares))}`;
}
