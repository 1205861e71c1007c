import type { MissedSearchView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { Bus } from '#sync/bus/bus.ts';
import type { StoreClock, StoreLog } from '../ports.ts';
import { AWAY_AFTER_MS, laneReport, type LaneReport, SUBJECTS } from './lane-messages.ts';

/** What the store last heard of a lane. */
export interface KnownLane {
  /** Its name in the chain. */
  readonly origin: string;
  readonly report: LaneReport;
  /** Monotonic milliseconds. */
  readonly heardAt: number;
  readonly away: boolean;
}

/** More lanes than any store has. */
const LANES_MAX = 1_000;
const ENDED_REMEMBERED_MAX = 10_000;

export interface LaneBoardListener {
  /** Something of the lanes is different now. */
  changed(): void;
  /** A call is over; told once, and again when the shopper said how it went. */
  ended(ticket: TicketView): void;
  /** The latest searches of a lane that found nothing; told with each report. */
  missed?(origin: string, searches: readonly MissedSearchView[]): void;
}

/**
 * All lanes of a store as it knows them. A lane that falls silent keeps its calls: a dead lane silences nobody who
 * stands at it.
 */
export class LaneBoard {
  readonly #lanes = new Map<string, KnownLane>();
  readonly #ended = new Map<string, string>();
  readonly #clock: StoreClock;
  readonly #log: StoreLog;
  readonly #listener: LaneBoardListener;
  readonly #unsubscribe: () => void;
  #cancel: () => void = () => {};

  constructor(bus: Bus, clock: StoreClock, log: StoreLog, listener: LaneBoardListener) {
    this.#clock = clock;
    this.#log = log;
    this.#listener = listener;
    this.#unsubscribe = bus.subscribe(SUBJECTS.reports, (subject, message) => this.#take(subject, message));
    this.#look();
  }

  get lanes(): ReadonlyMap<string, KnownLane> {
    return this.#lanes;
  }

  /** As staff see them: one that is away is said to be so. */
  views(): readonly LaneStatusView[] {
    return [...this.#lanes.values()].map(({ report, away }) => ({ ...report.lane, connected: !away }));
  }

  /** An open call, with the name in the chain of the lane that it belongs to. */
  call(ticketId: string): { readonly origin: string; readonly ticket: TicketView } | undefined {
    for (const { origin, report } of this.#lanes.values()) {
      const ticket = report.tickets.find((open) => open.ticketId === ticketId);
      if (ticket !== undefined) return { origin, ticket };
    }
    return undefined;
  }

  stop(): void {
    this.#cancel();
    this.#unsubscribe();
  }

  #take(subject: string, message: unknown): void {
    const { data: report } = laneReport.safeParse(message);
    const origin = subject.slice('state.'.length, -'.report'.length);
    if (report === undefined || !origin.endsWith(`.${report.lane.workstationId}`)) {
      this.#log.warn('a report of a lane cannot be read', { subject });
      return;
    }
    const { workstationId } = report.lane;
    if (!this.#lanes.has(workstationId) && this.#lanes.size >= LANES_MAX) return;
    this.#lanes.set(workstationId, { origin, report, heardAt: this.#clock.monotonic(), away: false });
    for (const ticket of report.ended) this.#tellEnded(ticket);
    if (report.missed !== undefined && report.missed.length > 0) this.#listener.missed?.(origin, report.missed);
    this.#listener.changed();
  }

  #tellEnded(ticket: TicketView): void {
    const told = JSON.stringify(ticket.ease);
    if (this.#ended.get(ticket.ticketId) === told) return;
    this.#ended.set(ticket.ticketId, told);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > ENDED_REMEMBERED_MAX && oldest !== undefined) this.#ended.delete(oldest);
    this.#listener.ended(ticket);
  }

  #look(): void {
    this.#cancel = this.#clock.after(AWAY_AFTER_MS / 4, () => this.#look());
    const now = this.#clock.monotonic();
    let changed = false;
    for (const [workstationId, lane] of this.#lanes) {
      if (lane.away || now - lane.heardAt < AWAY_AFTER_MS) continue;
      this.#lanes.set(workstationId, { ...lane, away: true });
      this.#log.warn('a lane is away', { workstationId });
      changed = true;
    }
    if (changed) this.#listener.changed();
  }
}
