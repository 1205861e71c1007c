import type { TicketView } from '#kiosk/api/views.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import type { CallEvent, SearchMissed } from '../floor/store-entries.ts';
import type { KnownLane } from '../lanes/lane-board.ts';

/** More than a large store has in a day; what comes after it pushes out the oldest. */
const CALLS_MAX = 20_000;
const FLOOR_EVENTS_MAX = 100_000;
const MISSED_MAX = 5_000;

/** What is seen first of an open call; a later hand-over does not change it. */
interface Seen {
  readonly basket: string;
  answeredAt: number | null;
  attendedAt: number | null;
  answeredBy: string | null;
}

/** The baskets of one lane, counted by watching it. */
interface LaneBaskets {
  count: number;
  isEmpty: boolean;
}

/** What the store knows of the calls of one business day, for the board; a new day begins an empty book. */
export class CallBook {
  readonly #dayAt: (at: number) => string;
  readonly #seen = new Map<string, Seen>();
  readonly #lanes = new Map<string, LaneBaskets>();
  #day: string;
  #calls = new Map<TicketId, CallEvent>();
  #floorEvents: FloorEvent[] = [];
  #baskets = 0;
  #missed = new Map<string, SearchMissed>();
  #watchedSince: number;

  constructor(dayAt: (at: number) => string, now: number) {
    this.#dayAt = dayAt;
    this.#day = dayAt(now);
    this.#watchedSince = now;
  }

  get day(): string {
    return this.#day;
  }

  get calls(): readonly CallEvent[] {
    return [...this.#calls.values()];
  }

  get floorEvents(): readonly FloorEvent[] {
    return this.#floorEvents;
  }

  /** Baskets that were begun since the book watches the lanes; a restart begins to count anew. */
  get baskets(): { readonly count: number; readonly since: number } {
    return { count: this.#baskets, since: this.#watchedSince };
  }

  /** @returns whether another day began */
  turnTo(now: number): boolean {
    const day = this.#dayAt(now);
    if (day === this.#day) return false;
    this.#day = day;
    this.#calls = new Map();
    this.#floorEvents = [];
    this.#baskets = 0;
    this.#missed = new Map();
    this.#watchedSince = now;
    return true;
  }

  /** Looks at the lanes as they stand. */
  watch(lanes: Iterable<KnownLane>): void {
    for (const { report } of lanes) {
      const { workstationId, basket } = report.lane;
      const before = this.#lanes.get(workstationId) ?? { count: 0, isEmpty: true };
      const isEmpty = basket.articleCount === 0;
      if (before.isEmpty && !isEmpty) {
        before.count += 1;
        this.#baskets += 1;
      }
      before.isEmpty = isEmpty;
      this.#lanes.set(workstationId, before);
      for (const ticket of report.tickets) this.#see(ticket, `${workstationId} ${before.count}`);
    }
  }

  /** @returns what is to be written down of a call that is over; undefined if nothing of it is new */
  ended(ticket: TicketView): CallEvent | undefined {
    if (ticket.endedAt === null || !isOver(ticket.status)) return undefined;
    this.#see(ticket, `${ticket.workstationId} ${this.#lanes.get(ticket.workstationId)?.count ?? 0}`);
    const known = this.#calls.get(ticket.ticketId as TicketId);
    const event: CallEvent =
      known === undefined ? this.#eventOf(ticket, ticket.endedAt) : { ...known, ease: ticket.ease };
    if (known?.ease === event.ease) return undefined;
    return this.take(event) ? event : undefined;
  }

  /** @returns whether it is of today */
  take(event: CallEvent): boolean {
    this.#seen.delete(event.ticketId);
    if (this.#dayAt(event.raisedAt) !== this.#day) return false;
    this.#calls.set(event.ticketId, event);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > CALLS_MAX && oldest !== undefined) this.#calls.delete(oldest);
    return true;
  }

  get missed(): readonly SearchMissed[] {
    return [...this.#missed.values()];
  }

  /** @returns whether it is of today, and new */
  takeMissed(event: SearchMissed): boolean {
    const key = `${event.origin} ${event.at} ${event.text}`;
    if (this.#dayAt(event.at) !== this.#day || this.#missed.has(key) || this.#missed.size >= MISSED_MAX) return false;
    this.#missed.set(key, event);
    return true;
  }

  takeFloor(events: readonly FloorEvent[]): void {
    const ofToday = events.filter((event) => this.#dayAt(event.at) === this.#day);
    this.#floorEvents.push(...ofToday);
    if (this.#floorEvents.length > FLOOR_EVENTS_MAX) this.#floorEvents = this.#floorEvents.slice(-FLOOR_EVENTS_MAX / 2);
  }

  #see(ticket: TicketView, basket: string): void {
    const seen = this.#seen.get(ticket.ticketId) ?? { basket, answeredAt: null, attendedAt: null, answeredBy: null };
    if (seen.answeredAt === null && ticket.acknowledgedAt !== null) {
      seen.answeredAt = ticket.acknowledgedAt;
      seen.answeredBy = ticket.helper?.personId ?? null;
    }
    seen.attendedAt ??= ticket.attendedAt;
    this.#seen.set(ticket.ticketId, seen);
  }

  #eventOf(ticket: TicketView, at: number): CallEvent {
    const seen = this.#seen.get(ticket.ticketId);
    return {
      type: 'call-ended',
      ticketId: ticket.ticketId as TicketId,
      basket: seen?.basket ?? '',
      reason: ticket.reason,
      raisedBy: ticket.raisedBy,
      status: isOver(ticket.status) ? ticket.status : 'resolved',
      raisedAt: ticket.raisedAt,
      answeredAt: seen?.answeredAt ?? null,
      attendedAt: seen?.attendedAt ?? null,
      at,
      answeredBy: seen?.answeredBy ?? null,
      resolution: ticket.resolution,
      ease: ticket.ease,
      merges: ticket.merges,
      articlesRead: ticket.articlesRead,
    };
  }
}

function isOver(status: TicketView['status']): status is CallEvent['status'] {
  return status === 'resolved' || status === 'withdrawn' || status === 'expired';
}
