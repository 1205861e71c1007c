import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import { type AssistMeasures, measureAssist } from '#kiosk/core/assist/measures.ts';
import { peopleFor } from '#kiosk/core/assist/staffing.ts';
import type { ShareOf } from '#kiosk/core/assist/statistics.ts';
import type { AssistEvent } from '#kiosk/core/assist/ticket.ts';
import type { DayOutcome } from './assist-day.ts';
import { type DayQuestion, HOUR_MS } from './day-plan.ts';

/** One hour of the day, for a rota. */
interface HourReport {
  /** Of the wall clock, 0 to 23. */
  readonly hour: number;
  readonly calls: number;
  /** Calls that nobody answered before the shopper gave up. */
  readonly givenUp: number;
  readonly onDuty: number;
  /** The share of their time on duty that people are busy with calls. */
  readonly busyShare: number | null;
  readonly arriveP80Seconds: number | null;
  readonly promiseKept: number | null;
  /** Planning only, by Erlang C: the people with whom four calls of five have somebody setting out within 30 s. */
  readonly peoplePlanned: number | null;
}

/**
 * The end of `handrail simulate assist-day`; times are in seconds, shares from 0 to 1, null where there was nothing.
 */
export interface DayReport {
  readonly calls: number;
  readonly unansweredWithoutEscalation: number;
  readonly promiseKept: number | null;
  readonly gini: number;
  readonly offDutyAlerts: number;
  readonly acknowledgeP90Seconds: number | null;
  readonly arriveP80Seconds: number | null;
  readonly question: DayQuestion & { readonly seed: number };
  /** What chance alone may make of promiseKept (95 %), and how many promises it is a share of. */
  readonly promiseKeptInterval: readonly [number, number] | null;
  readonly promises: number;
  /** By what the shopper read first; promiseKept goes by what was read last. */
  readonly promiseKeptAsFirstRead: number | null;
  readonly acknowledgeP50Seconds: number | null;
  readonly arriveP50Seconds: number | null;
  readonly arriveP95Seconds: number | null;
  readonly resolved: number;
  readonly givenUp: number;
  readonly merged: number;
  readonly notRaised: number;
  readonly putRightByShopper: number;
  readonly firstContactResolution: number | null;
  readonly falseAlarms: number | null;
  readonly actionableAlerts: number | null;
  readonly ringsPerCall: number | null;
  readonly handOvers: number;
  readonly leasesLapsed: number;
  readonly escalations: AssistMeasures['escalations'];
  readonly callsByReason: AssistMeasures['callsByReason'];
  readonly hours: readonly HourReport[];
}

/** Whoever plans counts with this: four calls of five have somebody setting out within half a minute. */
const PLANNED_SHARE = 0.8;
const PLANNED_SECONDS = 30;

export function reportDay(
  question: DayQuestion,
  seed: number,
  outcome: DayOutcome,
  settings: FloorSettings,
): DayReport {
  const measures = measureAssist(outcome.journal, settings, outcome.endedAt);
  const { promiseKept, acknowledge, arrive } = measures;
  return {
    calls: measures.calls,
    unansweredWithoutEscalation: measures.unansweredWithoutEscalation,
    promiseKept: rounded(promiseKept?.share, 3),
    gini: rounded(measures.gini, 3) ?? 0,
    offDutyAlerts: measures.offDutyAlerts,
    acknowledgeP90Seconds: rounded(acknowledge?.p90, 1),
    arriveP80Seconds: rounded(arrive?.p80, 1),
    question: { ...question, seed },
    promiseKeptInterval: intervalOf(promiseKept),
    promises: promiseKept?.of ?? 0,
    promiseKeptAsFirstRead: rounded(measures.firstPromiseKept?.share, 3),
    acknowledgeP50Seconds: rounded(acknowledge?.p50, 1),
    arriveP50Seconds: rounded(arrive?.p50, 1),
    arriveP95Seconds: rounded(arrive?.p95, 1),
    resolved: measures.resolved,
    givenUp: measures.withdrawn,
    merged: measures.merged,
    notRaised: outcome.notRaised,
    putRightByShopper: outcome.nudgedAway,
    firstContactResolution: rounded(measures.firstContact?.share, 3),
    falseAlarms: rounded(measures.falseAlarms?.share, 3),
    actionableAlerts: rounded(measures.actionable?.share, 3),
    ringsPerCall: measures.calls === 0 ? null : rounded(measures.rings / measures.calls, 2),
    handOvers: measures.handOvers,
    leasesLapsed: measures.lapses,
    escalations: measures.escalations,
    callsByReason: measures.callsByReason,
    hours: reportHours(outcome, settings),
  };
}

type JournalEvent = AssistEvent | FloorEvent;

function reportHours({ plan, journal, learned }: DayOutcome, settings: FloorSettings): readonly HourReport[] {
  const hourOfTicket = new Map<string, number>();
  const byHour = new Map<number, JournalEvent[]>();
  const busySecondsBy = new Map<number, number>();
  for (const event of journal) {
    if (event.type === 'duty-changed') continue;
    if (event.type === 'ticket-raised') hourOfTicket.set(event.ticketId, Math.floor(event.at / HOUR_MS));
    const ticketId = event.type === 'alert-sent' ? event.ticketIds[0] : event.ticketId;
    const hour = hourOfTicket.get(ticketId ?? '') ?? 0;
    const events = byHour.get(hour);
    if (events === undefined) byHour.set(hour, [event]);
    else events.push(event);
    if (event.type !== 'work-done') continue;
    const seconds = (event.reachSeconds ?? 0) + (event.handleSeconds ?? 0);
    busySecondsBy.set(hour, (busySecondsBy.get(hour) ?? 0) + seconds);
  }
  const busySeconds = learned.reach.seconds + learned.handle.seconds;
  const hours: HourReport[] = [];
  for (let hour = Math.floor(plan.opensAt / HOUR_MS); hour * HOUR_MS < plan.closesAt; hour += 1) {
    const measures = measureAssist(byHour.get(hour) ?? [], settings, Infinity);
    const dutyHours = dutyHoursIn(plan, hour);
    const planned = peopleFor({ callsPerHour: measures.calls, busySeconds }, PLANNED_SECONDS, PLANNED_SHARE);
    hours.push({
      hour: hour % 24,
      calls: measures.calls,
      givenUp: measures.withdrawn,
      onDuty: rounded(dutyHours, 1) ?? 0,
      busyShare: dutyHours === 0 ? null : rounded((busySecondsBy.get(hour) ?? 0) / (dutyHours * 3600), 2),
      arriveP80Seconds: rounded(measures.arrive?.p80, 1),
      promiseKept: rounded(measures.promiseKept?.share, 2),
      peoplePlanned: planned ?? null,
    });
  }
  return hours;
}

/** How many people are on duty in an hour, on average. */
function dutyHoursIn({ people }: DayOutcome['plan'], hour: number): number {
  const [from, to] = [hour * HOUR_MS, (hour + 1) * HOUR_MS];
  let time = 0;
  for (const { onDuty } of people) {
    for (const stretch of onDuty) time += Math.max(0, Math.min(to, stretch.to) - Math.max(from, stretch.from));
  }
  return time / HOUR_MS;
}

function intervalOf(share: ShareOf | undefined): readonly [number, number] | null {
  return share === undefined ? null : [rounded(share.low, 3) ?? 0, rounded(share.high, 3) ?? 0];
}

function rounded(value: number | undefined, digits: number): number | null {
  return value === undefined ? null : Number(value.toFixed(digits));
}
