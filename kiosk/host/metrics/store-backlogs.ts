import { z } from 'zod';
import type { BacklogView } from '#kiosk/api/staff.ts';
import type { Bus, BusMessage } from '#sync/bus/bus.ts';

/** What a store tells headquarters of itself: what of its records is on its way, and since when. */
export interface StoreBacklog {
  /** Rows that headquarters does not have. */
  readonly rows: number;
  /** Age of the oldest of them, in milliseconds; 0 if there is none. */
  readonly oldestAgeMs: number;
  /** Logs whose sending stopped or pauses until a person looks. */
  readonly hindered: number;
}

/** How often a store tells, in milliseconds. */
export const TELL_BACKLOG_MS = 15_000;

/** Under which subjects stores tell. */
export const BACKLOGS = 'state.*.store.backlog';

const schema = z.object({
  rows: z.int().min(0),
  oldestAgeMs: z.number().min(0),
  hindered: z.int().min(0),
});

/** @param origin the store's own name, under which alone it may speak */
export function tellBacklog(
  bus: Pick<Bus, 'publish'>,
  origin: string,
  views: readonly BacklogView[],
  now: number,
): void {
  const toHeadquarters = views.filter(({ to }) => to === 'headquarters');
  const since = toHeadquarters.flatMap(({ oldestUnsettledAt: at }) => (at === null ? [] : [at]));
  const backlog: StoreBacklog = {
    rows: toHeadquarters.reduce((sum, { pending }) => sum + pending, 0),
    oldestAgeMs: since.length === 0 ? 0 : Math.max(0, now - Math.min(...since)),
    hindered: toHeadquarters.filter(({ state }) => state === 'paused' || state === 'fenced' || state === 'fork').length,
  };
  bus.publish(`state.${origin}.backlog`, { ...backlog });
}

/** What stores told last, by store, and when. */
export class StoreBacklogs {
  readonly #told = new Map<string, { readonly backlog: StoreBacklog; readonly at: number }>();
  readonly #now: () => number;
  readonly #end: () => void;

  /** @param now milliseconds since 1970 */
  constructor(bus: Bus, now: () => number) {
    this.#now = now;
    this.#end = bus.subscribe(BACKLOGS, (subject, message) => this.hear(subject, message));
  }

  /** The oldest that was told comes first; ages in milliseconds since it was told. */
  all(): readonly { readonly store: string; readonly backlog: StoreBacklog; readonly toldAgoMs: number }[] {
    const now = this.#now();
    return [...this.#told].map(([store, { backlog, at }]) => ({ store, backlog, toldAgoMs: Math.max(0, now - at) }));
  }

  stop(): void {
    this.#end();
  }

  /** @param subject under which whoever may speak for the store alone has said it */
  hear(subject: string, message: BusMessage): void {
    const store = subject.split('.')[1];
    const { data } = schema.safeParse(message);
    if (store === undefined || data === undefined) return;
    // Whoever speaks here was paired, so there are no more of them than machines that may be paired.
    this.#told.delete(store);
    this.#told.set(store, { backlog: data, at: this.#now() });
  }
}
