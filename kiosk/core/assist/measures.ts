import type { EpochMs, TicketId, TransactionId } from '../values/identifiers.ts';
import type { EscalationClock } from './escalation.ts';
import type { Duty, FloorEvent } from './floor-events.ts';
import type { FloorSettings } from './floor-settings.ts';
import type { PersonId } from './person.ts';
import { gini, quantile, shareOf, type ShareOf } from './statistics.ts';
import type { AssistEvent, EaseAnswer, TicketReason } from './ticket.ts';

/** Seconds that half, four fifths and nineteen in twenty of the calls waited at most. */
export interface Waits {
  readonly p50: number;
  readonly p80: number;
  readonly p90: number;
  readonly p95: number;
}

/** What a manager sees of a stretch of time. No figure of it is about one person. */
export interface AssistMeasures {
  readonly calls: number;
  readonly merged: number;
  readonly resolved: number;
  readonly withdrawn: number;
  readonly expired: number;
  readonly callsByReason: Readonly<Partial<Record<TicketReason, number>>>;
  /** Calls for each hundred baskets, by reason; undefined where it is not known how many baskets there were. */
  readonly per100Baskets: Readonly<Partial<Record<TicketReason, number>>> | undefined;
  /** From the call to the first answer, and to somebody being there. */
  readonly acknowledge: Waits | undefined;
  readonly arrive: Waits | undefined;
  /** Settled, with no further call by the shopper, or for the same reason, in the same basket. */
  readonly firstContact: ShareOf | undefined;
  readonly falseAlarms: ShareOf | undefined;
  readonly easy: ShareOf | undefined;
  /** Calls whose first promise, as it was last lowered, was kept; of those where it came to that. */
  readonly promiseKept: ShareOf | undefined;
  /** The same by what the shopper read first, before it was lowered. */
  readonly firstPromiseKept: ShareOf | undefined;
  readonly escalations: Readonly<Record<1 | 2 | 3 | 4, number>>;
  /** Calls that nobody answered for so long that they had to go further, and that did not. */
  readonly unansweredWithoutEscalation: number;
  readonly handOvers: number;
  readonly lapses: number;
  readonly alerts: number;
  /** How often a page vibrated or rang, counting each person. */
  readonly rings: number;
  /** Alerts after which one of those who were asked took the call. */
  readonly actionable: ShareOf | undefined;
  readonly offDutyAlerts: number;
  /** Of weighted minutes for each hour on duty, over everybody who was on duty for half an hour or more. */
  readonly gini: number;
}

interface Row {
  readonly reason: TicketReason;
  readonly raisedBy: 'shopper' | 'lane';
  readonly transactionId: TransactionId | undefined;
  readonly raisedAt: EpochMs;
  answeredAt?: EpochMs;
  attendedAt?: EpochMs;
  endedAt?: EpochMs;
  resolution?: string | undefined;
  isResolved: boolean;
  promise?: 'kept' | 'missed';
  firstPromise?: 'kept' | 'missed';
  ease?: EaseAnswer;
  readonly escalatedAt: Map<number, EpochMs>;
  readonly alerts: { readonly to: readonly PersonId[]; answered: boolean }[];
}

interface Worker {
  duty: Duty;
  since: EpochMs;
  dutyMs: number;
  weightMinutes: number;
}

/** The clocks are looked at once a second, and a message takes its time. */
const CLOCK_TOLERANCE_MS = 2000;

/** Whoever was there for less has no pace yet. */
const DUTY_COUNTED_MS = 30 * 60_000;

/**
 * Reads the journals of the lanes and of the store role, in the order of time.
 *
 * @param until the end of the time that is looked at
 * @param baskets how many sales there were in that time
 */
export function measureAssist(
  events: Iterable<AssistEvent | FloorEvent>,
  settings: FloorSettings,
  until: EpochMs,
  baskets = 0,
): AssistMeasures {
  const reading = new Reading();
  for (const event of events) reading.take(event);
  return reading.measures(settings, until, baskets);
}

class Reading {
  readonly #rows = new Map<TicketId, Row>();
  readonly #workers = new Map<PersonId, Worker>();
  readonly #alerts: { readonly to: readonly PersonId[]; answered: boolean }[] = [];
  readonly #counts = { merged: 0, withdrawn: 0, expired: 0, handOvers: 0, lapses: 0, rings: 0, offDutyAlerts: 0 };

  take(event: AssistEvent | FloorEvent): void {
    if (event.type === 'duty-changed') return this.#duty(event);
    if (event.type === 'alert-sent') return this.#alert(event);
    if (event.type === 'ticket-raised') return this.#raised(event);
    const row = this.#rows.get(event.ticketId);
    if (row !== undefined) this.#about(row, event);
    if (event.type === 'work-done') {
      const worker = this.#workers.get(event.personId);
      if (worker !== undefined) worker.weightMinutes += event.weightMinutes;
    }
  }

  measures(settings: FloorSettings, until: EpochMs, baskets: number): AssistMeasures {
    const rows = [...this.#rows.values()];
    const resolved = rows.filter(({ isResolved }) => isResolved);
    const promised = rows.filter(({ promise }) => promise !== undefined);
    const promisedFirst = rows.filter(({ firstPromise }) => firstPromise !== undefined);
    const answeredEase = rows.filter(({ ease }) => ease !== undefined);
    const { merged, withdrawn, expired, handOvers, lapses, rings, offDutyAlerts } = this.#counts;
    return {
      calls: rows.length + merged,
      merged,
      resolved: resolved.length,
      withdrawn,
      expired,
      callsByReason: countByReason(rows, 1),
      per100Baskets: baskets === 0 ? undefined : countByReason(rows, 100 / baskets),
      acknowledge: waits(rows.map(({ answeredAt, raisedAt }) => since(raisedAt, answeredAt))),
      arrive: waits(
        rows.map((row) => since(row.raisedAt, row.attendedAt ?? (row.isResolved ? row.endedAt : undefined))),
      ),
      firstContact: shareOf(firstContacts(rows), resolved.length),
      falseAlarms: shareOf(resolved.filter((row) => isFalseAlarm(row, settings)).length, resolved.length),
      easy: shareOf(answeredEase.filter(({ ease }) => ease === 'easy').length, answeredEase.length),
      promiseKept: shareOf(promised.filter(({ promise }) => promise === 'kept').length, promised.length),
      firstPromiseKept: shareOf(
        promisedFirst.filter(({ firstPromise }) => firstPromise === 'kept').length,
        promisedFirst.length,
      ),
      escalations: {
        1: escalatedTo(rows, 1),
        2: escalatedTo(rows, 2),
        3: escalatedTo(rows, 3),
        4: escalatedTo(rows, 4),
      },
      unansweredWithoutEscalation: rows.filter((row) => isForgotten(row, settings, until)).length,
      handOvers,
      lapses,
      alerts: this.#alerts.length,
      rings,
      actionable: shareOf(this.#alerts.filter(({ answered }) => answered).length, this.#alerts.length),
      offDutyAlerts,
      gini: gini(this.#paces(until)),
    };
  }

  #raised(event: Extract<AssistEvent, { type: 'ticket-raised' }>): void {
    const { ticketId, reason, raisedBy, transactionId, at: raisedAt } = event;
    const row = { reason, raisedBy, transactionId, raisedAt, isResolved: false, escalatedAt: new Map(), alerts: [] };
    this.#rows.set(ticketId, row);
  }

  #duty({ helper, duty, at }: Extract<FloorEvent, { type: 'duty-changed' }>): void {
    const before = this.#workers.get(helper.personId);
    const worker = before ?? { duty, since: at, dutyMs: 0, weightMinutes: 0 };
    if (worker.duty === 'on-duty') worker.dutyMs += at - worker.since;
    worker.duty = duty;
    worker.since = at;
    this.#workers.set(helper.personId, worker);
  }

  #alert({ to, ticketIds, level }: Extract<FloorEvent, { type: 'alert-sent' }>): void {
    const alert = { to, answered: false };
    this.#alerts.push(alert);
    if (level !== 'list') this.#counts.rings += to.length;
    this.#counts.offDutyAlerts += to.filter((personId) => this.#workers.get(personId)?.duty !== 'on-duty').length;
    for (const ticketId of ticketIds) this.#rows.get(ticketId)?.alerts.push(alert);
  }

  #about(row: Row, event: Exclude<AssistEvent | FloorEvent, { type: 'duty-changed' | 'alert-sent' }>): void {
    switch (event.type) {
      case 'ticket-merged':
        this.#counts.merged += 1;
        break;
      case 'ticket-acknowledged':
      case 'ticket-backup-joined':
        row.answeredAt ??= event.at;
        for (const alert of row.alerts) alert.answered ||= alert.to.includes(event.helper?.personId ?? '');
        break;
      case 'ticket-attended':
        row.attendedAt ??= event.at;
        break;
      case 'ticket-handed-over':
        this.#counts.handOvers += 1;
        break;
      case 'ticket-lease-lapsed':
        this.#counts.lapses += 1;
        break;
      case 'ticket-resolved':
        row.endedAt = event.at;
        row.isResolved = true;
        row.resolution = event.resolution;
        break;
      case 'ticket-withdrawn':
      case 'ticket-expired':
        row.endedAt = event.at;
        this.#counts[event.type === 'ticket-withdrawn' ? 'withdrawn' : 'expired'] += 1;
        break;
      case 'ticket-ease-answered':
        row.ease = event.ease;
        break;
      case 'ticket-escalated':
        row.escalatedAt.set(event.level, event.at);
        break;
      case 'promise-learned':
        if (event.situation.stage === 'first') row.firstPromise ??= event.kept ? 'kept' : 'missed';
        break;
      case 'promise-ended':
      case 'promise-missed':
        // What is promised after a missed one is no second chance.
        row.promise ??= event.type === 'promise-ended' && event.kept ? 'kept' : 'missed';
        break;
      default:
    }
  }

  #paces(until: EpochMs): readonly number[] {
    const paces: number[] = [];
    for (const { duty, since, dutyMs, weightMinutes } of this.#workers.values()) {
      const time = dutyMs + (duty === 'on-duty' ? Math.max(0, until - since) : 0);
      if (time >= DUTY_COUNTED_MS) paces.push(weightMinutes / time);
    }
    return paces;
  }
}

function since(from: EpochMs, to: EpochMs | undefined): number | undefined {
  return to === undefined ? undefined : (to - from) / 1000;
}

function waits(seconds: readonly (number | undefined)[]): Waits | undefined {
  const known = seconds.filter((value) => value !== undefined).toSorted((a, b) => a - b);
  const [p50, p80, p90, p95] = [0.5, 0.8, 0.9, 0.95].map((share) => quantile(known, share));
  if (p50 === undefined || p80 === undefined || p90 === undefined || p95 === undefined) return undefined;
  return { p50, p80, p90, p95 };
}

function countByReason(rows: readonly Row[], each: number): Partial<Record<TicketReason, number>> {
  const counts: Partial<Record<TicketReason, number>> = {};
  for (const { reason } of rows) counts[reason] = (counts[reason] ?? 0) + each;
  return counts;
}

function firstContacts(rows: readonly Row[]): number {
  const byBasket = new Map<TransactionId, Row[]>();
  for (const row of rows) {
    if (row.transactionId === undefined) continue;
    byBasket.set(row.transactionId, [...(byBasket.get(row.transactionId) ?? []), row]);
  }
  return rows.filter((row) => {
    if (!row.isResolved) return false;
    const others = row.transactionId === undefined ? [] : (byBasket.get(row.transactionId) ?? []);
    return !others.some(
      ({ raisedAt, raisedBy, reason }) =>
        raisedAt >= (row.endedAt ?? Infinity) && (raisedBy === 'shopper' || reason === row.reason),
    );
  }).length;
}

function isFalseAlarm({ reason, resolution }: Row, { table }: FloorSettings): boolean {
  return resolution !== undefined && table[reason].falseAlarms.includes(resolution);
}

function escalatedTo(rows: readonly Row[], level: number): number {
  return rows.filter(({ escalatedAt }) => escalatedAt.has(level)).length;
}

/** Looks at the times alone, and not at what the escalation itself says of them. */
function isForgotten(row: Row, settings: FloorSettings, until: EpochMs): boolean {
  const clock: EscalationClock = settings.clocks[settings.table[row.reason].clock];
  const quietUntil = Math.min(row.answeredAt ?? Infinity, row.endedAt ?? Infinity, until);
  const levels = [clock.allAfterMs, clock.leadAfterMs, clock.managerAfterMs, clock.makeGoodAfterMs];
  return levels.some((after, index) => {
    const due = row.raisedAt + after + CLOCK_TOLERANCE_MS;
    return quietUntil > due && (row.escalatedAt.get(index + 1) ?? Infinity) > due;
  });
}
