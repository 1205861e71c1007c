import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import type { MissedSearchView } from '#kiosk/api/staff.ts';
import type { TicketView } from '#kiosk/api/views.ts';
import type { OpenTickets } from '#kiosk/core/assist/evolve.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import type { EpochMs } from '#kiosk/core/values/identifiers.ts';
import type { SearchMissed, StoreEntry, StoreJournal } from '../floor/store-entries.ts';
import type { KnownLane } from '../lanes/lane-board.ts';
import type { StoreClock, StoreLog } from '../ports.ts';
import { boardOf } from './board-of.ts';
import { CallBook } from './call-book.ts';

/** Nobody reads figures faster than this, and they are not cheap; milliseconds. */
const SHOW_EVERY_MS = 5_000;

export interface BoardKeeperParts {
  readonly hub: TopicHub;
  readonly journal: StoreJournal;
  readonly settings: FloorSettings;
  readonly clock: StoreClock;
  readonly log: StoreLog;
  readonly hourAt: (at: EpochMs) => number;
  readonly dayAt: (at: EpochMs) => string;
  readonly tickets: () => OpenTickets;
}

/** Keeps the manager's board: what was measured today, shown anew now and then. */
export class BoardKeeper {
  readonly #parts: BoardKeeperParts;
  readonly #book: CallBook;
  #isStale = true;
  #cancel: () => void = () => {};

  constructor(parts: BoardKeeperParts, recent: readonly StoreEntry[]) {
    this.#parts = parts;
    this.#book = new CallBook(parts.dayAt, parts.clock.now());
    for (const entry of recent) {
      if (entry.kind === 'call') this.#book.take(entry.event);
      if (entry.kind === 'search') this.#book.takeMissed(entry.event);
      if (entry.kind === 'floor') this.#book.takeFloor([entry.event]);
    }
    this.#tick();
  }

  watch(lanes: Iterable<KnownLane>): void {
    this.#book.watch(lanes);
    this.#isStale = true;
  }

  happened(events: readonly FloorEvent[]): void {
    this.#book.takeFloor(events);
    this.#isStale = true;
  }

  /** A call is over, or was spoken of afterwards. */
  ended(ticket: TicketView): void {
    const event = this.#book.ended(ticket);
    if (event === undefined) return;
    this.#isStale = true;
    this.#parts.journal.append([{ kind: 'call', event }]).catch((error: unknown) => {
      this.#parts.log.warn('a call that is over could not be written down for the board', { error: String(error) });
    });
  }

  /** What was looked for in vain at a lane; told again with each of its reports. */
  missed(origin: string, searches: readonly MissedSearchView[]): void {
    const events = searches
      .map((search): SearchMissed => ({ type: 'search-missed', origin, ...search }))
      .filter((event) => this.#book.takeMissed(event));
    if (events.length === 0) return;
    this.#isStale = true;
    const entries = events.map((event) => ({ kind: 'search', event }) as const);
    this.#parts.journal.append(entries).catch((error: unknown) => {
      this.#parts.log.warn('searches that found nothing could not be written down', { error: String(error) });
    });
  }

  stop(): void {
    this.#cancel();
  }

  #tick(): void {
    const { clock, hub, settings, hourAt, tickets } = this.#parts;
    const now = clock.now();
    if (this.#book.turnTo(now) || this.#isStale) {
      this.#isStale = false;
      const { day, calls, floorEvents, baskets, missed } = this.#book;
      const open = [...tickets().values()];
      hub.publishValue(
        'board',
        boardOf({ businessDay: day, calls, open, floorEvents, baskets, missed, settings, now, hourAt }),
      );
    }
    this.#cancel = clock.after(SHOW_EVERY_MS, () => this.#tick());
  }
}
