import type { BoardView } from '#kiosk/api/staff.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import { measureAssist, type Waits } from '#kiosk/core/assist/measures.ts';
import { type CallLoad, shareWithin } from '#kiosk/core/assist/staffing.ts';
import { quantile } from '#kiosk/core/assist/statistics.ts';
import type { AssistEvent, Ticket, TicketReason } from '#kiosk/core/assist/ticket.ts';
import type { EpochMs, TransactionId, WorkstationId } from '#kiosk/core/values/identifiers.ts';
import type { CallEvent, SearchMissed } from '../floor/store-entries.ts';

/** What a board is made of. */
export interface BoardScene {
  readonly businessDay: string;
  readonly calls: readonly CallEvent[];
  readonly open: readonly Ticket[];
  readonly floorEvents: readonly FloorEvent[];
  readonly missed: readonly SearchMissed[];
  readonly baskets: { readonly count: number; readonly since: number };
  readonly settings: FloorSettings;
  readonly now: EpochMs;
  readonly hourAt: (at: EpochMs) => number;
}

const MS_PER_HOUR = 3_600_000;
/** Planning looks at so much of the time just past, in milliseconds, and at no less than a part of it. */
const LOAD_SPAN_MS = 2 * MS_PER_HOUR;
const LOAD_SPAN_MIN_MS = MS_PER_HOUR / 4;
/** How long a person is busy with a call, until the store has seen some; seconds. */
const BUSY_SECONDS_AT_FIRST = 60;
/** So many people at most are planned for. */
const STAFF_MAX = 8;
const ANSWERED_WITHIN_SECONDS = 30;
const LISTED_MAX = 12;

/** How the store does today: of all people together, never of one. */
export function boardOf(scene: BoardScene): BoardView {
  const { businessDay, calls, open, floorEvents, settings, now } = scene;
  const events = [...calls.flatMap(eventsOf), ...floorEvents].toSorted((a, b) => timeOf(a) - timeOf(b));
  const measures = measureAssist(events, settings, now);
  return {
    businessDay,
    calls: calls.length + open.length,
    open: open.length,
    acknowledgeSeconds: waitsOf(measures.acknowledge),
    arriveSeconds: waitsOf(measures.arrive),
    promiseKeptShare: measures.promiseKept?.share ?? null,
    firstContactShare: measures.firstContact?.share ?? null,
    easyShare: measures.easy?.share ?? null,
    actionableShare: measures.actionable?.share ?? null,
    falseAlarmShare: measures.falseAlarms?.share ?? null,
    interventionsPerHundred: interventions(scene),
    hours: hoursOf(scene),
    staffing: staffing(loadOf(scene)),
    articlesRead: mostOf(calls.flatMap(({ articlesRead }) => articlesRead)).map(([articleId, count]) => ({
      articleId,
      count,
    })),
    missedSearches: missedOf(scene.missed),
  };
}

/** A call as the measures read it. The basket stands for the sale: a second call in it is no first contact. */
function eventsOf(call: CallEvent): AssistEvent[] {
  const { ticketId, basket, raisedBy, raisedAt, answeredAt, attendedAt, answeredBy, at, ease, merges } = call;
  const helper =
    answeredBy === null ? undefined : ({ personId: answeredBy, firstName: '', role: 'assistant' } as const);
  const by = { ticketId, attendant: '', helper };
  const events: AssistEvent[] = [
    {
      type: 'ticket-raised',
      ticketId,
      workstationId: (basket.split(' ')[0] ?? '') as WorkstationId,
      transactionId: basket as TransactionId,
      reason: call.reason as TicketReason,
      raisedBy,
      language: 'en',
      at: raisedAt,
      context: {},
    },
  ];
  for (let count = 0; count < merges; count += 1) {
    events.push({ type: 'ticket-merged', ticketId, context: {}, at: raisedAt });
  }
  if (answeredAt !== null) events.push({ type: 'ticket-acknowledged', ...by, at: answeredAt });
  if (attendedAt !== null) events.push({ type: 'ticket-attended', ...by, at: attendedAt });
  if (call.status === 'resolved') {
    const resolution = call.resolution === null ? {} : { resolution: call.resolution };
    events.push({ type: 'ticket-resolved', ...by, ...resolution, at });
  } else if (call.status === 'withdrawn') events.push({ type: 'ticket-withdrawn', ticketId, by: 'shopper', at });
  else events.push({ type: 'ticket-expired', ticketId, at });
  if (ease !== null) events.push({ type: 'ticket-ease-answered', ticketId, ease, at });
  return events;
}

function timeOf(event: AssistEvent | FloorEvent): number {
  return 'at' in event ? event.at : 0;
}

function waitsOf(waits: Waits | undefined): BoardView['acknowledgeSeconds'] {
  return waits === undefined ? null : { p50: waits.p50, p80: waits.p80, p95: waits.p95 };
}

/** Only calls from the time in which baskets were counted, so that both are of the same time. */
function interventions({ calls, open, baskets }: BoardScene): BoardView['interventionsPerHundred'] {
  const counted = [...calls, ...open].filter(({ raisedAt }) => raisedAt >= baskets.since);
  return mostOf(counted.map(({ reason }) => reason)).map(([reason, count]) => ({
    reason,
    count,
    perHundred: baskets.count === 0 ? 0 : (100 * count) / baskets.count,
  }));
}

function hoursOf({ calls, hourAt }: BoardScene): BoardView['hours'] {
  const byHour = Map.groupBy(calls, ({ raisedAt }) => hourAt(raisedAt));
  return [...byHour]
    .map(([hour, ofHour]) => {
      const waits = ofHour.flatMap(({ answeredAt, raisedAt }) =>
        answeredAt === null ? [] : [(answeredAt - raisedAt) / 1_000],
      );
      return { hour, calls: ofHour.length, waitP80Seconds: quantile(waits, 0.8) ?? null };
    })
    .toSorted((a, b) => a.hour - b.hour);
}

/** The calls of the last hours, and how long a person was busy with one of them. */
function loadOf({ calls, open, floorEvents, now }: BoardScene): CallLoad {
  const first = Math.min(now, ...calls.map(({ raisedAt }) => raisedAt));
  const span = Math.min(LOAD_SPAN_MS, Math.max(LOAD_SPAN_MIN_MS, now - first));
  const recent = [...calls, ...open].filter(({ raisedAt }) => raisedAt > now - span);
  const busy = floorEvents.flatMap((event) =>
    event.type === 'work-done' && event.at > now - LOAD_SPAN_MS && event.handleSeconds !== undefined
      ? [event.handleSeconds + (event.reachSeconds ?? 0)]
      : [],
  );
  const busySeconds =
    busy.length === 0 ? BUSY_SECONDS_AT_FIRST : Math.max(1, busy.reduce((sum, value) => sum + value, 0) / busy.length);
  return { callsPerHour: recent.length / (span / MS_PER_HOUR), busySeconds };
}

function staffing(load: CallLoad): BoardView['staffing'] {
  if (load.callsPerHour === 0) return [];
  return Array.from({ length: STAFF_MAX }, (_, index) => ({
    staff: index + 1,
    answeredWithin30: shareWithin(load, index + 1, ANSWERED_WITHIN_SECONDS),
    occupancy: Math.min(1, (load.callsPerHour * load.busySeconds) / 3_600 / (index + 1)),
  }));
}

/** Words and how often, whoever typed them: neither lane nor time is said. */
function missedOf(missed: readonly SearchMissed[]): BoardView['missedSearches'] {
  return (['answers', 'articles'] as const).flatMap((about) => {
    const texts = missed.filter((each) => each.about === about).map(({ text }) => text.toLowerCase());
    return mostOf(texts).map(([text, count]) => ({ about, text, count }));
  });
}

/** What occurs most often first. */
function mostOf(all: readonly string[]): (readonly [string, number])[] {
  const counts = Map.groupBy(all, (each) => each);
  return [...counts]
    .map(([name, each]) => [name, each.length] as const)
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, LISTED_MAX);
}
