import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { Bus } from '#sync/bus/bus.ts';
import type { StoreClock, StoreLog } from '../ports.ts';
import { AWAY_AFTER_MS, laneReport, type LaneReport, SUBJECTS } from './lane-messages.ts';

/** What the store last heard of a lane. */
export interface KnownLane {
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
}

/**
 * All lanes of a store as it knows them. A lane that falls silent keeps its calls: a dead lane silences nobody who stands
 * at it.
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

  laneOf(ticketId: string): string | undefined {
    for (const [workstationId, { report }] of this.#lanes) {
      if (report.tickets.some((ticket) => ticket.ticketId === ticketId)) return workstationId;
    }
    return undefined;
  }

  stop(): void {
    this.#cancel();
    this.#unsubscribe();
  }

  #take(subject: string, message: unknown): void {
    const read = laneReport.safeParse(message);
    const workstationId = read.data?.lane.workstationId;
    if (workstationId === undefined || SUBJECTS.report(workstationId) !== subject) {
      this.#log.warn('a report of a lane cannot be read', { subject });
      return;
    }
    if (!this.#lanes.has(workstationId) && this.#lanes.size >= LANES_MAX) return;
    this.#lanes.set(workstationId, { report: read.data as LaneReport, heardAt: this.#clock.monotonic(), away: false });
    for (const ticket of read.data?.ended ?? []) this.#tellEnded(ticket);
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
